package io.headscope.view.training;

import io.headscope.message.Messages;
import io.headscope.session.Replay;
import io.headscope.session.Replay.Kept;
import io.headscope.session.TrainingBench;
import io.headscope.session.TrainingBench.Phase;
import io.headscope.session.TrainingState;
import io.headscope.session.ViewContext;
import io.headscope.training.History.Look;
import io.headscope.training.Score;
import io.headscope.view.MeasureName;
import io.headscope.view.training.TrainingLayout.Options;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;

/// What of a training is shown: that which goes on, or else that of the open model.
public final class TrainingViewModel {

    private final ViewContext context;
    private final TrainingBench bench;
    private final Replay replay;
    private final BooleanProperty logarithmic = new SimpleBooleanProperty();

    public TrainingViewModel(ViewContext context) {
        this.context = context;
        this.bench = context.training();
        this.replay = context.replay();
    }

    /// Whether steps are laid out by their logarithm.
    BooleanProperty logarithmic() {
        return logarithmic;
    }

    /// What asks for a new drawing when it changes.
    List<Observable> causes() {
        return List.of(bench.now(), replay.kept(), replay.shown(), logarithmic, context.selection().lockedHead());
    }

    @Nullable Curves curves() {
        Kept kept = replay.kept().get();
        TrainingState now = bench.now().get();
        boolean same = now != null && replay.isOf(now.folder());
        Curves open = kept == null || same || bench.isBusy() ? null : Curves.of(kept);
        return open != null ? open : now == null ? null : Curves.of(now);
    }

    Options options(double width, double height) {
        int shown = replay.shown().get();
        boolean marks = shown != Replay.NOTHING && !bench.isBusy();
        return new Options(width, height, logarithmic.get(), context.selection().lockedHead().get(), marks ? Integer.valueOf(shown) : null);
    }

    /// One line on how far it is.
    String status(Messages messages) {
        TrainingState now = bench.now().get();
        Phase phase = bench.phase().get();
        if (now == null) {
            return phase == Phase.TRAINING ? messages.text("view.training.reading") : "";
        }
        StringBuilder line = new StringBuilder(messages.format(
                "view.training.phase." + phase.name().toLowerCase(Locale.ROOT), now.history().steps(), now.recipe().steps()));
        line.append(" · ").append(messages.format("view.training.spent", duration(now.seconds(), messages)));
        if (phase == Phase.TRAINING && now.secondsLeft() >= 0) {
            line.append(" · ").append(messages.format("view.training.left", duration(now.secondsLeft(), messages)));
        }
        Look best = now.history().best();
        if (best != null) {
            line.append(" · ").append(messages.format("view.training.best", MeasureName.of(best.score().measure(), messages), number(best.score().value(), messages), best.steps()));
        }
        Score aside = now.history().aside();
        if (aside != null) {
            line.append(" · ").append(messages.format("view.training.aside", MeasureName.of(aside.measure(), messages), number(aside.value(), messages)));
        }
        return line.append(" · ").append(messages.format("view.training.parameters", now.parameters())).toString();
    }

    private static String number(double value, Messages messages) {
        return String.format(messages.language().locale(), "%.4f", value);
    }

    private static String duration(double seconds, Messages messages) {
        Duration time = Duration.ofSeconds(Math.round(seconds));
        return time.toHours() > 0
                ? messages.format("view.training.hours", time.toHours(), time.toMinutesPart())
                : time.toMinutes() > 0
                        ? messages.format("view.training.minutes", time.toMinutes(), time.toSecondsPart())
                        : messages.format("view.training.seconds", time.toSeconds());
    }
}
