package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Passed;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.engine.onnx.OnnxEngine.Holding;
import io.headscope.model.ElementType;
import io.headscope.model.Engine;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.Step;
import io.headscope.model.Weights;
import io.headscope.task.Cancellation;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What passes every step of every family, and the rules by which attention comes about, the same from every engine.
final class PassedTest {

    private static final double SAME = 1e-4;
    private static final double WEIGHT = 1e-5;

    static Stream<String> families() {
        return GoldenFolder.all().stream().map(GoldenFolder::name);
    }

    @Test
    void threeNumbersOfAMatrix() {
        Passed passed = Passed.of(FloatTensor.of(new float[] {3, 4, 0, -5}, 2, 2));
        // Lengths 5 and 5; 2 / 4; the mean square is 50 / 4.
        assertEquals(new Passed(5, 0.5, Math.sqrt(12.5 - 0.25)), passed);
        assertEquals(passed, Passed.of(FloatTensor.of(new float[] {7, -5}, 2), FloatTensor.of(new float[] {25, 25}, 2), 2));
    }

    @ParameterizedTest
    @MethodSource("families")
    void everyStepIsToldOf(String family) {
        GoldenFolder folder = GoldenFolder.of(family);
        GoldenFolder.Case golden = folder.cases().getFirst();
        try (Checkpoint checkpoint = folder.open()) {
            Network network = GoldenFolder.network(checkpoint, golden.input().tensors());
            Weights weights = WeightCheck.of(checkpoint, network).require();
            Set<String> asked = new TreeSet<>(network.program().outputs().keySet());
            asked.addAll(network.program().taps().keySet());
            RunRequest request = new RunRequest(asked, Keeping.KEPT).withPassed(true);
            try (OpenNetwork open = new OnnxEngine(1, Holding.WHOLE).open(network, weights);
                    Trace trace = open.run(golden.input(), request, Cancellation.never())) {
                Set<String> missing = computed(network);
                missing.removeAll(trace.passed().keySet());
                assertEquals(Set.of(), missing);
                network.program().outputs().forEach((name, value) ->
                        assertSame(Passed.of(trace.tensor(name)), Objects.requireNonNull(trace.passed().get(value.name())), name));
                compare(trace.passed(), passed(new OnnxEngine(1, Holding.BY_BLOCK), network, weights, golden, request), taps(network));
                compare(trace.passed(), passed(new DjlEngine(), network, weights, golden, request), Set.of());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void weightsFollowFromTheRules(String family) {
        GoldenFolder folder = GoldenFolder.of(family);
        try (Checkpoint checkpoint = folder.open()) {
            for (GoldenFolder.Case golden : folder.cases()) {
                Network network = GoldenFolder.network(checkpoint, golden.input().tensors());
                Weights weights = WeightCheck.of(checkpoint, network).require();
                for (Engine engine : new Engine[] {new OnnxEngine(1, Holding.WHOLE), new DjlEngine()}) {
                    try (OpenNetwork open = engine.open(network, weights);
                            Trace trace = open.run(golden.input(), new RunRequest(Set.of(), Keeping.KEPT), Cancellation.never())) {
                        trace.sites().forEach(site -> assertRules(trace, site, family));
                    }
                }
            }
        }
    }

    // What DeBERTa adds grows with the text, and is not kept beside maps.
    private static void assertRules(Trace trace, AttentionSite site, String family) {
        ScoreRules rules = trace.rules(site);
        assertEquals(family.startsWith("deberta"), rules == null);
        if (rules == null) {
            return;
        }
        int queries = trace.map(site).queries();
        int keys = trace.map(site).keys();
        FloatTensor q = trace.projections(site).queries();
        FloatTensor k = trace.projections(site).keys();
        int size = q.length(2);
        for (int head = 0; head < site.heads(); head++) {
            float[] weights = trace.map(site).head(head);
            int keyHead = head * k.length(0) / site.heads();
            for (int query = 0; query < queries; query++) {
                double[] powers = new double[keys];
                float[] biases = new float[keys];
                rules.addBiases(head, query, biases);
                double sum = 0;
                for (int key = 0; key < keys; key++) {
                    double score = 0;
                    for (int d = 0; d < size; d++) {
                        score += (double) q.at(((long) head * queries + query) * size + d) * k.at(((long) keyHead * keys + key) * size + d);
                    }
                    score *= rules.scale();
                    score = Double.isInfinite(rules.softCap()) ? score : rules.softCap() * Math.tanh(score / rules.softCap());
                    powers[key] = rules.sees(query, key) ? Math.exp(score + biases[key]) : 0;
                    sum += powers[key];
                }
                for (int key = 0; key < keys; key++) {
                    assertEquals(sum == 0 ? 0 : powers[key] / sum, weights[query * keys + key], WEIGHT, site + " " + head + " " + query + " " + key);
                }
            }
        }
    }

    private static Set<String> computed(Network network) {
        return network.program().steps().stream()
                .filter(step -> !(step.op() instanceof Op.Weight || step.op() instanceof Op.Constant))
                .map(Step::result)
                .filter(value -> value.type() == ElementType.F32)
                .map(value -> value.name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// Layer by layer, taps are only other names.
    private static Set<String> taps(Network network) {
        return network.program().steps().stream()
                .filter(step -> step.op() instanceof Op.Tap)
                .map(step -> step.result().name())
                .collect(Collectors.toSet());
    }

    private static Map<String, Passed> passed(Engine engine, Network network, Weights weights, GoldenFolder.Case golden, RunRequest request) {
        try (OpenNetwork open = engine.open(network, weights);
                Trace trace = open.run(golden.input(), request, Cancellation.never())) {
            return trace.passed();
        }
    }

    private static void compare(Map<String, Passed> expected, Map<String, Passed> other, Set<String> but) {
        Set<String> missing = new HashSet<>(expected.keySet());
        missing.removeAll(other.keySet());
        missing.removeAll(but);
        assertEquals(Set.of(), missing);
        expected.forEach((name, one) -> {
            if (other.containsKey(name)) {
                assertSame(one, other.get(name), name);
            }
        });
    }

    private static void assertSame(Passed expected, Passed other, String name) {
        double size = Math.max(1, expected.norm());
        assertEquals(expected.norm(), other.norm(), SAME * size, name);
        assertEquals(expected.mean(), other.mean(), SAME * size, name);
        assertEquals(expected.deviation(), other.deviation(), SAME * size, name);
        assertTrue(other.deviation() >= 0);
    }
}
