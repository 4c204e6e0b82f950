package io.headscope.training;

import io.headscope.file.ReadableFile;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// What a model's folder tells of its training: `training/progress.json`.
///
/// @param course  its name
/// @param history what it has come through, as far as it was put down
/// @param ended   whether there is nothing to go on from: it came to its end
public record TrainingRecord(String course, Recipe recipe, History history, boolean ended) {

    /// Of the model in `folder`, if it was trained here.
    ///
    /// @throws ProblemException if the record is there and cannot be read
    public static Optional<TrainingRecord> of(Path folder) {
        Path file = folder.resolve("training").resolve(Progress.FILE);
        return Files.exists(file)
                ? Optional.of(Progress.read(file).map(Progress::told).orElseThrow(() ->
                        new ProblemException(Problem.TRAINING_OF_ANOTHER, folder.resolve("training"), String.valueOf(folder.getFileName()))))
                : Optional.empty();
    }

    /// What the file says.
    ///
    /// @param state the file that holds the weights and what is remembered of their gradients; none once it has ended
    record Progress(String course, Recipe recipe, History history, String state) {

        static final String FILE = "progress.json";

        /// Nothing where the file says something else.
        static Optional<Progress> read(Path file) {
            try {
                Progress read = Saved.GSON.fromJson(Files.readString(ReadableFile.at(file).real()), Progress.class);
                return read == null
                        ? Optional.empty()
                        : Optional.of(new Progress(read.course, read.recipe, read.history.copy(), read.state));
            } catch (IOException unread) {
                throw ReadableFile.failed(file, unread);
            } catch (com.google.gson.JsonParseException | NullPointerException broken) {
                return Optional.empty();
            }
        }

        private TrainingRecord told() {
            return new TrainingRecord(course, recipe, history, state.isEmpty());
        }
    }
}
