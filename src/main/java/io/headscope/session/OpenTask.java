package io.headscope.session;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens a model and runs what is entered, so that both are shown at once. A model that cannot be run is not opened.
///
/// @param layers    the first so many alone, or [ModelOpener#ALL_LAYERS]
/// @param evenLarge whether to open a model that does not fit in memory
/// @param whenLarge told of such a model, where not; then nothing of it is loaded
record OpenTask(
        ModelOpener opener,
        Path folder,
        int layers,
        boolean evenLarge,
        Entered entered,
        Consumer<Opened> whenOpened,
        Consumer<LargeModel> whenLarge,
        Consumer<Throwable> whenFailed)
        implements Task<OpenTask.Outcome> {

    private static final Set<Problem> OF_WHAT_IS_ENTERED_ALONE =
            Set.of(Problem.TEXT_EMPTY, Problem.TEXT_TOO_LONG, Problem.TEXT_NOT_IDS, Problem.IMAGE_MISSING, Problem.SOUND_MISSING);

    /// What becomes of it.
    sealed interface Outcome {}

    /// One is asked about it first.
    private record Asked(LargeModel model) implements Outcome {}

    /// @param asked   what was entered when the opening began
    /// @param entered what was run: the model's own example, if it has one
    /// @param first   its run, if there was anything to run
    /// @param problem what is wrong with the text, where that is why there is no run
    record Opened(OpenModel model, Entered asked, Entered entered, @Nullable Run first, @Nullable ProblemException problem)
            implements Outcome {

        void close() {
            if (first != null) {
                first.trace().close();
            }
            model.close();
        }
    }

    @Override
    public String name() {
        return "session.opening";
    }

    @Override
    public String subject() {
        return String.valueOf(folder.getFileName());
    }

    @Override
    public Outcome run(Cancellation cancellation, Progress progress) {
        Optional<LargeModel> large = evenLarge ? Optional.empty() : opener.forecast(folder, cancellation);
        return large.isPresent() ? new Asked(large.get()) : opened(cancellation, progress);
    }

    private Opened opened(Cancellation cancellation, Progress progress) {
        OpenModel model = opener.open(folder, layers, progress, cancellation);
        try {
            Entered shown = model.examples().stream().findFirst().map(Example::entered).orElse(entered);
            boolean isBlank = model.network().takesText() && shown.text().isEmpty();
            return isBlank ? untried(model, shown, null, cancellation) : tried(model, shown, cancellation, progress);
        } catch (RuntimeException | Error unusable) {
            model.close();
            throw unusable;
        }
    }

    /// What has to be written first is told token by token: that may take longer than all before.
    private Opened tried(OpenModel model, Entered shown, Cancellation cancellation, Progress progress) {
        try {
            Run first = Run.of(model, shown, cancellation, text -> progress.report(text.written().size(), WritingSettings.USUAL_LIMIT));
            return new Opened(model, entered, shown, first, null);
        } catch (ProblemException problem) {
            if (OF_WHAT_IS_ENTERED_ALONE.contains(problem.problem())) {
                return untried(model, shown, problem, cancellation);
            }
            throw problem;
        }
    }

    /// The text says nothing of the model here, so something else has to.
    private Opened untried(OpenModel model, Entered shown, @Nullable ProblemException problem, Cancellation cancellation) {
        model.run(model.smallestInput(), Run.request(model, false), cancellation).close();
        return new Opened(model, entered, shown, null, problem);
    }

    @Override
    public void succeeded(Outcome outcome) {
        switch (outcome) {
            case Asked(LargeModel model) -> whenLarge.accept(model);
            case Opened opened -> whenOpened.accept(opened);
        }
    }

    @Override
    public void failed(Throwable failure) {
        whenFailed.accept(failure);
    }

    @Override
    public void discarded(Outcome outcome) {
        if (outcome instanceof Opened opened) {
            opened.close();
        }
    }
}
