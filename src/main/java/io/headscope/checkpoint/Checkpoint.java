package io.headscope.checkpoint;

import io.headscope.file.JsonFile;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ModelConfig;
import io.headscope.model.StoredTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SequencedMap;

/// A model folder as Hugging Face writes it: `config.json` and the weights, in one file or several, as safetensors or as
/// `pytorch_model.bin`; its tensors mapped, not read.
public final class Checkpoint implements AutoCloseable {

    static final String CONFIG = "config.json";

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

    /// Opens a folder, or the snapshot of a folder of Hugging Face's cache.
    ///
    /// @throws ProblemException if a file is missing, may not be read or is not sound
    public static Checkpoint open(Path named) {
        Path folder = ModelFolder.files(named);
        ModelConfig config = config(folder);
        Arena arena = Arena.ofShared();
        try {
            return new Checkpoint(folder, config, TensorFiles.map(folder, arena), arena);
        } catch (RuntimeException | Error refused) {
            arena.close();
            throw refused;
        }
    }

    private static ModelConfig config(Path folder) {
        Path file = folder.resolve(CONFIG);
        if (!TensorFiles.isThere(file)) {
            throw new ProblemException(Problem.FOLDER_INCOMPLETE, folder, CONFIG);
        }
        return new ModelConfig(file, JsonFile.read(file));
    }

    /// Where the files lie: the folder that was opened, or its snapshot.
    public Path folder() {
        return folder;
    }

    public ModelConfig config() {
        return config;
    }

    /// What the weight files hold, by name.
    public SequencedMap<String, StoredTensor> tensors() {
        return tensors;
    }

    /// Memory for tensors that are made of stored ones; it lives as long as the mapping.
    SegmentAllocator memory() {
        return arena;
    }

    /// Ends the mapping. Reading a tensor afterwards is an error, never a crash.
    @Override
    public void close() {
        arena.close();
    }
}
