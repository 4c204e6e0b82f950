package io.headscope.input;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// Tensors that another program made of the same input.
///
/// @param shape  of every axis
/// @param values row by row
public record ReferenceTensors(int[] shape, double[] values) {

    /// All tensors of a safetensors file, F32 or I64.
    public static Map<String, ReferenceTensors> read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int length = (int) bytes.getLong();
            JsonObject header = JsonParser.parseString(new String(bytes.array(), 8, length, StandardCharsets.UTF_8)).getAsJsonObject();
            header.remove("__metadata__");
            Map<String, ReferenceTensors> tensors = new TreeMap<>();
            header.asMap().forEach((name, entry) -> tensors.put(name, tensor(entry.getAsJsonObject(), bytes, 8 + length)));
            return tensors;
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static ReferenceTensors tensor(JsonObject entry, ByteBuffer bytes, int data) {
        int[] shape = entry.getAsJsonArray("shape").asList().stream().mapToInt(JsonElement::getAsInt).toArray();
        int at = data + entry.getAsJsonArray("data_offsets").get(0).getAsInt();
        boolean whole = entry.get("dtype").getAsString().equals("I64");
        double[] values = new double[java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < values.length; i++) {
            values[i] = whole ? bytes.getLong(at + 8 * i) : bytes.getFloat(at + 4 * i);
        }
        return new ReferenceTensors(shape, values);
    }
}
