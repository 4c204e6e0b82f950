package io.headscope.engine.onnx.foreign;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.FloatFile;
import io.headscope.input.InputFile;
import io.headscope.model.InputTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// One folder of the reference: a graph of somebody else's, what goes into it, and what should come out.
record Reference(Path folder, JsonObject meta) {

    static final Path MODELS = Path.of("src/test/resources/onnx");

    static List<Reference> all() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.sorted().map(Reference::of).toList();
        }
    }

    static Reference of(Path folder) {
        try {
            return new Reference(folder, JsonParser.parseString(Files.readString(folder.resolve("meta.json"))).getAsJsonObject());
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    double tolerance() {
        return meta.get("tolerance").getAsDouble();
    }

    boolean isUnusable() {
        return meta.has("expect") && meta.getAsJsonObject("expect").get("load").getAsString().equals("error");
    }

    List<String> cases() {
        return meta.getAsJsonArray("cases").asList().stream().map(JsonElement::getAsString).toList();
    }

    List<JsonObject> graphs() {
        return meta.getAsJsonArray("graphs").asList().stream().map(JsonElement::getAsJsonObject).toList();
    }

    private String suffix(String which) {
        return which.equals("plain") ? "" : "_" + which;
    }

    /// Everything that is given in a case, by name.
    Map<String, InputTensor> inputs(String which) {
        return new HashMap<>(InputFile.read(folder.resolve("inputs" + suffix(which) + ".json")));
    }

    Map<String, float[]> expected(String which) {
        Map<String, float[]> expected = new HashMap<>();
        FloatFile.read(folder.resolve("expected" + suffix(which) + ".safetensors"))
                .forEach((name, tensor) -> expected.put(name, tensor.toArray()));
        return expected;
    }

    /// The largest difference; infinite where the lengths differ.
    ///
    static double difference(FloatTensor one, float[] other) {
        if (one.size() != other.length) {
            return Double.POSITIVE_INFINITY;
        }
        double most = 0;
        for (int i = 0; i < other.length; i++) {
            most = Math.max(most, Math.abs(one.at(i) - other[i]));
        }
        return most;
    }
}
