package io.headscope.session;

import io.headscope.task.Cancellation;
import java.nio.file.Path;

/// Pictures of one head of a model each, for where models are chosen. The port that the application wires to models,
/// drawing and a place to keep them in.
@FunctionalInterface
public interface HeadPortraits {

    /// The picture, a PNG file; drawn where there is none yet, which takes seconds, so never on the window's thread.
    ///
    /// @param folder of the model
    /// @throws io.headscope.message.ProblemException if the model cannot be used, or the picture cannot be written
    Path of(Path folder, Cancellation cancellation);
}
