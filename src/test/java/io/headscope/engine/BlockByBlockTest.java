package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.checkpoint.Saved;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.engine.onnx.OnnxEngine.Holding;
import io.headscope.model.ElementType;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.ProgramBlock;
import io.headscope.model.ProgramBlocks;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.Weights;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A network that runs layer by layer leaves the trace that it leaves as a whole.
final class BlockByBlockTest {

    private static final double SAME_WEIGHTS = 1e-6;

    /// A tenth of what is allowed to the reference: the runtime fuses steps within a graph, and rounds otherwise then.
    private static final double SAME = 1e-5;

    static Stream<Arguments> runs() {
        return GoldenFolder.all().stream().flatMap(folder -> folder.cases().stream()
                .flatMap(golden -> Stream.of(Keeping.KEPT, Keeping.RECOMPUTED)
                        .map(keeping -> Arguments.of(folder.name(), golden.name(), keeping, golden))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("runs")
    void theTraceIsThatOfTheWhole(String folder, String caseName, Keeping keeping, GoldenFolder.Case golden) {
        try (Checkpoint checkpoint = GoldenFolder.of(folder).open()) {
            Network network = GoldenFolder.network(checkpoint, golden.input().tensors());
            Set<String> asked = new TreeSet<>(network.program().taps().keySet());
            asked.addAll(network.program().outputs().keySet());
            compare(network, WeightCheck.of(checkpoint, network).require(), golden, new RunRequest(asked, keeping));
        }
    }

    private static void compare(Network network, Weights weights, GoldenFolder.Case golden, RunRequest request) {
        try (OpenNetwork whole = new OnnxEngine(1, Holding.WHOLE).open(network, weights);
                OpenNetwork blocks = new OnnxEngine(1, Holding.BY_BLOCK).open(network, weights);
                Trace expected = whole.run(golden.input(), request, Cancellation.never());
                Trace trace = blocks.run(golden.input(), request, Cancellation.never());
                Trace again = blocks.run(golden.input(), request, Cancellation.never())) {
            assertTrue(blocks.runsByBlock() && !whole.runsByBlock());
            assertSame(expected, trace);
            assertSame(expected, again);
        }
    }

    private static void assertSame(Trace expected, Trace trace) {
        assertEquals(List.copyOf(expected.sites()), List.copyOf(trace.sites()));
        for (AttentionSite site : expected.sites()) {
            for (int head = 0; head < site.heads(); head++) {
                assertArrayEquals(expected.map(site).head(head), trace.map(site).head(head), (float) SAME_WEIGHTS, () -> site + " weights");
            }
            assertClose(expected.projections(site).queries(), trace.projections(site).queries(), site + " queries");
            assertClose(expected.projections(site).keys(), trace.projections(site).keys(), site + " keys");
            assertClose(expected.projections(site).values(), trace.projections(site).values(), site + " values");
        }
        assertEquals(expected.tensors().keySet(), trace.tensors().keySet());
        expected.tensors().forEach((name, tensor) -> assertClose(tensor, trace.tensor(name), name));
    }

    private static void assertClose(FloatTensor expected, FloatTensor tensor, String what) {
        assertEquals(expected.shape(), tensor.shape(), what);
        float[] numbers = expected.toArray();
        float[] others = tensor.toArray();
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(numbers[i], others[i], SAME * Math.max(1, Math.abs(numbers[i])), what + " at " + i);
        }
    }

    /// As large models are kept: BF16, in shards. The numbers are those of the same weights converted all at once.
    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"llama", "gpt2", "t5", "gemma2"})
    void halfPrecisionInShards(String name, @TempDir Path folder) throws IOException {
        GoldenFolder golden = GoldenFolder.of(name);
        Files.copy(golden.folder().resolve("config.json"), folder.resolve("config.json"));
        Saved.shards(folder, ElementType.BF16, Saved.tensors(golden.folder()));
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            Network network = GoldenFolder.network(checkpoint);
            RunRequest request = new RunRequest(network.program().outputs().keySet(), Keeping.KEPT);
            compare(network, WeightCheck.of(checkpoint, network).require(), golden.cases().getFirst(), request);
        }
    }

    @Test
    void layersOfOneFormShareAGraph() {
        try (Checkpoint checkpoint = GoldenFolder.of("llama").open()) {
            Network network = GoldenFolder.network(checkpoint);
            ProgramBlocks cut = ProgramBlocks.of(network.program(), Set.of("logits"));
            List<String> forms = cut.blocks().stream().map(ProgramBlock::form).toList();
            int layers = network.program().sites().size();
            assertTrue(forms.size() > layers, forms.size() + " stretches");
            assertEquals(forms.size() - layers + 1, forms.stream().distinct().count(), "all layers are of one form");
            assertEquals(1, cut.lookups().size());
        }
    }

    /// Every weight that is needed is in a stretch or a table that is looked up in; none is in two but tied ones.
    @Test
    void theStretchesTogetherAreTheProgram() {
        for (GoldenFolder folder : GoldenFolder.all()) {
            try (Checkpoint checkpoint = folder.open()) {
                Network network = GoldenFolder.network(checkpoint);
                Set<String> outputs = network.program().outputs().keySet();
                ProgramBlocks cut = ProgramBlocks.of(network.program(), outputs);
                long attends = cut.blocks().stream().mapToLong(block -> block.program().sites().size()).sum();
                assertEquals(network.program().sites().size(), attends, folder.name());
            }
        }
    }

    @Test
    void aRunStopsBetweenLayers() {
        try (Checkpoint checkpoint = GoldenFolder.of("gpt2_f16").open()) {
            Network network = GoldenFolder.network(checkpoint);
            Weights stored = WeightCheck.of(checkpoint, network).require();
            Cancellation cancellation = new Cancellation();
            int[] found = {0};
            Weights watched = weight -> {
                if (++found[0] == 20) {
                    cancellation.cancel();
                }
                return stored.find(weight);
            };
            GoldenFolder.Case golden = GoldenFolder.of("gpt2_f16").cases().getFirst();
            try (OpenNetwork open = new OnnxEngine(1, Holding.BY_BLOCK).open(network, watched)) {
                assertThrows(CancellationException.class, () -> open.run(golden.input(), RunRequest.of(), cancellation));
                open.run(golden.input(), RunRequest.of(), Cancellation.never()).close();
            }
        }
    }
}
