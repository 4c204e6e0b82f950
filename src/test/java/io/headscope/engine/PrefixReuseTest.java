package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.engine.onnx.OnnxEngine.Holding;
import io.headscope.input.ModelInputs;
import io.headscope.model.CausalPositions;
import io.headscope.model.HeadScales;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.family.Llama;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is taken over from the run before is what a run of its own gives, in every family that may be gone on from.
final class PrefixReuseTest {

    private static final double ATTENTION = 1e-5;
    private static final double NUMBERS = 1e-4;
    private static final int EDITS = 14;

    private static final String LLAMA = """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 32, "hidden_size": 24,
             "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 20, "max_position_embeddings": 8,
             "initializer_range": 0.3, "rms_norm_eps": 1e-6""";

    /// Folders whose text is seen from left to right alone.
    private static final Set<String> CAUSAL = Set.of(
            "bloom", "falcon", "gemma", "gemma2", "gpt2", "gpt2_f16", "gpt_bigcode", "gpt_neo", "gpt_neox", "gptj", "llama",
            "llama_linear_rope", "mistral", "opt", "phi", "phi3", "qwen2", "stablelm");

    @Test
    void readsOffTheStepsWhoseTextIsSeenFromLeftToRight() {
        Set<String> causal = new TreeSet<>();
        for (GoldenFolder folder : GoldenFolder.all()) {
            try (Checkpoint checkpoint = folder.open()) {
                Network network = GoldenFolder.network(checkpoint);
                CausalPositions.of(network.program()).ifPresent(positions -> {
                    causal.add(folder.name());
                    network.program().outputs().forEach((name, output) -> assertTrue(positions.runAlong(output), folder.name() + " " + name));
                });
            }
        }
        assertEquals(new TreeSet<>(CAUSAL), causal);
    }

    static Stream<Arguments> typed() {
        return CAUSAL.stream().sorted().flatMap(folder ->
                Stream.of(Keeping.KEPT, Keeping.RECOMPUTED).map(keeping -> Arguments.of(folder, keeping, Holding.WHOLE)));
    }

    static Stream<Arguments> typedByLayer() {
        return Stream.of("gpt2", "gemma2").map(folder -> Arguments.of(folder, Keeping.KEPT, Holding.BY_BLOCK));
    }

    /// A text typed, corrected and cut in steps, against every one of them run on its own.
    @ParameterizedTest
    @MethodSource({"typed", "typedByLayer"})
    void aTextTypedInStepsLeavesTheSameTraces(String folder, Keeping keeping, Holding holding) {
        try (Checkpoint checkpoint = GoldenFolder.of(folder).open()) {
            Network network = GoldenFolder.network(checkpoint);
            var weights = WeightCheck.of(checkpoint, network).require();
            Set<String> asked = new TreeSet<>(network.program().taps().keySet());
            asked.addAll(network.program().outputs().keySet());
            RunRequest request = new RunRequest(asked, keeping);
            Random random = new Random(folder.hashCode());
            int most = Math.min(20, network.positions());
            try (OpenNetwork plain = new OnnxEngine(1, holding).open(network, weights);
                    PrefixReuse typed = (PrefixReuse) PrefixReuse.of(new OnnxEngine(1, holding).open(network, weights))) {
                List<Long> text = new ArrayList<>(random.longs(6, 0, network.vocabulary()).boxed().toList());
                List<Long> before = List.of();
                for (int edit = 0; edit < EDITS; edit++) {
                    ModelInput input = input(network, text);
                    try (Trace expected = plain.run(input, request, Cancellation.never());
                            Trace trace = typed.run(input, request.goingOn(), Cancellation.never())) {
                        assertSameNumbers(expected, trace, folder + " after edit " + edit + ", " + text);
                        assertEquals(text.size() - alike(before, text), typed.computed(), text + " behind " + before);
                    }
                    before = List.copyOf(text);
                    edit(text, edit, most, network.vocabulary(), random);
                }
            }
        }
    }

    private static int alike(List<Long> before, List<Long> text) {
        int same = 0;
        while (same < Math.min(before.size(), text.size() - 1) && before.get(same).equals(text.get(same))) {
            same++;
        }
        return same;
    }

    /// Types at the end, and every now and then in the middle; takes back; starts anew.
    private static void edit(List<Long> text, int edit, int most, int vocabulary, Random random) {
        switch (edit % 7) {
            case 2 -> text.set(text.size() / 2, random.nextLong(vocabulary));
            case 3 -> text.remove(text.size() - 1);
            case 4 -> {
                while (text.size() < most - 3) {
                    text.add(random.nextLong(vocabulary));
                }
            }
            case 5 -> text.add(3, random.nextLong(vocabulary));
            case 6 -> text.subList(text.size() / 2, text.size()).clear();
            default -> text.add(random.nextLong(vocabulary));
        }
    }

    private static ModelInput input(Network network, List<Long> text) {
        InputTensor ids = InputTensor.row(text.stream().mapToLong(id -> id).toArray());
        return ModelInputs.of(network, Map.of("input_ids", ids), null);
    }

