package io.headscope.session;

import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.nio.file.Path;
import java.util.Optional;

/// Opens model folders. The port that the application wires to checkpoints, families, engines and tokenizers.
@FunctionalInterface
public interface ModelOpener {

    /// As many as there are.
    int ALL_LAYERS = Integer.MAX_VALUE;

    /// Opens the model in `folder`; takes seconds where it is large, so never on the window's thread.
    ///
    /// @param layers the first so many of every stack alone, or [#ALL_LAYERS]
    /// @throws io.headscope.message.ProblemException if the folder cannot be used
    OpenModel open(Path folder, int layers, Progress progress, Cancellation cancellation);

    /// What a model will cost that does not fit in memory; nothing of one that does. Loads nothing.
    ///
    /// @throws io.headscope.message.ProblemException if the folder cannot be used
    default Optional<LargeModel> forecast(Path folder, Cancellation cancellation) {
        return Optional.empty();
    }
}
