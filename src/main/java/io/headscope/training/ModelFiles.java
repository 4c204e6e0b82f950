package io.headscope.training;

import com.google.gson.GsonBuilder;
import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.SafetensorsWriter;
import io.headscope.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// The folder of a model that is being trained.
final class ModelFiles {

    private ModelFiles() {}

    /// Writes the model as it is now, as others open it.
    ///
    /// @throws io.headscope.message.ProblemException if it could not be written
    static void write(Path folder, Course course, Map<String, FloatTensor> weights) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("config.json"),
                    new GsonBuilder().setPrettyPrinting().create().toJson(course.config()) + "\n");
            course.writeBeside(folder);
            tensors(folder.resolve("model.safetensors"), weights);
        } catch (IOException unwritten) {
            throw WholeFile.notWritten(folder, unwritten);
        }
    }

    static void tensors(Path file, Map<String, FloatTensor> tensors) throws IOException {
        SequencedMap<String, SafetensorsWriter.Entry> entries = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> entries.put(name, SafetensorsWriter.Entry.of(tensor)));
        SafetensorsWriter.write(file, entries);
    }
}