    private static void assertSameNumbers(Trace expected, Trace trace, String what) {
        assertEquals(List.copyOf(expected.sites()), List.copyOf(trace.sites()));
        for (AttentionSite site : expected.sites()) {
            assertSame(expected.map(site).getClass(), trace.map(site).getClass());
            for (int head = 0; head < site.heads(); head++) {
                assertArrayEquals(expected.map(site).head(head), trace.map(site).head(head), (float) ATTENTION, () -> site + " of " + what);
            }
            assertClose(expected.projections(site).queries(), trace.projections(site).queries(), site + " queries of " + what);
            assertClose(expected.projections(site).keys(), trace.projections(site).keys(), site + " keys of " + what);
            assertClose(expected.projections(site).values(), trace.projections(site).values(), site + " values of " + what);
        }
        assertEquals(expected.tensors().keySet(), trace.tensors().keySet());
        expected.tensors().forEach((name, tensor) -> assertClose(tensor, trace.tensor(name), name + " of " + what));
    }

    private static void assertClose(FloatTensor expected, FloatTensor tensor, String what) {
        assertEquals(expected.shape(), tensor.shape(), what);
        assertArrayEquals(expected.toArray(), tensor.toArray(), (float) NUMBERS, what);
    }

    /// Angles that depend on how long the text is change with every token: nothing of the beginning holds.
    @Test
    void whatChangesEveryPositionRunsAsAWhole() {
        Network network = llama(", \"rope_scaling\": {\"rope_type\": \"dynamic\", \"factor\": 4.0}}");
        try (PrefixReuse typed = open(network)) {
            run(typed, network, 1, 2, 3, 4, 5, 6, 7, 8, 9).close();
            run(typed, network, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).close();
            assertTrue(typed.computed() >= 9, typed.computed() + " positions");
        }
    }

    @Test
    void headsThatAreSwitchedOffOrOnRunAsAWhole() {
        HeadScales scales = HeadScales.of(llama("}"));
        Network network = scales.network();
        AttentionSite first = scales.sites().getFirst();
        try (PrefixReuse typed = open(network)) {
            ModelInput plain = scales.scaled(input(network.with(llama("}").program()), List.of(1L, 2L, 3L)), Map.of());
            ModelInput without = scales.scaled(plain, Map.of(first.head(1), 0.0));
            typed.run(plain, RunRequest.of("logits").goingOn(), Cancellation.never()).close();
            typed.run(without, RunRequest.of("logits").goingOn(), Cancellation.never()).close();
            assertEquals(3, typed.computed());
            typed.run(without, RunRequest.of("logits").goingOn(), Cancellation.never()).close();
            assertEquals(1, typed.computed());
        }
    }

    @Test
    void paddingAndOtherWishesRunAsAWhole() {
        Network network = llama("}");
        try (PrefixReuse typed = open(network)) {
            run(typed, network, 1, 2, 3, 4).close();
            typed.run(input(network, List.of(1L, 2L, 3L, 4L)), RunRequest.of("logits"), Cancellation.never()).close();
            assertEquals(4, typed.computed(), "not asked to go on");
            typed.run(input(network, List.of(1L, 2L, 3L, 4L)), RunRequest.of("logits", "hidden_states.1").goingOn(), Cancellation.never()).close();
            assertEquals(4, typed.computed(), "a tensor that the run before has not left");
            Map<String, InputTensor> padded = Map.of("input_ids", InputTensor.row(1, 2, 3, 4), "attention_mask", InputTensor.row(0, 1, 1, 1));
            typed.run(ModelInputs.of(network, padded, null), RunRequest.of("logits").goingOn(), Cancellation.never()).close();
            assertEquals(4, typed.computed(), "padding");
        }
    }

    /// A trace that was given away and closed is no loss to the next run, and reading it is an error all the same.
    @Test
    void tracesAreClosedByThoseWhoHoldThem() {
        Network network = llama("}");
        AttentionSite site = network.program().sites().getFirst();
        PrefixReuse typed = open(network);
        Trace first = run(typed, network, 1, 2, 3);
        float[] weights = first.map(site).head(0);
        first.close();
        assertThrows(IllegalStateException.class, () -> first.map(site).head(0));
        Trace second = run(typed, network, 1, 2, 3, 4);
        assertEquals(1, typed.computed());
        Trace third = run(typed, network, 1, 2, 3, 4, 5);
        second.close();
        typed.close();
        assertEquals(weights[0], third.map(site).head(0)[0], ATTENTION);
        assertNotEquals(0, third.tensor("logits").at(4 * 32));
        third.close();
        assertThrows(IllegalStateException.class, () -> third.tensor("logits").at(0));
    }

    @Test
    void aRunThatWasStoppedTakesNothingAway() {
        Network network = llama("}");
        try (PrefixReuse typed = open(network)) {
            run(typed, network, 1, 2, 3).close();
            Cancellation cancelled = new Cancellation();
            cancelled.cancel();
            assertThrows(CancellationException.class, () -> typed.run(input(network, List.of(1L, 2L, 3L, 4L)), RunRequest.of("logits").goingOn(), cancelled));
            run(typed, network, 1, 2, 3, 5).close();
            assertEquals(1, typed.computed());
        }
    }

    private static Network llama(String more) {
        return new Llama().write(new ModelConfig(Path.of("config.json"), JsonParser.parseString(LLAMA + more).getAsJsonObject()));
    }

    private static PrefixReuse open(Network network) {
        return (PrefixReuse) PrefixReuse.of(new OnnxEngine(1).open(network, RandomWeights.noting(new HashMap<>())));
    }

    private static Trace run(PrefixReuse typed, Network network, long... ids) {
        return typed.run(
                ModelInputs.of(network, Map.of("input_ids", InputTensor.row(ids)), null),
                RunRequest.of("logits").goingOn(),
                Cancellation.never());
    }
}
