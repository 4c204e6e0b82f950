package io.headscope.checkpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.model.ElementType;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Checkpoints saved in the ways that people have them.
public final class Saved {

    private Saved() {}

    /// The tensors of a golden model, copied.
    public static SequencedMap<String, FloatTensor> tensors(Path folder) {
        SequencedMap<String, FloatTensor> tensors = new LinkedHashMap<>();
        try (Checkpoint checkpoint = Checkpoint.open(folder);
                Arena arena = Arena.ofConfined()) {
            for (StoredTensor tensor : checkpoint.tensors().values()) {
                float[] numbers = tensor.asF32(arena).toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED);
                tensors.put(tensor.name(), FloatTensor.of(numbers, tensor.shape().stream().mapToLong(i -> i).toArray()));
            }
        }
        return tensors;
    }

    /// A safetensors file of F32, F16 or BF16 numbers; to BF16 they are cut, not rounded.
    public static void write(Path file, ElementType type, Map<String, FloatTensor> tensors) throws IOException {
        JsonObject header = new JsonObject();
        int at = 0;
        for (var entry : tensors.entrySet()) {
            JsonObject tensor = new JsonObject();
            tensor.addProperty("dtype", type.name());
            tensor.add("shape", array(entry.getValue().shape()));
            int end = at + Math.toIntExact(entry.getValue().size() * type.bytes());
            tensor.add("data_offsets", array(List.of((long) at, (long) end)));
            at = end;
            header.add(entry.getKey(), tensor);
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + at).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(json.length).put(json);
        tensors.values().forEach(tensor -> put(tensor, type, bytes));
        Files.write(file, bytes.array());
    }

    /// Two shards and their index, the first tensors in the first.
    public static void shards(Path folder, ElementType type, SequencedMap<String, FloatTensor> tensors) throws IOException {
        JsonObject map = new JsonObject();
        List<String> names = List.of("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors");
        for (int shard = 0; shard < 2; shard++) {
            SequencedMap<String, FloatTensor> part = new LinkedHashMap<>();
            int index = 0;
            for (var entry : tensors.entrySet()) {
                if (index++ * 2 / tensors.size() == shard) {
                    part.put(entry.getKey(), entry.getValue());
                    map.addProperty(entry.getKey(), names.get(shard));
                }
            }
            write(folder.resolve(names.get(shard)), type, part);
        }
        JsonObject index = new JsonObject();
        index.add("weight_map", map);
        Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
    }

    private static void put(FloatTensor tensor, ElementType type, ByteBuffer bytes) {
        for (float number : tensor.toArray()) {
            switch (type) {
                case F32 -> bytes.putFloat(number);
                case F16 -> bytes.putShort(Float.floatToFloat16(number));
                case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(number) >>> 16));
                case F64, I64, I32, I16, I8, U8, BOOL -> throw new IllegalArgumentException(type.name());
            }
        }
    }

    private static JsonArray array(List<Long> numbers) {
        JsonArray array = new JsonArray();
        numbers.forEach(array::add);
        return array;
    }
}
