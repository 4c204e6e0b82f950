package io.headscope.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.lab.mechanism.Mechanisms;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.InputTensor;
import io.headscope.model.Mask;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Ops;
import io.headscope.model.RunRequest;
import io.headscope.model.Score;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The reader that computes with DJL and the lab are told the same numbers and must come to the same weights and outputs:
/// one through a program, in single precision, the other cell by cell. Every mechanism that a program can say is here.
class LabAndEngineTest {

    private static final float CLOSE = 5e-6f;

    /// A choice of one key is no operation of networks: there is nothing to differentiate.
    private static final Set<String> NO_PROGRAM = Set.of("hard");

    /// As good as −∞ in single precision: what `+ M` adds where a key may not be seen.
    private static final double HIDDEN = -1e30;

    /// A mechanism as a program.
    private interface Maker {
        Value write(Program program);
    }

    private record Case(String mechanism, Map<String, Double> settings, Maker maker) {

        Case(String mechanism, Maker maker) {
            this(mechanism, Map.of(), maker);
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case("scaled", program -> program.qkv(program.scaled())),
                new Case("scaled", Map.of("scaling", 1.0), program -> program.qkv(program.scaledBy(1))),
                new Case("scaled", Map.of("scaling", 2.0, "factor", 0.3), program -> program.qkv(program.scaledBy(0.3))),
                new Case("scaled", Map.of("mask", 1.0), program -> program.qkv(program.scaled().with(new Mask.Causal()))),
                new Case("dot", program -> program.attend(program.input("H"), program.input("E"), program.input("E"), program.scaledBy(1))),
                new Case("general", program -> program.attend(
                        program.times("H", "W"), program.input("E"), program.input("E"), program.scaledBy(1))),
                new Case("location", program -> program.attend(
                        program.input("H"), program.input("W"), program.input("E"), program.scaledBy(1))),
                new Case("additive", program -> program.attend(
                        program.ops.linear(program.input("Q"), program.weight("W1"), null),
                        program.ops.linear(program.input("K"), program.weight("W2"), null),
                        program.input("K"),
                        program.scaledBy(1).with(new Score.Additive(program.weight("v"))))),
                new Case("self", program -> program.attend(
                        program.times("X", "W^Q"), program.times("X", "W^K"), program.times("X", "W^V"), program.scaled())),
                new Case("cross", program -> program.attend(
                        program.times("X", "W^Q"), program.times("Y", "W^K"), program.times("Y", "W^V"), program.scaled())),
                new Case("multi-head", program -> program.heads(2, 2)),
                new Case("grouped-query", program -> program.heads(4, 2)),
                new Case("multi-query", program -> program.heads(2, 1)),
                new Case("causal", program -> program.qkv(program.scaled().with(new Mask.Causal()))),
                new Case("padding", program -> program.qkv(program.scaled().with(new Mask.Keys(program.numbers("valid", 1, 1, 0))))),
                new Case("window", program -> program.qkv(program.plus((query, key) -> Math.abs(query - key) <= 1 ? 0 : HIDDEN))),
                new Case("prefix", program -> program.qkv(program.plus((query, key) -> key < 2 || key <= query ? 0 : HIDDEN))),
                new Case("relative-bias", program -> program.qkv(
                        program.biased(1, new Bias.Buckets(program.turned("b"), true, 16)))),
                new Case("alibi", program -> program.qkv(program.biased(
                                program.scaled().scale(),
                                new Bias.Alibi(Bias.Alibi.slopes(8).subList(0, 1), program.numbers("places", 0, 1, 2), Bias.Rounding.F32, 1))
                        .with(new Mask.Causal()))),
                new Case("alibi", Map.of("heads", 4.0, "head", 3.0), program -> program.qkv(program.biased(
                                program.scaled().scale(),
                                new Bias.Alibi(Bias.Alibi.slopes(4).subList(2, 3), program.numbers("places", 0, 1, 2), Bias.Rounding.F32, 1))
                        .with(new Mask.Causal()))),
                new Case("alibi", Map.of("heads", 12.0, "head", 8.0), program -> program.qkv(program.biased(
                                program.scaled().scale(),
                                new Bias.Alibi(Bias.Alibi.slopes(12).subList(7, 8), program.numbers("places", 0, 1, 2), Bias.Rounding.F32, 1))
                        .with(new Mask.Causal()))),
                new Case("alibi", Map.of("heads", 12.0, "head", 10.0), program -> program.qkv(program.biased(
                                program.scaled().scale(),
                                new Bias.Alibi(Bias.Alibi.slopes(12).subList(9, 10), program.numbers("places", 0, 1, 2), Bias.Rounding.F32, 1))
                        .with(new Mask.Causal()))),
                new Case("rotary", Map.of("first-position", 5.0), program -> program.attendHeads(
                        program.rotated("Q", 5), program.rotated("K", 5), program.headed("V"), program.scaled())),
                new Case("linear", LabAndEngineTest::linear),
                new Case("local-global", LabAndEngineTest::localAndGlobal),
                new Case("channel", LabAndEngineTest::channels),
                new Case("spatial", LabAndEngineTest::places),
                new Case("temporal", LabAndEngineTest::temporal));
    }

