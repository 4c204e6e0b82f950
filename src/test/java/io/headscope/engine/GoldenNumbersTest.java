package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.attention.WindowedMap;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.export.TraceSafetensors;
import io.headscope.model.Engine;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.task.Cancellation;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every engine against Hugging Face transformers, layer by layer, in every case of every golden folder.
final class GoldenNumbersTest {

    private static final double ATTENTION = 1e-5;
    private static final double HIDDEN = 1e-4;

    static Stream<Arguments> runs() {
        List<Engine> engines = List.of(new OnnxEngine(), new DjlEngine());
        return engines.stream().flatMap(engine -> GoldenFolder.all().stream().flatMap(folder -> folder.cases().stream()
                .flatMap(golden -> Stream.of(Keeping.KEPT, Keeping.RECOMPUTED)
                        .map(keeping -> Arguments.of(engine.name(), folder.name(), golden.name(), keeping, engine, golden)))));
    }

    @ParameterizedTest(name = "{0}: {1}, {2}, {3}")
    @MethodSource("runs")
    void agreesWithTheReference(
            String engineName, String folder, String caseName, Keeping keeping, Engine engine, GoldenFolder.Case golden) {
        try (Checkpoint checkpoint = GoldenFolder.of(folder).open()) {
            Network network = GoldenFolder.network(checkpoint, golden.input().tensors());
            Set<String> asked = new TreeSet<>(network.program().taps().keySet());
            asked.addAll(network.program().outputs().keySet());
            try (OpenNetwork open = engine.open(network, WeightCheck.of(checkpoint, network).require());
                    Trace trace = open.run(golden.input(), new RunRequest(asked, keeping), Cancellation.never())) {
                Set<String> compared = new TreeSet<>(golden.expected().keySet());
                trace.sites().forEach(site -> {
                    if (trace.map(site) instanceof WindowedMap windowed) {
                        compareWindows(trace, site, windowed, golden, compared);
                    } else {
                        compareMap(trace, site, golden, compared);
                    }
                });
                Stack last = trace.sites().getLast().stack();
                trace.tensors().forEach((name, tensor) -> compareTensor(name, tensor, stack(name, last), golden, compared));
                assertEquals(Set.of(), compared, "expected of the reference, but not compared");
            }
        }
    }

    /// The stack whose positions a tensor has, by its name.
    private static Stack stack(String name, Stack last) {
        return name.startsWith("encoder_")
                ? Stack.ENCODER
                : name.startsWith("text.") ? Stack.TEXT : name.startsWith("vision.") ? Stack.VISION : last;
    }

    /// Within windows, as the reference has it: window by window, the last block of every stage.
    private static void compareWindows(Trace trace, AttentionSite site, WindowedMap map, GoldenFolder.Case golden, Set<String> compared) {
        for (String name : TraceSafetensors.names(site, trace)) {
            FloatTensor expected = golden.expected().get(name);
            if (expected == null) {
                assertEquals("block_attentions." + site.layer(), name);
                continue;
            }
            int slots = map.windows().slots();
            assertEquals(
                    List.of((long) map.windows().count(), (long) map.heads(), (long) slots, (long) slots), expected.shape(), name);
            for (int head = 0; head < map.heads(); head++) {
                float[] whole = map.head(head);
                for (int i = 0; i < whole.length; i++) {
                    int query = i / map.keys();
                    int key = i % map.keys();
                    int window = map.windows().window(query);
                    double reference = window == map.windows().window(key)
                            ? expected.at(((window * (long) map.heads() + head) * slots + map.windows().slot(query)) * slots + map.windows().slot(key))
                            : 0;
                    assertEquals(reference, whole[i], ATTENTION, "%s[%d, %d, %d]".formatted(name, head, query, key));
                }
            }
            assertTrue(compared.remove(name));
        }
    }

    private static void compareMap(Trace trace, AttentionSite site, GoldenFolder.Case golden, Set<String> compared) {
        String name = TraceSafetensors.name(site, trace);
        FloatTensor expected = Objects.requireNonNull(golden.expected().get(name));
        AttentionMap map = trace.map(site);
        assertEquals(List.of((long) map.heads(), (long) map.queries(), (long) map.keys()), expected.shape());
        for (int head = 0; head < map.heads(); head++) {
            float[] weights = map.head(head);
            for (int query = 0; query < map.queries(); query++) {
                boolean valid = trace.queries(site).get(query).role() != Token.Role.PADDING;
                assertEquals(valid, map.attends(query), name + " row " + query);
                for (int key = 0; key < map.keys(); key++) {
                    float weight = weights[query * map.keys() + key];
                    double reference = valid ? expected.at(((long) head * map.queries() + query) * map.keys() + key) : 0;
                    assertEquals(reference, weight, ATTENTION, "%s[%d, %d, %d]".formatted(name, head, query, key));
                }
            }
        }
        assertTrue(compared.remove(name));
    }

    private static void compareTensor(String name, FloatTensor tensor, Stack stack, GoldenFolder.Case golden, Set<String> compared) {
        FloatTensor expected = golden.expected().get(name);
        if (expected == null) {
            assertEquals("last_hidden_state", name);
            return;
        }
        assertEquals(expected.shape(), tensor.shape(), name);
        boolean byToken = tensor.shape().size() == 2;
        for (long i = 0; i < tensor.size(); i++) {
            if (!byToken || golden.isValid(stack, (int) (i / tensor.length(1)))) {
                assertEquals(expected.at(i), tensor.at(i), HIDDEN, name + " at " + i);
            }
        }
        assertFalse(tensor.size() == 0);
        assertTrue(compared.remove(name));
    }
}
