package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.file.JsonFile;
import io.headscope.model.Engine;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.RunningCost;
import io.headscope.model.Weights;
import io.headscope.session.LargeModel;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Llama of 7 billion parameters as it is downloaded: BF16, in shards. Its files have their headers and their lengths, and
/// nothing on the disk between.
final class LargeModelTest {

    private static final long SHARD = 5L << 30;

    @TempDir
    Path folder = Path.of("set by JUnit");

    @BeforeEach
    void writeHeaders() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 4096, "intermediate_size": 11008,
                 "num_hidden_layers": 32, "num_attention_heads": 32, "vocab_size": 32000, "max_position_embeddings": 4096,
                 "rms_norm_eps": 1e-05, "tie_word_embeddings": false, "torch_dtype": "bfloat16"}""");
        ModelConfig settings = new ModelConfig(config, JsonFile.read(config));
        List<List<DeclaredWeight>> shards = new ArrayList<>(List.of(new ArrayList<>()));
        long bytes = 0;
        for (DeclaredWeight weight : Catalog.family(settings).write(settings).program().weights()) {
            if (bytes + 2 * weight.size() > SHARD) {
                shards.add(new ArrayList<>());
                bytes = 0;
            }
            shards.getLast().add(weight);
            bytes += 2 * weight.size();
        }
        JsonObject map = new JsonObject();
        for (int i = 0; i < shards.size(); i++) {
            String name = "model-%05d-of-%05d.safetensors".formatted(i + 1, shards.size());
            shards.get(i).forEach(weight -> map.addProperty(weight.name(), name));
            writeHeader(folder.resolve(name), shards.get(i));
        }
        JsonObject index = new JsonObject();
        index.add("weight_map", map);
        Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
    }

    private static void writeHeader(Path file, List<DeclaredWeight> weights) throws IOException {
        JsonObject header = new JsonObject();
        long at = 0;
        for (DeclaredWeight weight : weights) {
            JsonObject tensor = new JsonObject();
            tensor.addProperty("dtype", "BF16");
            JsonArray shape = new JsonArray();
            weight.shape().forEach(shape::add);
            tensor.add("shape", shape);
            JsonArray offsets = new JsonArray();
            offsets.add(at);
            at += 2 * weight.size();
            offsets.add(at);
            tensor.add("data_offsets", offsets);
            header.add(weight.name(), tensor);
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
            out.write(json);
            out.setLength(8 + json.length + at);
        }
    }

    @Test
    void itsCostIsKnownBeforeItRuns() {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            Network network = Catalog.family(checkpoint.config()).write(checkpoint.config());
            WeightCheck check = WeightCheck.of(checkpoint, network);
            check.require();
            RunningCost cost = RunningCost.of(network.program(), check.found());
            assertEquals(6_738_415_616L, network.program().parameters());
            assertEquals(2 * 6_738_415_616L, cost.mapped());
            // Of the embeddings only the rows of the text are converted.
            assertEquals(4 * 6_738_415_616L, cost.whole());
            // Four 4096² matrices, three of 4096 × 11008, two norms.
            assertEquals(4 * (4L * 4096 * 4096 + 3L * 4096 * 11008 + 2 * 4096), cost.block());
            // 32 layers of queries, keys and values of 32 heads of 128 dimensions.
            assertEquals(4L * 32 * 3 * 32 * 128 * 2048, cost.trace(2048, false));
            assertEquals(4L * 32 * 32 * (3 * 128 * 512 + 512 * 512), cost.trace(512, true));
        }
    }

    /// 27 GB of converted weights do not fit into 5.
    @Test
    void itIsAskedAboutBeforeAnythingIsLoaded() {
        long room = 5L << 30;
        LargeModel large = LargeModels.forecast(folder, new Roomy(room), Cancellation.never()).orElseThrow();
        long layer = 4 * (4L * 4096 * 4096 + 3L * 4096 * 11008 + 2 * 4096);
        assertEquals(6_738_415_616L, large.parameters());
        assertEquals(2 * 6_738_415_616L, large.stored());
        assertEquals(4 * 6_738_415_616L, large.whole());
        assertTrue(large.byLayer());
        // One layer, and 32 layers of queries, keys, values and weights of 32 heads.
        assertEquals(layer + 4L * 32 * 32 * (3 * 128 * 128 + 128 * 128), large.atOnce());
        assertEquals(32, large.layers());
        // The table of embeddings and the last norm are there whatever is left out.
        assertEquals(4 * (32000L * 4096 + 4096) + layer, large.ofLayers(1));
        assertEquals(4 * (32000L * 4096 + 4096) + 7 * layer, large.ofLayers(7));
        assertEquals((room - 4 * (32000L * 4096 + 4096)) / layer, large.most());
        assertTrue(large.fits(large.most()) && !large.fits(large.most() + 1));
        assertTrue(large.seconds() > 0);
    }

    @Test
    void whatFitsIsNotAskedAbout() {
        Path small = Path.of("src/test/resources/golden/llama");
        assertEquals(Optional.empty(), LargeModels.forecast(small, new Roomy(5L << 30), Cancellation.never()));
    }

    /// Runs nothing.
    private record Roomy(long room) implements Engine {
        @Override
        public String name() {
            return "none";
        }

        @Override
        public OpenNetwork open(Network network, Weights weights) {
            throw new IllegalStateException("something is loaded");
        }
    }

    @Test
    void itsFirstLayersCostLess() {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            ModelConfig first = checkpoint.config().firstLayers(4);
            Network network = Catalog.family(first).write(first).withoutAnswer();
            WeightCheck check = WeightCheck.of(checkpoint, network);
            check.require();
            RunningCost cost = RunningCost.of(network.program(), check.found());
            assertEquals(4, network.program().sites().size());
            assertEquals(4 * (32000L * 4096 + 4 * (cost.block() / 4) + 4096), cost.whole());
        }
    }
}
