package io.headscope.session;

import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.nio.file.Path;

/// Opens model folders. The port that the application wires to checkpoints, families, engines and tokenizers.
@FunctionalInterface
public interface ModelOpener {

    /// Opens the model in `folder`; takes seconds where it is large, so never on the window's thread.
    ///
    /// @throws io.headscope.message.ProblemException if the folder cannot be used
    OpenModel open(Path folder, Progress progress, Cancellation cancellation);
}
