package io.headscope.checkpoint;

import io.headscope.app.Catalog;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.input.InputFile;
import io.headscope.input.ModelInputs;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A folder of reference inputs and outputs: a checkpoint with random weights, and what Hugging Face transformers made
/// of some inputs.
public record GoldenFolder(Path folder) {

    private static final Path ROOT = Path.of("src/test/resources/golden");

    /// One input with what is expected of it.
    ///
    /// @param name     `plain`, `padded`, `leftpad`
    /// @param expected by the names of the reference, without the batch axis
    public record Case(String name, ModelInput input, Map<String, FloatTensor> expected) {

        /// Whether the token at `position` of a stack is none of the padding.
        public boolean isValid(Stack stack, int position) {
            return Objects.requireNonNull(input.tokens().get(stack)).get(position).role() != Token.Role.PADDING;
        }
    }

    public static List<GoldenFolder> all() {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.sorted().map(GoldenFolder::new).toList();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    public static GoldenFolder of(String name) {
        return new GoldenFolder(ROOT.resolve(name));
    }

    public String name() {
        return folder.getFileName().toString();
    }

    public Checkpoint open() {
        return Checkpoint.open(folder);
    }

    public static Network network(Checkpoint checkpoint) {
        return Catalog.family(checkpoint.config()).write(checkpoint.config());
    }

    /// The network as it takes in a picture or a sound of the size of those among `given`.
    public static Network network(Checkpoint checkpoint, Map<String, InputTensor> given) {
        return Catalog.family(checkpoint.config()).write(checkpoint.config(), network(checkpoint).extent(given));
    }

    public List<Case> cases() {
        return Stream.of("", "_padded", "_leftpad")
                .filter(suffix -> Files.exists(folder.resolve("inputs" + suffix + ".json")))
                .map(this::readCase)
                .toList();
    }

    private Case readCase(String suffix) {
        Map<String, InputTensor> given = InputFile.read(folder.resolve("inputs" + suffix + ".json"));
        try (Checkpoint checkpoint = open()) {
            ModelInput input = ModelInputs.of(network(checkpoint, given), given, null);
            return new Case(
                    suffix.isEmpty() ? "plain" : suffix.substring(1),
                    input,
                    expected(folder.resolve("expected" + suffix + ".safetensors")));
        }
    }

    /// The numbers of a reference, by their names.
    public static Map<String, FloatTensor> expected(Path file) {
        Map<String, FloatTensor> expected = new TreeMap<>();
        try (Arena arena = Arena.ofConfined()) {
            SequencedMap<String, StoredTensor> stored = SafetensorsFile.map(file, arena);
            stored.forEach((name, tensor) -> {
                float[] numbers = tensor.asF32(arena).toArray(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED);
                expected.put(name, FloatTensor.of(numbers, tensor.shape().stream().mapToLong(i -> i).toArray()));
            });
        }
        return expected;
    }
}
