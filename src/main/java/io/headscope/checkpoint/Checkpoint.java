package io.headscope.checkpoint;

import io.headscope.file.JsonFile;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ModelConfig;
import io.headscope.model.StoredTensor;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SequencedMap;

/// A model folder as Hugging Face writes it: `config.json` and `model.safetensors`, its tensors mapped, not read.
public final class Checkpoint implements AutoCloseable {

    private static final String CONFIG = "config.json";
    private static final String WEIGHTS = "model.safetensors";

    private final Path folder;
    private final ModelConfig config;
    private final SequencedMap<String, StoredTensor> tensors;
    private final Arena arena;

    private Checkpoint(Path folder, ModelConfig config, SequencedMap<String, StoredTensor> tensors, Arena arena) {
        this.folder = folder;
        this.config = config;
        this.tensors = Collections.unmodifiableSequencedMap(tensors);
        this.arena = arena;
    }

    /// Opens a folder.
    ///
    /// @throws ProblemException if a file is missing, may not be read or is not sound
    public static Checkpoint open(Path folder) {
        if (!Files.exists(folder)) {
            throw new ProblemException(Problem.FILE_MISSING, folder);
        }
        if (!Files.isReadable(folder) || (Files.isDirectory(folder) && !Files.isExecutable(folder))) {
            throw new ProblemException(Problem.FILE_UNREADABLE, folder);
        }
        ModelConfig config = new ModelConfig(folder.resolve(CONFIG), JsonFile.read(required(folder, CONFIG)));
        Path weights = required(folder, WEIGHTS);
        Arena arena = Arena.ofShared();
        try {
            return new Checkpoint(folder, config, SafetensorsFile.map(weights, arena), arena);
        } catch (RuntimeException | Error refused) {
            arena.close();
            throw refused;
        }
    }

    private static Path required(Path folder, String name) {
        Path file = folder.resolve(name);
        // A link that leads nowhere exists as a link; its target's absence is told by whoever reads it.
        if (!Files.exists(file) && !Files.isSymbolicLink(file)) {
            throw new ProblemException(Problem.FOLDER_INCOMPLETE, folder, name);
        }
        return file;
    }

    public Path folder() {
        return folder;
    }

    public ModelConfig config() {
        return config;
    }

    /// What the weight file holds, by name.
    public SequencedMap<String, StoredTensor> tensors() {
        return tensors;
    }

    /// Ends the mapping. Reading a tensor afterwards is an error, never a crash.
    @Override
    public void close() {
        arena.close();
    }
}
