package io.headscope.session;

import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Opens a model and runs what is entered, so that both are shown at once.
record OpenTask(
        ModelOpener opener,
        Path folder,
        Run.Entered entered,
        Consumer<Opened> whenOpened,
        Consumer<Throwable> whenFailed)
        implements Task<OpenTask.Opened> {

    /// @param first   the first run, if there was anything to run and it went well
    /// @param failure why it did not
    record Opened(OpenModel model, @Nullable Run first, @Nullable Throwable failure) {

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
        if (entered.text().isEmpty()) {
            return new Opened(model, null, null);
        }
        try {
            return new Opened(model, Run.of(model, entered, cancellation), null);
        } catch (CancellationException stopped) {
            model.close();
            throw stopped;
        } catch (RuntimeException failure) {
            return new Opened(model, null, failure);
        }
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
