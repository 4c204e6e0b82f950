package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Layout;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.attention.WindowedMap;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.export.TraceSafetensors;
import io.headscope.input.ModelInputs;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.family.Swin;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Swin over a picture whose grid is no whole number of windows, on both engines, kept and recomputed.
final class WindowsTest {

    /// 10×6 patches in windows of 4, filled up to 12×8.
    private static final String CONFIG = """
            {"image_size": [40, 24], "patch_size": 4, "embed_dim": 8, "depths": [2], "num_heads": [2], "window_size": 4,
             "mlp_ratio": 2, "initializer_range": 0.4}""";

    private static final Network NETWORK =
            new Swin().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString(CONFIG).getAsJsonObject()));

    private record Ran(List<float[]> heads, float[] queries, float[] hidden, List<String> names, Layout layout, List<Token> tokens) {}

    @Test
    void enginesAgreeAndRowsSumToOneWithinTheirWindow() {
        Ran first = run(new OnnxEngine(), Keeping.KEPT);
        for (Engine engine : List.of(new OnnxEngine(), new DjlEngine())) {
            for (Keeping keeping : List.of(Keeping.KEPT, Keeping.RECOMPUTED)) {
                Ran other = run(engine, keeping);
                for (int i = 0; i < first.heads.size(); i++) {
                    assertArrayEquals(first.heads.get(i), other.heads.get(i), 1e-5f, engine.name() + ", " + keeping + ", head " + i);
                }
                assertArrayEquals(first.hidden, other.hidden, 1e-4f);
                assertArrayEquals(first.queries, other.queries, 1e-4f);
            }
        }
        for (float[] head : first.heads) {
            for (int query = 0; query < 96; query++) {
                double sum = 0;
                for (int key = 0; key < 96; key++) {
                    sum += head[query * 96 + key];
                }
                assertEquals(1, sum, 1e-5);
            }
        }
    }

    @Test
    void positionsLieInThePictureAndItsFill() {
        Ran ran = run(new OnnxEngine(), Keeping.KEPT);
        assertEquals(Layout.of(new Layout.Patches(12, 8, 10, 6)), ran.layout);
        assertEquals(60, ran.tokens.stream().filter(token -> token.role() == Token.Role.PATCH).count());
        assertEquals(List.of("block_attentions.0", "block_attentions.1", "attentions.0"), ran.names);
    }

    /// What the roll brought together stays apart: the first row of the picture never looks at its last.
    @Test
    void aShiftedWindowDoesNotReachAroundThePicture() {
        Ran ran = run(new OnnxEngine(), Keeping.KEPT);
        float[] shifted = ran.heads.get(2);
        for (int column = 0; column < 8; column++) {
            for (int other = 0; other < 8; other++) {
                assertEquals(0, shifted[column * 96 + 11 * 8 + other], 1e-6);
            }
        }
    }

    private static Ran run(Engine engine, Keeping keeping) {
        Random random = new Random(9);
        float[] pixels = new float[3 * 40 * 24];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        Map<String, InputTensor> inputs = Map.of("pixel_values", InputTensor.of(pixels, 1, 3, 40, 24));
        Map<String, FloatTensor> drawn = new HashMap<>();
        try (OpenNetwork open = engine.open(NETWORK, RandomWeights.noting(drawn));
                Trace trace = open.run(
                        ModelInputs.of(NETWORK, inputs, null), new RunRequest(Set.of("last_hidden_state"), keeping), Cancellation.never())) {
            List<float[]> heads = new ArrayList<>();
            for (AttentionSite site : trace.sites()) {
                WindowedMap map = (WindowedMap) trace.map(site);
                for (int head = 0; head < map.heads(); head++) {
                    heads.add(map.head(head));
                }
            }
            AttentionSite last = trace.sites().getLast();
            return new Ran(
                    heads,
                    trace.projections(last).queries().toArray(),
                    trace.tensor("last_hidden_state").toArray(),
                    List.copyOf(TraceSafetensors.shapes(trace).sequencedKeySet()).subList(0, 3),
                    trace.queryLayout(last),
                    trace.queries(last));
        }
    }
}
