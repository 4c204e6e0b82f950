package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Projections;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Engine;
import io.headscope.model.Init;
import io.headscope.model.InputTensor;
import io.headscope.model.Mask;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Ops;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every rule of masks and biases in both engines, kept and recomputed, against its definition worked out number by
/// number from the queries and keys. Long enough for several blocks of queries.
final class AttentionRulesTest {

    private static final int HEADS = 4;
    private static final int KEY_HEADS = 2;
    private static final int SIZE = 4;
    private static final int KEYS = 600;
    private static final double SAME = 1e-5;

    /// What the definition adds to a score; NaN where the query does not see the key.
    @FunctionalInterface
    private interface Added {
        double to(int head, int query, int key, Map<String, FloatTensor> numbers);
    }

    /// @param padding keys at the end that are padding
    private record Case(
            String name, int queries, int padding, Writing writing, double cap, Added added) {

        int keys() {
            return Math.max(queries, KEYS);
        }
    }

    @FunctionalInterface
    private interface Writing {
        Attention write(Ops ops, Value valid, Value positions, Value numbers, Value byKey);
    }

    private static Attention plain(Mask mask) {
        return new Attention(0.5, mask, KEY_HEADS, 0);
    }

    private static final double UNSEEN = Double.NaN;
    private static final double NO_CAP = Double.POSITIVE_INFINITY;

    private static List<Case> cases() {
        Mask causal = new Mask.Causal();
        return List.of(
                new Case("causal", KEYS, 0, (_, _, _, _, _) -> plain(causal), NO_CAP,
                        (_, q, k, _) -> k <= q ? 0 : UNSEEN),
                new Case("causal, fewer queries than keys", 300, 0, (_, _, _, _, _) -> plain(causal), NO_CAP,
                        (_, q, k, _) -> k <= q + 300 ? 0 : UNSEEN),
                new Case("sliding window", KEYS, 0, (_, _, _, _, _) -> plain(causal.and(new Mask.Window(100))), NO_CAP,
                        (_, q, k, _) -> k <= q && k > q - 100 ? 0 : UNSEEN),
                new Case("sliding window, fewer queries than keys, padded", 300, 50,
                        (_, valid, _, _, _) -> plain(causal.and(new Mask.Window(100)).and(new Mask.Keys(valid))), NO_CAP,
                        (_, q, k, _) -> k <= q + 300 && k > q + 200 && k < 550 ? 0 : UNSEEN),
                new Case("window without causality", KEYS, 0, (_, _, _, _, _) -> plain(new Mask.Window(3)), NO_CAP,
                        (_, q, k, _) -> k > q - 3 ? 0 : UNSEEN),
                new Case("soft cap", KEYS, 0, (_, _, _, _, _) -> plain(causal).cappedAt(OptionalDouble.of(2)), 2,
                        (_, q, k, _) -> k <= q ? 0 : UNSEEN),
                new Case("ALiBi", KEYS, 30,
                        (_, valid, positions, _, _) -> plain(causal.and(Mask.padding(valid)))
                                .with(new Bias.Alibi(List.of(0.5, 0.25, 0.125, 1e-3), positions, Bias.Rounding.F32, 1)),
                        NO_CAP,
                        (head, q, k, _) -> k <= q && k < 570 && q < 570
                                ? (head == 3 ? 1e-3 : Math.pow(2, -1 - head)) * (k - q) : UNSEEN),
                new Case("ALiBi in BF16", KEYS, 0,
                        (_, _, positions, _, _) -> plain(causal)
                                .with(new Bias.Alibi(List.of(0.3, 0.1, 0.03, 1e-3), positions, Bias.Rounding.BF16, 0.5)),
                        NO_CAP,
                        (head, q, k, _) -> k <= q ? 0.5 * bf16(bf16(List.of(0.3, 0.1, 0.03, 1e-3).get(head)) * bf16(k)) : UNSEEN),
                new Case("buckets", KEYS, 0,
                        (ops, _, _, _, _) -> plain(new Mask.None()).with(new Bias.Buckets(table(ops, 32), true, 128)),
                        NO_CAP,
                        (head, q, k, numbers) -> entry(numbers, 32, twoSidedBucket(k - q), head)),
                new Case("buckets, one-sided, fewer queries than keys", 300, 0,
                        (ops, _, _, _, _) -> plain(causal).with(new Bias.Buckets(table(ops, 32), false, 128)),
                        NO_CAP,
                        (head, q, k, numbers) -> k <= q + 300 ? entry(numbers, 32, oneSidedBucket(q + 300 - k), head) : UNSEEN),
                new Case("grid", KEYS, 0,
                        (ops, _, _, _, _) -> plain(new Mask.None())
                                .with(new Bias.Table2d(table(ops, 39 * 59), 20, 30, false)),
                        NO_CAP,
                        (head, q, k, numbers) -> entry(
                                numbers, 39 * 59, (q / 30 - k / 30 + 19) * 59 + (q % 30 - k % 30 + 29), head)),
                new Case("grid with class token", KEYS + 1, 0,
                        (ops, _, _, _, _) -> plain(new Mask.None())
                                .with(new Bias.Table2d(table(ops, 39 * 59 + 3), 20, 30, true)),
                        NO_CAP,
                        (head, q, k, numbers) -> entry(numbers, 39 * 59 + 3, relationWithClassToken(q, k), head)),
                new Case("dense", KEYS, 0,
                        (_, _, _, dense, _) -> plain(causal).with(new Bias.Dense(dense)), NO_CAP,
                        (head, q, k, numbers) -> k <= q ? known(numbers, "dense").at(((long) head * KEYS + q) * KEYS + k) : UNSEEN),
                new Case("dense by key, fewer queries than keys", 300, 0,
                        (_, _, _, _, byKey) -> plain(causal).with(new Bias.Dense(byKey)), NO_CAP,
                        (_, q, k, numbers) -> k <= q + 300 ? known(numbers, "by_key").at(k) : UNSEEN));
    }

