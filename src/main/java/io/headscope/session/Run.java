package io.headscope.session;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.generation.Choice;
import io.headscope.generation.Wish;
import io.headscope.generation.Written;
import io.headscope.input.Medium;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SequencedCollection;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// One run of a model over what was entered.
///
/// @param input   what the network was given
/// @param trace   what it left behind; whoever holds the run closes it
/// @param off     the heads that were switched off
/// @param writing how the network wrote on behind what was entered, if it was asked to
/// @param watched whether the trace tells what passed every step
record Run(
        Entered entered,
        ModelInput input,
        Set<HeadAddress> off,
        Trace trace,
        LastRun facts,
        @Nullable Writing writing,
        boolean watched) {

    private static final double NANOS_A_MILLI = 1e6;

    /// Where a target is wanted and none was entered, the network writes it.
    static Run of(OpenModel model, Entered entered, Cancellation cancellation, Consumer<Writing> told) {
        return of(model, entered, Set.of(), false, cancellation, told);
    }

    /// @param off     the heads that are switched off
    /// @param watched whether every step is to be told of
    /// @param told    is given the text whenever it has become longer
    static Run of(
            OpenModel model, Entered entered, Set<HeadAddress> off, boolean watched, Cancellation cancellation, Consumer<Writing> told) {
        Network network = model.network();
        return network.takesTarget() && model.writes() && entered.target() == null
                ? writing(model, entered, off, Choice.GREEDY, WritingSettings.USUAL_LIMIT, watched, cancellation, told)
                : over(model, entered, off, model.encode(inSight(entered, model)), null, System.nanoTime(), watched, cancellation);
    }

    /// Lets the network write on, and runs it over the whole.
    ///
    /// @param off     the heads that are switched off
    /// @param watched whether every step is to be told of
    /// @param told    is given the text whenever it has become longer
    static Run writing(
            OpenModel model,
            Entered entered,
            Set<HeadAddress> off,
            Choice choice,
            int limit,
            boolean watched,
            Cancellation cancellation,
            Consumer<Writing> told) {
        long start = System.nanoTime();
        ModelInput beginning = model.encode(inSight(entered, model));
        cancellation.check();
        AtomicReference<Writing> text = new AtomicReference<>(Writing.begin(beginning.tokens()));
        IntFunction<String> names = model.vocabulary();
        List<Integer> ids = new ArrayList<>();
        Wish wish = model.habits().wish(choice, limit);
        Written written = model.write(beginning, off, wish, next -> {
            ids.add(next.id());
            String name = names == null ? "#" + next.id() : names.apply(next.id());
            Writing longer = Objects.requireNonNull(text.get()).with(next, name, model.text(ids));
            text.set(longer);
            told.accept(longer);
        }, cancellation);
        return over(model, entered, off, written.input(), Objects.requireNonNull(text.get()).ended(written.input().tokens()), start, watched, cancellation);
    }

    /// The same once more, watched.
    static Run watched(OpenModel model, Run run, Cancellation cancellation) {
        return over(model, run.entered, run.off, run.input, run.writing, System.nanoTime(), true, cancellation);
    }

    private static Run over(
            OpenModel model,
            Entered entered,
            Set<HeadAddress> off,
            ModelInput input,
            @Nullable Writing writing,
            long start,
            boolean watched,
            Cancellation cancellation) {
        cancellation.check();
        Trace trace = model.run(input, off, request(model, watched), cancellation);
        double millis = (System.nanoTime() - start) / NANOS_A_MILLI;
        // A network of features names no tokens; what attends in it are positions all the same.
        int tokens = input.tokens().values().stream().mapToInt(java.util.List::size).max()
                .orElseGet(() -> trace.tokens(trace.sites().getFirst().stack()).size());
        return new Run(entered, input, off, trace, new LastRun(millis, tokens, input.remarks()), writing, watched);
    }

    /// What the network does not take has no field in the window, and what was once entered there does not count.
    private static Entered inSight(Entered entered, OpenModel model) {
        Network network = model.network();
        return new Entered(
                network.takesText() ? entered.text() : "",
                network.takesTwoTexts() ? entered.pair() : null,
                network.takesTarget() ? entered.target() : null,
                switch (entered.medium()) {
                    case Medium.Picture picture when network.takesPicture() -> picture;
                    case Medium.Sound sound when network.takesSound() -> sound;
                    case null, default -> null;
                });
    }

    /// @param watched whether every step is to be told of, those among them that no answer needs
    static RunRequest request(OpenModel model, boolean watched) {
        Network network = model.network();
        SequencedCollection<String> outputs = watched ? network.program().outputs().sequencedKeySet() : network.answer().outputs();
        return RunRequest.of(outputs.toArray(String[]::new)).goingOn().withPassed(watched);
    }
}
