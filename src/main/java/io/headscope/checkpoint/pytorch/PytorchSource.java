package io.headscope.checkpoint.pytorch;

import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// A mapped file of PyTorch's, and what is said where it is refused.
///
/// @param shown as the person knows it
/// @param real  links followed
record PytorchSource(Path shown, Path real, MemorySegment bytes) {

    /// It is not what PyTorch writes, or has been cut off.
    ///
    /// @param key of the phrase that says why
    ProblemException unsound(String key, Object... arguments) {
        return new ProblemException(Problem.PYTORCH_BROKEN, shown, Phrase.of(key, arguments));
    }

    /// It asks for something that is no tensor.
    ///
    /// @param what the name of the instruction or global
    ProblemException forbidden(String what) {
        return new ProblemException(Problem.PICKLE_REFUSED, shown, what);
    }
}
