package io.headscope.session;

import io.headscope.input.Medium;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Reads a picture or a sound that a person brought.
///
/// @param evenLarge whether to read a picture that takes much memory
/// @param whenLarge told of such a picture, where not
record MediumTask(
        Path file,
        boolean evenLarge,
        Consumer<Medium> whenRead,
        Consumer<LargePicture> whenLarge,
        Consumer<Throwable> whenFailed)
        implements Task<Medium> {

    @Override
    public String name() {
        return "session.reading";
    }

    @Override
    public String subject() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public Medium run(Cancellation cancellation, Progress progress) {
        return Medium.kind(file).orElse(Medium.Kind.PICTURE) == Medium.Kind.SOUND
                ? Medium.sound(file)
                : Medium.picture(file, evenLarge);
    }

    @Override
    public void succeeded(Medium medium) {
        whenRead.accept(medium);
    }

    @Override
    public void failed(Throwable failure) {
        if (failure instanceof ProblemException problem && problem.problem() == Problem.IMAGE_LARGE) {
            whenLarge.accept(LargePicture.of(file));
        } else {
            whenFailed.accept(failure);
        }
    }
}
