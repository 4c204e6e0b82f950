package io.headscope.training;

import com.google.gson.Gson;
import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.SafetensorsFile;
import io.headscope.file.WholeFile;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Trainer;
import io.headscope.training.TrainingRecord.Progress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A training put down, to be taken up again: in the folder `training` of the model, written whole or not at all.
final class Saved {

    static final Gson GSON = new Gson();

    private final Course course;
    private final Recipe recipe;
    private final Path folder;

    Saved(Course course, Recipe recipe, Path model) {
        this.course = course;
        this.recipe = recipe;
        this.folder = model.resolve("training");
    }

    /// What there is to go on from.
    record Found(History history, Path state) {}

    /// A training of the same course by the same recipe that was not brought to its end.
    ///
    /// @throws ProblemException if there is one that cannot be read, or one of another course or recipe
    Optional<Found> find() {
        Path file = folder.resolve(Progress.FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Progress progress = Progress.read(file)
                .filter(found -> course.name().equals(found.course()) && recipe.equals(found.recipe()))
                .orElseThrow(() -> new ProblemException(Problem.TRAINING_OF_ANOTHER, folder, course.name()));
        return progress.state().isEmpty()
                ? Optional.empty()
                : Optional.of(new Found(progress.history(), folder.resolve(progress.state())));
    }

    /// Puts a trainer where the training was.
    void restore(Found found, Trainer trainer) {
        try (Arena arena = Arena.ofConfined()) {
            Map<String, FloatTensor> state = new HashMap<>();
            SafetensorsFile.map(found.state(), arena).forEach((name, tensor) ->
                    state.put(name, new FloatTensor(tensor.shape(), tensor.asF32(arena))));
            trainer.restore(state, found.history().steps());
        } catch (IllegalArgumentException other) {
            throw new ProblemException(other, Problem.TRAINING_OF_ANOTHER, folder, found.state().getFileName().toString());
        }
    }

    /// Writes what the training goes on from: first the numbers under a new name, then what points to them.
    void write(History history, Trainer trainer) {
        String state = "state-" + history.steps() + ".safetensors";
        try {
            Files.createDirectories(folder);
            ModelFiles.tensors(folder.resolve(state), trainer.state());
            point(new Progress(course.name(), recipe, history, state));
            forget(state);
        } catch (IOException unwritten) {
            throw WholeFile.notWritten(folder, unwritten);
        }
    }

    /// Leaves the history and lets go of the rest.
    void end(History history) {
        try {
            Files.createDirectories(folder);
            point(new Progress(course.name(), recipe, history, ""));
            forget("");
        } catch (IOException unwritten) {
            throw WholeFile.notWritten(folder, unwritten);
        }
    }

    private void point(Progress progress) throws IOException {
        byte[] bytes = GSON.toJson(progress).getBytes(StandardCharsets.UTF_8);
        WholeFile.write(folder.resolve(Progress.FILE), channel -> channel.write(ByteBuffer.wrap(bytes)));
    }

    private void forget(String kept) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "state-*.safetensors")) {
            for (Path file : files) {
                if (!file.getFileName().toString().equals(kept)) {
                    Files.delete(file);
                }
            }
        }
    }
}
