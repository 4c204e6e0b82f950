package io.headscope.session;

import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.task.Cancellation;
import io.headscope.task.Lane;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import io.headscope.task.Tasks;
import io.headscope.training.HeadScores;
import io.headscope.training.KeptHeads;
import io.headscope.training.TrainingRecord;
import io.headscope.training.Watched;
import io.headscope.training.WatchedInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import org.jspecify.annotations.Nullable;

/// How the heads of the open model came about, where that was kept: every view shows the time that is chosen here.
public final class Replay {

    /// Nothing of what is kept is shown: what is entered runs through the model itself.
    public static final int NOTHING = -1;

    /// What was kept.
    ///
    /// @param steps  the times, first to last
    /// @param record of the training, if it can be had
    /// @param scores what the heads did, by steps
    public record Kept(KeptHeads heads, List<Integer> steps, @Nullable TrainingRecord record, SortedMap<Integer, HeadScores> scores) {
        public Kept {
            steps = List.copyOf(steps);
        }

        private static Optional<Kept> of(OpenModel model, Cancellation cancellation) {
            return KeptHeads.of(model.folder(), model.network()).map(heads -> {
                List<Integer> steps = heads.steps();
                SortedMap<Integer, HeadScores> scores = new TreeMap<>();
                for (int each : steps) {
                    cancellation.check();
                    scores.put(each, heads.scores(each));
                }
                return new Kept(heads, steps, TrainingRecord.of(model.folder()).orElse(null), scores);
            });
        }
    }

    private final Lane finding;
    private final Lane showing;
    private final TextRuns runs;
    private final Notices notices;
    private final ReadOnlyObjectWrapper<@Nullable Kept> kept = new ReadOnlyObjectWrapper<>();
    private final IntegerProperty input = new SimpleIntegerProperty();
    private final ReadOnlyIntegerWrapper shown = new ReadOnlyIntegerWrapper(NOTHING);
    private @Nullable Trace trace;
    private @Nullable OpenModel model;

    Replay(Lane finding, Lane showing, TextRuns runs, Notices notices) {
        this.finding = finding;
        this.showing = showing;
        this.runs = runs;
        this.notices = notices;
        runs.trace().subscribe(now -> {
            if (now != trace) {
                shown.set(NOTHING);
            }
        });
        input.addListener((_, _, _) -> {
            if (shown.get() != NOTHING) {
                show(shown.get());
            }
        });
    }

    /// One of no model.
    public static Replay ofNothing() {
        Tasks tasks = Tasks.inline();
        Notices notices = new Notices(_ -> new ErrorLog.Entry("", Path.of("")));
        return new Replay(tasks.lane(), tasks.lane(), new TextRuns(tasks.lane(), notices, new SimpleBooleanProperty(), new StepWatching().watched()), notices);
    }

    /// What was kept of the open model; nothing where nothing was.
    public ReadOnlyObjectProperty<@Nullable Kept> kept() {
        return kept.getReadOnlyProperty();
    }

    /// Which of what is watched is shown, by its place among [KeptHeads#inputs].
    public IntegerProperty input() {
        return input;
    }

    /// The time that is shown, in steps, or [#NOTHING].
    public ReadOnlyIntegerProperty shown() {
        return shown.getReadOnlyProperty();
    }

    /// Shows what the heads did at a time, in every view.
    ///
    /// @param steps one of the times kept
    public void show(int steps) {
        Kept all = kept.get();
        if (all != null && all.steps().contains(steps)) {
            showing.submit(new ShowTask(all.heads(), steps, Math.clamp(input.get(), 0, all.heads().inputs().size() - 1)));
        }
    }

    /// Runs what is entered through the model as it is.
    public void leave() {
        showing.cancel();
        runs.run();
    }

    /// Looks for what was kept of a model that was opened.
    void turnTo(@Nullable OpenModel model) {
        showing.cancel();
        finding.cancel();
        kept.set(null);
        input.set(0);
        this.model = model;
        if (model != null) {
            finding.submit(new FindTask(model));
        }
    }

    /// Whether the open model is the one in a folder.
    public boolean isOf(Path folder) {
        OpenModel open = model;
        return open != null && open.folder().equals(folder);
    }

    /// Looks again: a training went on in the folder of the open model, and has kept more.
    void lookAgain() {
        OpenModel open = model;
        if (open != null) {
            finding.cancel();
            finding.submit(new FindTask(open));
        }
    }

    private final class FindTask implements Task<Optional<Kept>> {

        private final OpenModel model;

        FindTask(OpenModel model) {
            this.model = model;
        }

        @Override
        public String name() {
            return "session.finding-heads";
        }

        @Override
        public Optional<Kept> run(Cancellation cancellation, Progress progress) {
            return Kept.of(model, cancellation);
        }

        @Override
        public void succeeded(Optional<Kept> found) {
            kept.set(found.orElse(null));
        }

        @Override
        public void failed(Throwable failure) {
            notices.report(failure);
        }
    }

    private final class ShowTask implements Task<Trace> {

        private final KeptHeads heads;
        private final int steps;
        private final int at;

        ShowTask(KeptHeads heads, int steps, int at) {
            this.heads = heads;
            this.steps = steps;
            this.at = at;
        }

        @Override
        public String name() {
            return "session.showing-heads";
        }

        @Override
        public Trace run(Cancellation cancellation, Progress progress) {
            return heads.trace(steps, at);
        }

        @Override
        public void succeeded(Trace read) {
            trace = read;
            runs.show(entered(heads.inputs().get(at)), heads.inputs().get(at).input(), read);
            shown.set(steps);
        }

        @Override
        public void failed(Throwable failure) {
            notices.report(failure);
        }

        @Override
        public void discarded(Trace read) {
            read.close();
        }
    }

    /// What a person would have entered.
    private static Entered entered(WatchedInput watched) {
        return switch (watched.watched()) {
            case Watched.Shown shown -> new Entered(shown.text(), shown.pair(), shown.target(), shown.medium());
            case Watched.Repeated _ -> Entered.of(watched.input().tokens().values().iterator().next().stream()
                    .filter(token -> !token.isSpecial())
                    .map(Token::text)
                    .collect(Collectors.joining(" ")));
        };
    }
}