    private static Value table(Ops ops, int rows) {
        return ops.weight("table", new Init.Normal(1), rows, HEADS);
    }

    private static FloatTensor known(Map<String, FloatTensor> numbers, String name) {
        return Objects.requireNonNull(numbers.get(name), name);
    }

    private static double entry(Map<String, FloatTensor> numbers, int rows, int row, int head) {
        FloatTensor table = known(numbers, "table");
        assertEquals(List.of((long) rows, (long) HEADS), table.shape());
        return table.at((long) row * HEADS + head);
    }

    /// The 16 nearest at each side: 8 alone, then 8 ranges up to 128.
    private static int twoSidedBucket(int behind) {
        int far = Math.abs(behind);
        int[] ends = {12, 16, 23, 32, 46, 64, 91};
        int bucket = far < 8 ? far : 8 + (int) java.util.Arrays.stream(ends).filter(end -> far >= end).count();
        return behind > 0 ? 16 + bucket : bucket;
    }

    /// 16 alone, then 16 ranges up to 128.
    private static int oneSidedBucket(int before) {
        int bucket = 16;
        while (bucket < 31 && before >= 16 * Math.pow(8, (bucket + 1 - 16) / 16.0) - 1e-9) {
            bucket++;
        }
        return before < 16 ? before : bucket;
    }

    private static int relationWithClassToken(int q, int k) {
        if (q == 0) {
            return k == 0 ? 39 * 59 + 2 : 39 * 59;
        }
        return k == 0 ? 39 * 59 + 1 : ((q - 1) / 30 - (k - 1) / 30 + 19) * 59 + ((q - 1) % 30 - (k - 1) % 30 + 29);
    }

    private static double bf16(double number) {
        double step = Math.pow(2, Math.getExponent(number) - 7);
        return number == 0 ? 0 : Math.rint(number / step) * step;
    }

    static Stream<Arguments> runs() {
        return cases().stream()
                .flatMap(one -> Stream.of(new OnnxEngine(), new DjlEngine())
                        .flatMap(engine -> Stream.of(Keeping.KEPT, Keeping.RECOMPUTED)
                                .map(keeping -> Arguments.of(one.name(), engine.name(), keeping, one, engine))));
    }

    @ParameterizedTest(name = "{0}: {1}, {2}")
    @MethodSource("runs")
    void isWhatItsDefinitionSays(String name, String engineName, Keeping keeping, Case one, Engine engine) {
        Map<String, FloatTensor> numbers = new HashMap<>();
        Network network = network(one);
        try (OpenNetwork open = engine.open(network, RandomWeights.noting(numbers));
                Trace trace = open.run(input(one, numbers), new RunRequest(Set.of("mixed"), keeping), Cancellation.never())) {
            AttentionSite site = trace.sites().getFirst();
            AttentionMap map = trace.map(site);
            Projections projections = trace.projections(site);
            for (int head = 0; head < HEADS; head++) {
                float[] weights = map.head(head);
                for (int query = 0; query < one.queries(); query++) {
                    double[] expected = expected(one, projections, head, query, numbers);
                    for (int key = 0; key < one.keys(); key++) {
                        assertEquals(expected[key], weights[query * one.keys() + key], SAME, "%d, %d, %d".formatted(head, query, key));
                    }
                    compareMixed(expected, projections.values(), trace.tensor("mixed"), head, query, one);
                }
            }
        }
    }

