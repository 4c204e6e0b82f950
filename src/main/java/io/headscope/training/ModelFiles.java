package io.headscope.training;

import com.google.gson.GsonBuilder;
import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.SafetensorsWriter;
import io.headscope.file.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;

/// The folder of a model that is being trained.
final class ModelFiles {

    private static final String APART = ".model.unfinished";

    private ModelFiles() {}

    /// Writes the model as it is now, as others open it. Where it cannot be written, the one that was there stays whole: all
    /// is put together apart, and then moved into its place.
    ///
    /// @throws io.headscope.message.ProblemException if it could not be written
    static void write(Path folder, Course course, Map<String, FloatTensor> weights) {
        Path apart = folder.resolve(APART);
        try {
            try {
                Files.createDirectories(apart);
                Files.writeString(
                        apart.resolve("config.json"),
                        new GsonBuilder().setPrettyPrinting().create().toJson(course.config()) + "\n");
                course.writeBeside(apart);
                tensors(apart.resolve("model.safetensors"), weights);
                for (Path file : files(apart)) {
                    Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                }
            } finally {
                delete(apart);
            }
        } catch (IOException unwritten) {
            throw WholeFile.notWritten(folder, unwritten);
        }
    }

    /// A folder of files, if there is one.
    static void delete(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            for (Path file : files(folder)) {
                Files.delete(file);
            }
            Files.delete(folder);
        }
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    static void tensors(Path file, Map<String, FloatTensor> tensors) throws IOException {
        SequencedMap<String, SafetensorsWriter.Entry> entries = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> entries.put(name, SafetensorsWriter.Entry.of(tensor)));
        SafetensorsWriter.write(file, entries);
    }
}
