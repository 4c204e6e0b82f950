package io.headscope.input;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.FloatFile;
import io.headscope.file.JsonFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.InputTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads raw inputs from a JSON file: `{"inputs": {"input_ids": [[1, 2, 3]], …}}`, every array with its batch axis,
/// numbers whole or true and false. Numbers with a fraction lie in a safetensors file beside it:
/// `{"float_inputs": {"pixel_values": {"file": "inputs.safetensors"}}}`.
public final class InputFile {

    private InputFile() {}

    /// The tensors by name, in the order of the file.
    ///
    /// @throws ProblemException if the file cannot be read or holds anything else
    public static Map<String, InputTensor> read(Path file) {
        JsonObject json = JsonFile.read(file);
        if (!(json.get("inputs") instanceof JsonObject inputs)) {
            throw wrong("inputs", Phrase.of("reason.input-object", file));
        }
        Map<String, InputTensor> tensors = new LinkedHashMap<>();
        inputs.asMap().forEach((name, value) -> tensors.put(name, tensor(name, value)));
        if (json.get("float_inputs") instanceof JsonObject floats) {
            floats.asMap().forEach((name, place) -> tensors.put(name, beside(file, name, place)));
        }
        return tensors;
    }

    /// Numbers with a fraction, in a safetensors file that the JSON names: `{"file": "inputs.safetensors"}`.
    private static InputTensor beside(Path file, String name, JsonElement place) {
        if (!(place instanceof JsonObject named) || !(named.get("file") instanceof JsonPrimitive other)) {
            throw wrong(name, Phrase.of("reason.input-file-named"));
        }
        Path numbers = file.resolveSibling(other.getAsString());
        FloatTensor tensor = FloatFile.read(numbers).get(name);
        if (tensor == null) {
            throw wrong(name, Phrase.of("reason.input-not-in-file", numbers));
        }
        return InputTensor.of(tensor.toArray(), tensor.shape().stream().mapToLong(length -> length).toArray());
    }

    private static InputTensor tensor(String name, JsonElement value) {
        List<Long> numbers = new ArrayList<>();
        List<Long> shape = new ArrayList<>();
        collect(name, value, 0, shape, numbers);
        return InputTensor.of(
                numbers.stream().mapToLong(number -> number).toArray(), shape.stream().mapToLong(length -> length).toArray());
    }

    private static void collect(String name, JsonElement value, int axis, List<Long> shape, List<Long> numbers) {
        if (value instanceof JsonArray array) {
            if (shape.size() == axis && numbers.isEmpty()) {
                shape.add((long) array.size());
            }
            if (shape.size() <= axis || shape.get(axis) != array.size()) {
                throw wrong(name, Phrase.of("reason.input-rows"));
            }
            array.forEach(part -> collect(name, part, axis + 1, shape, numbers));
        } else if (value instanceof JsonPrimitive number && shape.size() == axis) {
            numbers.add(whole(name, number));
        } else {
            throw wrong(name, Phrase.of("reason.input-array"));
        }
    }

    private static long whole(String name, JsonPrimitive number) {
        if (number.isBoolean()) {
            return number.getAsBoolean() ? 1 : 0;
        }
        try {
            return Long.parseLong(number.getAsString());
        } catch (NumberFormatException notWhole) {
            throw wrong(name, Phrase.of("reason.input-not-whole", number));
        }
    }

    private static ProblemException wrong(String name, Phrase what) {
        return new ProblemException(Problem.INPUT_WRONG, name, what);
    }
}