    private static double[] expected(
            Case one, Projections projections, int head, int query, Map<String, FloatTensor> numbers) {
        int keys = one.keys();
        double[] row = new double[keys];
        double sum = 0;
        for (int key = 0; key < keys; key++) {
            double product = 0;
            for (int d = 0; d < SIZE; d++) {
                product += (double) projections.queries().at(((long) head * one.queries() + query) * SIZE + d)
                        * projections.keys().at(((long) (head / 2) * keys + key) * SIZE + d);
            }
            double scaled = 0.5 * product;
            double capped = one.cap() == NO_CAP ? scaled : one.cap() * Math.tanh(scaled / one.cap());
            double added = one.added().to(head, query, key, numbers);
            row[key] = Double.isNaN(added) ? 0 : Math.exp(capped + added);
            sum += row[key];
        }
        for (int key = 0; key < keys && sum > 0; key++) {
            row[key] /= sum;
        }
        return row;
    }

    private static void compareMixed(
            double[] weights, FloatTensor values, FloatTensor mixed, int head, int query, Case one) {
        int keys = one.keys();
        for (int d = 0; d < SIZE; d++) {
            double sum = 0;
            for (int key = 0; key < keys; key++) {
                sum += weights[key] * values.at(((long) (head / 2) * keys + key) * SIZE + d);
            }
            assertEquals(sum, mixed.at(((long) head * one.queries() + query) * SIZE + d), 1e-4, head + ", " + query);
        }
    }

    private static Network network(Case one) {
        Ops ops = new Ops();
        Dim keys = Dim.named("keys");
        Dim queries = one.queries() == one.keys() ? keys : Dim.named("queries");
        Value q = ops.input("q", ElementType.F32, Dim.BATCH, Dim.of(HEADS), queries, Dim.of(SIZE));
        Value k = ops.input("k", ElementType.F32, Dim.BATCH, Dim.of(KEY_HEADS), keys, Dim.of(SIZE));
        Value v = ops.input("v", ElementType.F32, Dim.BATCH, Dim.of(KEY_HEADS), keys, Dim.of(SIZE));
        Value valid = ops.input("valid", ElementType.I64, Dim.BATCH, keys);
        Value positions = ops.input("positions", ElementType.I64, Dim.BATCH, keys);
        Value dense = ops.input("dense", ElementType.F32, Dim.BATCH, Dim.of(HEADS), queries, keys);
        Value byKey = ops.input("by_key", ElementType.F32, Dim.BATCH, Dim.of(1), Dim.of(1), keys);
        Attention attention = one.writing().write(ops, valid, positions, dense, byKey);
        ops.output("mixed", ops.attention(new AttentionSite(Stack.DECODER, Kind.SELF, 0, HEADS), q, k, v, attention));
        return new Network("test", "Test", ops.program(), new Answer.None(), one.keys(), 1, "");
    }

    private static ModelInput input(Case one, Map<String, FloatTensor> numbers) {
        Random random = new Random(5);
        Map<String, InputTensor> tensors = new HashMap<>(Map.of(
                "valid", InputTensor.row(LongStream.range(0, one.keys()).map(i -> i < one.keys() - one.padding() ? 1 : 0).toArray()),
                "positions", InputTensor.row(LongStream.range(0, one.keys()).toArray())));
        Map.of(
                        "q", new long[] {1, HEADS, one.queries(), SIZE},
                        "k", new long[] {1, KEY_HEADS, one.keys(), SIZE},
                        "v", new long[] {1, KEY_HEADS, one.keys(), SIZE},
                        "dense", new long[] {1, HEADS, one.queries(), one.keys()},
                        "by_key", new long[] {1, 1, 1, one.keys()})
                .forEach((name, shape) -> {
                    float[] values = new float[(int) LongStream.of(shape).reduce(1, (a, b) -> a * b)];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = (float) (2 * random.nextGaussian());
                    }
                    tensors.put(name, InputTensor.of(values, shape));
                    numbers.put(name, FloatTensor.of(values, shape));
                });
        return new ModelInput(tensors, Map.of(Stack.DECODER, List.of()));
    }
}