    static Stream<Arguments> named() {
        return cases().map(one -> Arguments.of(one.mechanism() + " " + one.settings(), one));
    }

    @Test
    void everyMechanismThatAProgramCanSayIsHere() {
        Set<String> here = cases().map(Case::mechanism).collect(Collectors.toSet());
        here.addAll(NO_PROGRAM);
        assertEquals(Mechanisms.all().stream().map(Mechanism::id).collect(Collectors.toSet()), here);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("named")
    void agreeOnTheSameMatrices(String name, Case given) {
        Random random = new Random(3);
        Mechanism mechanism = Mechanisms.find(given.mechanism()).orElseThrow();
        SequencedMap<String, DoubleMatrix> inputs = new LinkedHashMap<>();
        for (Mechanism.Input input : mechanism.inputs()) {
            // Numbers that are the same in single and in double precision.
            inputs.put(input.name(), input.usual().map(_ -> (float) random.nextGaussian()));
        }
        Settings settings = Settings.usual(mechanism.parameters());
        for (Map.Entry<String, Double> setting : given.settings().entrySet()) {
            settings = settings.with(setting.getKey(), setting.getValue());
        }
        Evaluation lab = mechanism.evaluate(inputs, settings, Labels.NONE);
        Program program = new Program(inputs);
        program.ops.output("output", given.maker().write(program));
        Network network = new Network("lab", "Lab", program.ops.program(), new Answer.None(), List.of(), Layouts.TEXT, "");
        try (OpenNetwork open = new DjlEngine().open(network, _ -> {
                    throw new AssertionError("no weights");
                });
                Trace trace = open.run(program.given(), RunRequest.of("output"), Cancellation.never())) {
            assertClose(lab.output().value(), trace.tensor("output").toArray());
            if (trace.sites().size() == 1) {
                assertWeights(lab, trace, trace.sites().getFirst());
            }
        }
    }

    /// Head by head.
    private static void assertWeights(Evaluation lab, Trace trace, AttentionSite site) {
        for (int head = 0; head < site.heads(); head++) {
            Quantity weights = site.heads() == 1 ? lab.get("weights") : lab.get("weights", head + 1);
            assertClose(weights.value(), trace.map(site).head(head));
        }
    }

    /// φ(Q) (φ(K)ᵀ V), divided by φ(Q) Σ φ(K). Networks have no division: the numbers to be divided by are worked out here.
    private static Value linear(Program program) {
        Value queries = program.features("Q");
        Value keys = program.features("K");
        Value memory = program.ops.matMul(program.ops.permute(keys, 0, 2, 1), program.input("V"));
        Value above = program.ops.matMul(queries, memory);
        double[] below = below(program);
        return program.ops.mul(above, program.constant(DoubleMatrix.filled(below.length, 1, (row, _) -> 1 / below[row])));
    }

    /// φ(q) · Σ φ(k), worked out here from the formula.
    private static double[] below(Program program) {
        DoubleMatrix queries = program.matrix("Q").map(LabAndEngineTest::phi);
        DoubleMatrix keys = program.matrix("K").map(LabAndEngineTest::phi);
        return IntStream.range(0, queries.rows())
                .mapToDouble(query -> IntStream.range(0, queries.columns())
                        .mapToDouble(i -> queries.at(query, i)
                                * IntStream.range(0, keys.rows()).mapToDouble(key -> keys.at(key, i)).sum())
                        .sum())
                .toArray();
    }

    private static double phi(double x) {
        return x > 0 ? x + 1 : Math.exp(x);
    }

    /// The first position is global: it asks all keys by projections of its own; the others see their neighbours and it.
    private static Value localAndGlobal(Program program) {
        Attention local = program.plus((query, key) -> Math.abs(query - key) <= 1 || key == 0 ? 0 : HIDDEN);
        Value near = program.qkv(local);
        Value asking = program.ops.slice(program.input("Qg"), 1, 0, 1);
        Value far = program.attend(asking, program.input("Kg"), program.input("Vg"), program.scaledBy(1 / Math.sqrt(2)));
        return program.ops.concat(1, far, program.ops.slice(near, 1, 1, 4));
    }

    private static Value channels(Program program) {
        Ops ops = program.ops;
        Value squeezed = ops.mean(program.input("X"), 2);
        Value narrowed = ops.activate(Activation.RELU, ops.linear(squeezed, program.weight("W1"), null));
        Value gates = ops.activate(Activation.SIGMOID, ops.linear(narrowed, program.weight("W2"), null));
        return ops.mul(program.input("X"), ops.reshape(gates, Dim.of(1), Dim.of(2), Dim.of(1)));
    }

    private static Value places(Program program) {
        Ops ops = program.ops;
        Value picture = ops.reshape(program.input("F"), Dim.of(1), Dim.of(2), Dim.of(3), Dim.of(3));
        Value one = ops.slice(picture, 1, 0, 1);
        Value other = ops.slice(picture, 1, 1, 1);
        Value mean = ops.reshape(ops.mean(picture, 1), Dim.of(1), Dim.of(1), Dim.of(3), Dim.of(3));
        // The larger of two is the one, and what the other has more.
        Value most = ops.add(one, ops.activate(Activation.RELU, ops.add(other, program.negative(one))));
        float[] kernels = new float[2 * 49];
        for (int i = 0; i < 49; i++) {
            kernels[i] = (float) program.matrix("f avg").values()[i];
            kernels[49 + i] = (float) program.matrix("f max").values()[i];
        }
        Value gates = ops.activate(Activation.SIGMOID, ops.conv(
                ops.concat(1, mean, most), ops.constant(kernels, 1, 2, 7, 7), null, new Op.Conv(List.of(1, 1), List.of(3, 3), 1)));
        return ops.mul(picture, gates);
    }

    private static Value temporal(Program program) {
        Ops ops = program.ops;
        Value valid = program.numbers("valid", 1, 1, 1);
        Value none = ops.constant(new float[8], 8);
        Value forward = ops.lstm(false, program.input("X"), valid, program.weight("Wf"), program.weight("Uf"), List.of(none, none));
        Value backward = ops.lstm(true, program.input("X"), valid, program.weight("Wb"), program.weight("Ub"), List.of(none, none));
        Value states = ops.add(forward, backward);
        Value nothing = ops.constant(new float[2], 1, 1, 2);
        Value gathered = program.attend(nothing, states, states, program.scaledBy(1).with(new Score.Additive(program.weight("w"))));
        return ops.activate(Activation.TANH, gathered);
    }

    private static void assertClose(DoubleMatrix expected, float[] actual) {
        assertEquals(expected.values().length, actual.length);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected.values()[i], actual[i], CLOSE * Math.max(1, Math.abs(expected.values()[i])), "number " + i);
        }
    }

    /// What a mechanism's program is written with: its matrices as inputs, [1, rows, columns], or as weights.
    private static final class Program {

        private final Ops ops = new Ops();
        private final SequencedMap<String, DoubleMatrix> matrices;
        private final Map<String, InputTensor> tensors = new HashMap<>();
        private final Map<String, Value> inputs = new HashMap<>();
        private final List<Long> lengths = new ArrayList<>(List.of(0L, 0L));
        private int sites;

        Program(SequencedMap<String, DoubleMatrix> matrices) {
            this.matrices = matrices;
        }

        DoubleMatrix matrix(String name) {
            return java.util.Objects.requireNonNull(matrices.get(name), name);
        }

        Value input(String name) {
            return inputs.computeIfAbsent(name, _ -> {
                DoubleMatrix matrix = matrix(name);
                tensors.put(name, InputTensor.of(floats(matrix), 1, matrix.rows(), matrix.columns()));
                return ops.input(name, ElementType.F32, Dim.of(1), Dim.of(matrix.rows()), Dim.of(matrix.columns()));
            });
        }

        /// Whole numbers beside the matrices.      [1, length]
        Value numbers(String name, long... numbers) {
            tensors.put(name, new InputTensor.Whole(numbers, 1, numbers.length));
            return ops.input(name, ElementType.I64, Dim.of(1), Dim.of(numbers.length));
        }

        Value weight(String name) {
            DoubleMatrix matrix = matrix(name);
            return ops.constant(floats(matrix), matrix.rows(), matrix.columns());
        }

        /// A matrix with rows and columns exchanged.
        Value turned(String name) {
            DoubleMatrix matrix = matrix(name);
            DoubleMatrix turned = DoubleMatrix.filled(matrix.columns(), matrix.rows(), (row, column) -> matrix.at(column, row));
            return ops.constant(floats(turned), turned.rows(), turned.columns());
        }

        Value constant(DoubleMatrix matrix) {
            return ops.constant(floats(matrix), 1, matrix.rows(), matrix.columns());
        }

        Value times(String x, String weight) {
            return ops.turnedLinear(input(x), weight(weight), null);
        }

        Value negative(Value x) {
            return ops.mul(x, ops.constant(new float[] {-1}, 1, 1, 1, 1));
        }

        /// elu(x) + 1: what is above 0 of x, plus e to what is below.
        Value features(String name) {
            Value x = input(name);
            Value minus = ops.constant(new float[] {-1}, 1, 1, 1);
            Value below = ops.mul(ops.activate(Activation.RELU, ops.mul(x, minus)), minus);
            return ops.add(ops.activate(Activation.RELU, x), ops.activate(Activation.EXP, below));
        }

        Attention scaledBy(double scale) {
            return new Attention(scale, new Mask.None(), 1, 0);
        }

        /// By 1/√d, all sizes being 2 here.
        Attention scaled() {
            return scaledBy(1 / Math.sqrt(2));
        }

        Attention biased(double scale, Bias bias) {
            return new Attention(scale, Score.DOT, new Mask.None(), bias, java.util.OptionalDouble.empty(), 1, 0);
        }

        /// Scaled, plus a number for every query and key.
        Attention plus(DoubleMatrix.Numbers numbers) {
            int rows = matrix("Q").rows();
            int columns = matrix("K").rows();
            DoubleMatrix added = DoubleMatrix.filled(rows, columns, numbers);
            return biased(scaled().scale(), new Bias.Dense(ops.constant(floats(added), 1, 1, rows, columns)));
        }

        Value qkv(Attention attention) {
            return attend(input("Q"), input("K"), input("V"), attention);
        }

        /// @param q [1, queries, size], and so on
        Value attend(Value q, Value k, Value v, Attention attention) {
            return ops.mergeHeads(attendHeads(ops.splitHeads(q, 1), ops.splitHeads(k, 1), ops.splitHeads(v, 1), attention));
        }

        /// @param q [1, heads, queries, size], and so on
        Value attendHeads(Value q, Value k, Value v, Attention attention) {
            AttentionSite site = new AttentionSite(Stack.DECODER, AttentionSite.Kind.CROSS, sites++, (int) q.length(1));
            lengths.set(0, Math.max(lengths.get(0), q.length(2)));
            lengths.set(1, Math.max(lengths.get(1), k.length(2)));
            return ops.attention(site, q, k, v, attention);
        }

        Value headed(String name) {
            return ops.splitHeads(input(name), 1);
        }

        Value heads(int heads, int groups) {
            Value q = ops.splitHeads(times("X", "W^Q"), heads);
            Value k = ops.splitHeads(times("X", "W^K"), groups);
            Value v = ops.splitHeads(times("X", "W^V"), groups);
            Attention attention = new Attention(1 / Math.sqrt(q.length(3)), new Mask.None(), groups, 0);
            return ops.turnedLinear(ops.mergeHeads(attendHeads(q, k, v, attention)), weight("W^O"), null);
        }

        /// Turned by its positions, neighbours making a pair.
        Value rotated(String name, int first) {
            int positions = matrix(name).rows();
            float[] table = new float[positions * 2];
            for (int position = 0; position < positions; position++) {
                table[2 * position] = (float) Math.cos(first + position);
                table[2 * position + 1] = (float) Math.sin(first + position);
            }
            return ops.rotate(headed(name), ops.constant(table, 1, positions, 2), Op.Pairing.NEIGHBOURS);
        }

        ModelInput given() {
            return new ModelInput(tensors, Map.of(Stack.DECODER, tokens(lengths.get(0)), Stack.ENCODER, tokens(lengths.get(1))));
        }

        private static List<Token> tokens(long count) {
            return IntStream.range(0, (int) count).mapToObj(i -> Token.ofId(i, Token.Role.TEXT)).toList();
        }

        private static float[] floats(DoubleMatrix matrix) {
            float[] numbers = new float[matrix.values().length];
            IntStream.range(0, numbers.length).forEach(i -> numbers[i] = (float) matrix.values()[i]);
            return numbers;
        }
    }
}
