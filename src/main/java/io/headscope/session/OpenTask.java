package io.headscope.session;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens a model and runs what is entered, so that both are shown at once. A model that cannot be run is not opened.
record OpenTask(
        ModelOpener opener,
        Path folder,
        Entered entered,
        Consumer<Opened> whenOpened,
        Consumer<Throwable> whenFailed)
        implements Task<OpenTask.Opened> {

    private static final Set<Problem> OF_WHAT_IS_ENTERED_ALONE =
            Set.of(Problem.TEXT_EMPTY, Problem.TEXT_TOO_LONG, Problem.IMAGE_MISSING, Problem.SOUND_MISSING);

    /// @param asked   what was entered when the opening began
    /// @param entered what was run: the model's own example, if it has one
    /// @param first   its run, if there was anything to run
    /// @param problem what is wrong with the text, where that is why there is no run
    record Opened(OpenModel model, Entered asked, Entered entered, @Nullable Run first, @Nullable ProblemException problem) {

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
    public Opened run(Cancellation cancellation, Progress progress) {
        OpenModel model = opener.open(folder, progress, cancellation);
        try {
            Entered shown = model.examples().stream().findFirst().map(Example::entered).orElse(entered);
            boolean isBlank = model.network().takesText() && shown.text().isEmpty();
            return isBlank ? untried(model, shown, null, cancellation) : tried(model, shown, cancellation);
        } catch (RuntimeException | Error unusable) {
            model.close();
            throw unusable;
        }
    }

    private Opened tried(OpenModel model, Entered shown, Cancellation cancellation) {
        try {
            return new Opened(model, entered, shown, Run.of(model, shown, cancellation), null);
        } catch (ProblemException problem) {
            if (OF_WHAT_IS_ENTERED_ALONE.contains(problem.problem())) {
                return untried(model, shown, problem, cancellation);
            }
            throw problem;
        }
    }

    /// The text says nothing of the model here, so something else has to.
    private Opened untried(OpenModel model, Entered shown, @Nullable ProblemException problem, Cancellation cancellation) {
        model.run(model.smallestInput(), Run.request(model), cancellation).close();
        return new Opened(model, entered, shown, null, problem);
    }

    @Override
    public void succeeded(Opened opened) {
        whenOpened.accept(opened);
    }

    @Override
    public void failed(Throwable failure) {
        whenFailed.accept(failure);
    }

    @Override
    public void discarded(Opened opened) {
        opened.close();
    }
}
