package io.headscope.checkpoint;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.checkpoint.pytorch.PytorchFile;
import io.headscope.file.JsonFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.StoredTensor;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/// The files of a folder that hold its tensors: one, or several that an index names.
final class TensorFiles {

    private static final String SAFETENSORS = "model.safetensors";
    private static final String PICKLE = "pytorch_model.bin";
    private static final String INDEX = ".index.json";
    private static final int MOST_SHARDS = 2_000;

    /// Weights in forms that are not read, in the order they are looked for.
    private static final List<String> OTHERS = List.of(
            "tf_model.h5", "flax_model.msgpack", "model.onnx", "adapter_model.safetensors", "consolidated.00.pth");

    private TensorFiles() {}

    /// Maps the tensors of a folder. Safetensors go before pickles, one file before several.
    ///
    /// @throws ProblemException if there are none, or a file is not sound
    static SequencedMap<String, StoredTensor> map(Path folder, Arena arena) {
        for (String name : List.of(SAFETENSORS, PICKLE)) {
            if (isThere(folder.resolve(name))) {
                return file(folder.resolve(name), arena);
            }
            if (isThere(folder.resolve(name + INDEX))) {
                return shards(folder, folder.resolve(name + INDEX), arena);
            }
        }
        for (String other : OTHERS) {
            if (isThere(folder.resolve(other))) {
                throw new ProblemException(Problem.WEIGHTS_OF_ANOTHER_KIND, folder, other);
            }
        }
        throw new ProblemException(Problem.FOLDER_INCOMPLETE, folder, SAFETENSORS);
    }

    /// A link that leads nowhere is there too; its target's absence is told by whoever reads it.
    static boolean isThere(Path file) {
        return Files.exists(file) || Files.isSymbolicLink(file);
    }

    private static SequencedMap<String, StoredTensor> file(Path file, Arena arena) {
        return file.toString().endsWith(".safetensors") ? SafetensorsFile.map(file, arena) : PytorchFile.map(file, arena);
    }

    /// The tensors of all shards; of those that are in several, the one in the shard that the index names.
    private static SequencedMap<String, StoredTensor> shards(Path folder, Path index, Arena arena) {
        SequencedMap<String, String> places = places(index);
        Map<String, SequencedMap<String, StoredTensor>> files = new LinkedHashMap<>();
        for (String name : places.values()) {
            if (!files.containsKey(name)) {
                Path file = folder.resolve(name);
                if (!isThere(file)) {
                    throw new ProblemException(Problem.SHARD_MISSING, folder, name, index.getFileName());
                }
                files.put(name, file(file, arena));
            }
        }
        SequencedMap<String, StoredTensor> tensors = new LinkedHashMap<>();
        places.forEach((tensor, file) -> {
            StoredTensor found = Objects.requireNonNull(files.get(file)).get(tensor);
            if (found != null) {
                tensors.put(tensor, found);
            }
        });
        files.values().forEach(shard -> shard.forEach(tensors::putIfAbsent));
        return tensors;
    }

    private static SequencedMap<String, String> places(Path index) {
        JsonObject json = JsonFile.read(index);
        if (!(json.get("weight_map") instanceof JsonObject map) || map.isEmpty()) {
            throw new ProblemException(Problem.INDEX_BROKEN, index, Phrase.of("reason.index-map"));
        }
        SequencedMap<String, String> places = new LinkedHashMap<>();
        map.asMap().forEach((tensor, file) -> places.put(tensor, shard(index, file)));
        if (places.values().stream().distinct().count() > MOST_SHARDS) {
            throw new ProblemException(Problem.INDEX_BROKEN, index, Phrase.of("reason.index-map"));
        }
        return places;
    }

    /// Shards lie beside their index: a name that leads elsewhere is none.
    private static String shard(Path index, JsonElement file) {
        if (file instanceof JsonPrimitive name
                && name.isString()
                && name.getAsString().matches("[\\w.-]+\\.(safetensors|bin)")) {
            return name.getAsString();
        }
        String shown = file.toString();
        throw new ProblemException(
                Problem.INDEX_BROKEN,
                index,
                Phrase.of("reason.index-file", shown.length() > 60 ? shown.substring(0, 60) + "…" : shown));
    }
}
