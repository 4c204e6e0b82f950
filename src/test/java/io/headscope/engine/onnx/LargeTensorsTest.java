package io.headscope.engine.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.RandomWeights;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.PartedWeights;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.Weights;
import io.headscope.model.family.Gemma;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tables of embeddings that are larger than a tensor of the engine may be are multiplied in parts.
final class LargeTensorsTest {

    /// Gemma 7B: 256,000 tokens of 3,072 dimensions, 3.1 GB as F32.
    private static final Network GEMMA = new Gemma().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString("""
            {"architectures": ["GemmaForCausalLM"], "vocab_size": 256000, "hidden_size": 3072, "num_hidden_layers": 2,
             "num_attention_heads": 16, "num_key_value_heads": 16, "head_dim": 256, "intermediate_size": 24576,
             "max_position_embeddings": 8192}""").getAsJsonObject()));

    @Test
    void aTableOfThreeGigabytesIsThreeParts() {
        PartedWeights parted = PartedWeights.of(GEMMA.program());
        List<PartedWeights.Part> parts = parted.parts().values().stream()
                .sorted(java.util.Comparator.comparingLong(PartedWeights.Part::from))
                .toList();
        assertEquals(List.of(0L, 85_334L, 170_668L), parts.stream().map(PartedWeights.Part::from).toList());
        assertEquals(256_000, parts.getLast().to());
        for (DeclaredWeight weight : parted.program().weights()) {
            boolean isTable = weight.shape().equals(List.of(256_000L, 3_072L));
            assertTrue(isTable || Float.BYTES * weight.size() <= PartedWeights.LARGEST, weight::toString);
        }
        assertEquals(GEMMA.program().sites(), parted.program().sites());
        assertEquals(GEMMA.program().outputs(), parted.program().outputs());
    }

    @Test
    void whatFitsStaysAsItIs() {
        assertEquals(GEMMA.program(), PartedWeights.of(GEMMA.program(), 4L << 30, 1L << 30).program());
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gemma2", "falcon", "bloom", "gpt_neox", "t5", "bart", "mistral"})
    void partsGiveTheScoresOfTheWhole(String name) {
        GoldenFolder golden = GoldenFolder.of(name);
        try (Checkpoint checkpoint = golden.open()) {
            Network network = GoldenFolder.network(checkpoint);
            Weights weights = WeightCheck.of(checkpoint, network).require();
            long table = Float.BYTES * network.program().weights().stream()
                    .filter(weight -> weight.shape().getFirst() == network.vocabulary())
                    .mapToLong(DeclaredWeight::size)
                    .max()
                    .orElseThrow();
            RunRequest request = new RunRequest(Set.of("logits"), Keeping.KEPT);
            try (OpenNetwork whole = new OnnxEngine(1).open(network, weights);
                    OpenNetwork parted = new BlockNetwork(OnnxEngine.environment(), network, weights, 1, table / 2);
                    Trace expected = whole.run(golden.cases().getFirst().input(), request, Cancellation.never());
                    Trace trace = parted.run(golden.cases().getFirst().input(), request, Cancellation.never())) {
                assertTrue(PartedWeights.of(network.program(), table / 2, table / 2).parts().size() >= 2);
                assertEquals(expected.tensor("logits").shape(), trace.tensor("logits").shape());
                assertArrayEquals(expected.tensor("logits").toArray(), trace.tensor("logits").toArray(), 1e-5f);
            }
        }
    }

    @Test
    void whatCannotBeTakenInPartsIsNamed() {
        ProblemException refused = assertThrows(ProblemException.class, () -> new BlockNetwork(
                OnnxEngine.environment(), SMALL, RandomWeights.noting(new HashMap<>()), 1, 40));
        assertEquals(Problem.TENSOR_TOO_LARGE, refused.problem());
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith("model.layers.0.input_layernorm.weight in random takes 0 MB as F32"),
                () -> String.valueOf(refused.getMessage()));
    }

    private static final Network SMALL = new Gemma().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString("""
            {"architectures": ["GemmaForCausalLM"], "vocab_size": 24, "hidden_size": 16, "num_hidden_layers": 1,
             "num_attention_heads": 2, "num_key_value_heads": 1, "head_dim": 8, "intermediate_size": 8,
             "max_position_embeddings": 32}""").getAsJsonObject()));
}
