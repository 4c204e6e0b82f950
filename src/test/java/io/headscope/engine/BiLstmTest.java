package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.headscope.analysis.QueryKeyProduct;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.RecomputedMap;
import io.headscope.attention.ScoreRules;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.model.Trainer;
import io.headscope.model.family.BiLstm;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The bidirectional LSTM with additive attention, against its formulas written out, with padding wherever it may stand.
final class BiLstmTest {

    private static final float SAME = 1e-5f;
    private static final int EMBEDDING = 5;
    private static final int SIZE = 3;
    private static final int SCORED = 4;
    private static final String CONFIG = """
            {"architectures": ["BiLstmForSequenceClassification"], "model_type": "bilstm-attention", "vocab_size": 20,
             "embedding_size": 5, "hidden_size": 3, "num_layers": 2, "attention_size": 4, "initializer_range": 0.7,
             "dropout": 0.5, "id2label": {"0": "no", "1": "yes"}}""";

    private final RandomNetwork network = new RandomNetwork(new BiLstm(), CONFIG);

    static Stream<Arguments> runs() {
        return Stream.of(new OnnxEngine(), new DjlEngine()).flatMap(engine -> Stream.of(
                Arguments.of(engine, new long[] {3, 17, 8, 11, 5}, new long[] {1, 1, 1, 1, 1}),
                Arguments.of(engine, new long[] {3, 17, 8, 11, 5}, new long[] {1, 1, 1, 0, 0}),
                Arguments.of(engine, new long[] {3, 17, 8, 11, 5}, new long[] {0, 0, 1, 1, 1}),
                Arguments.of(engine, new long[] {3, 17, 8, 11, 5}, new long[] {1, 0, 1, 0, 1}),
                Arguments.of(engine, new long[] {7}, new long[] {1})));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void computesWhatItsFormulasSay(Engine engine, long[] ids, long[] valid) {
        int[] read = IntStream.range(0, ids.length).filter(i -> valid[i] != 0).toArray();
        double[][] words = new double[read.length][EMBEDDING];
        for (int at = 0; at < read.length; at++) {
            for (int i = 0; i < EMBEDDING; i++) {
                words[at][i] = network.weight("embedding.weight")[(int) ids[read[at]] * EMBEDDING + i];
            }
        }
        double[][] states = layer(layer(words, "_l0"), "_l1");
        double[] weights = weights(states);
        double[] gathered = new double[2 * SIZE];
        for (int at = 0; at < read.length; at++) {
            for (int i = 0; i < gathered.length; i++) {
                gathered[i] += weights[at] * states[at][i];
            }
        }
        double[][] logits = PlainMath.linear(
                new double[][] {gathered}, network.weight("classifier.weight"), network.weight("classifier.bias"));
        try (Trace trace = network.run(engine, inputs(ids, valid))) {
            assertArrayEquals(placed(states, read, ids.length), trace.tensor("last_hidden_state").toArray(), SAME);
            assertArrayEquals(placed(column(weights), read, ids.length), trace.map(site()).head(0), SAME);
            assertArrayEquals(placed(logits, new int[] {0}, 1), trace.tensor("logits").toArray(), SAME);
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void oneQueryAsksTheWordsAndNotThePadding(Engine engine) {
        try (Trace trace = network.run(engine, inputs(new long[] {3, 4, 5}, new long[] {1, 1, 0}))) {
            AttentionMap map = trace.map(site());
            assertEquals(List.of(1, 1, 3), List.of(map.heads(), map.queries(), map.keys()));
            assertEquals(List.of("#1"), trace.queries(site()).stream().map(Token::text).toList());
            assertEquals(
                    List.of(Token.Role.TEXT, Token.Role.TEXT, Token.Role.PADDING),
                    trace.keys(site()).stream().map(Token::role).toList());
        }
    }

    static List<Engine> engines() {
        return List.of(new OnnxEngine(), new DjlEngine());
    }

    /// As the inspector shows them: what a query and its keys are said to give is what the weights come from.
    @ParameterizedTest
    @MethodSource("engines")
    void theScoresTakenApartAreThoseOfTheWeights(Engine engine) {
        try (Trace trace = network.run(engine, inputs(new long[] {3, 17, 8, 11}, new long[] {1, 1, 1, 1}))) {
            ScoreRules rules = Objects.requireNonNull(trace.rules(site()));
            double[] shares = IntStream.range(0, 4)
                    .mapToObj(key -> QueryKeyProduct.of(trace.projections(site()), rules.scoring().sums(), 0, 0, key))
                    .mapToDouble(product -> Math.exp(rules.scale() * product.sum()))
                    .toArray();
            double all = DoubleStream.of(shares).sum();
            float[] weights = trace.map(site()).head(0);
            for (int key = 0; key < 4; key++) {
                assertEquals(shares[key] / all, weights[key], SAME);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void keptAndRecomputedMapsAreTheSame(Engine engine) {
        long[] ids = IntStream.range(0, 500).mapToLong(i -> i * i % 20).toArray();
        long[] valid = IntStream.range(0, 500).mapToLong(i -> i < 450 ? 1 : 0).toArray();
        try (Trace kept = network.run(engine, inputs(ids, valid));
                Trace recomputed = network.run(engine, inputs(ids, valid), Keeping.RECOMPUTED)) {
            assertInstanceOf(RecomputedMap.class, recomputed.map(site()));
            assertArrayEquals(kept.map(site()).head(0), recomputed.map(site()).head(0), SAME);
            assertArrayEquals(kept.tensor("logits").toArray(), recomputed.tensor("logits").toArray(), SAME);
        }
    }

    @Test
    void whatFillsUpABatchChangesNothing() {
        try (Trainer trainer = new DjlTrainer(network.network(), 1, Map.of())) {
            float[] together = trainer.logits(Map.of(
                    "input_ids", InputTensor.of(new long[] {3, 4, 5, 6, 7, 0, 0, 0, 9, 8, 0, 0}, 3, 4),
                    "attention_mask", InputTensor.of(new long[] {1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0}, 3, 4))).toArray();
            for (int row = 0; row < 3; row++) {
                long[] ids = new long[][] {{3, 4, 5, 6}, {7}, {9, 8}}[row];
                float[] alone = trainer.logits(inputs(ids, IntStream.range(0, ids.length).mapToLong(_ -> 1).toArray())).toArray();
                assertArrayEquals(alone, new float[] {together[2 * row], together[2 * row + 1]}, SAME);
            }
        }
    }

    private static Map<String, InputTensor> inputs(long[] ids, long[] valid) {
        return Map.of("input_ids", InputTensor.row(ids), "attention_mask", InputTensor.row(valid));
    }

    private static AttentionSite site() {
        return new AttentionSite(Stack.DECODER, AttentionSite.Kind.CROSS, 0, 1);
    }

    // ---- the formulas

    /// Both directions side by side.
    private double[][] layer(double[][] x, String name) {
        double[][] forward = direction(x, name);
        double[][] backward = List.of(direction(List.of(x).reversed().toArray(double[][]::new), name + "_reverse"))
                .reversed()
                .toArray(double[][]::new);
        double[][] both = new double[x.length][2 * SIZE];
        for (int at = 0; at < x.length; at++) {
            System.arraycopy(forward[at], 0, both[at], 0, SIZE);
            System.arraycopy(backward[at], 0, both[at], SIZE, SIZE);
        }
        return both;
    }

    private double[][] direction(double[][] x, String name) {
        double[] h = new double[SIZE];
        double[] c = new double[SIZE];
        double[][] states = new double[x.length][];
        for (int at = 0; at < x.length; at++) {
            double[] ofX = PlainMath.linear(new double[][] {x[at]}, weight("ih", name), bias("ih", name))[0];
            double[] ofH = PlainMath.linear(new double[][] {h}, weight("hh", name), bias("hh", name))[0];
            h = new double[SIZE];
            for (int i = 0; i < SIZE; i++) {
                double in = sigmoid(ofX[i] + ofH[i]);
                double forget = sigmoid(ofX[SIZE + i] + ofH[SIZE + i]);
                double candidate = Math.tanh(ofX[2 * SIZE + i] + ofH[2 * SIZE + i]);
                double out = sigmoid(ofX[3 * SIZE + i] + ofH[3 * SIZE + i]);
                c[i] = forget * c[i] + in * candidate;
                h[i] = out * Math.tanh(c[i]);
            }
            states[at] = h;
        }
        return states;
    }

    private float[] weight(String kind, String name) {
        return network.weight("lstm.weight_" + kind + name);
    }

    private float[] bias(String kind, String name) {
        return network.weight("lstm.bias_" + kind + name);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private double[] weights(double[][] states) {
        double[][] keys = PlainMath.linear(states, network.weight("attention.dense.weight"), network.weight("attention.dense.bias"));
        double[] weights = new double[states.length];
        double sum = 0;
        for (int at = 0; at < states.length; at++) {
            double score = 0;
            for (int i = 0; i < SCORED; i++) {
                score += network.weight("attention.score.weight")[i] * Math.tanh(keys[at][i]);
            }
            sum += weights[at] = Math.exp(score);
        }
        for (int at = 0; at < states.length; at++) {
            weights[at] /= sum;
        }
        return weights;
    }

    private static double[][] column(double[] numbers) {
        return IntStream.range(0, numbers.length).mapToObj(i -> new double[] {numbers[i]}).toArray(double[][]::new);
    }

    /// Rows at their places, 0 elsewhere.
    private static float[] placed(double[][] rows, int[] places, int length) {
        float[] all = new float[length * rows[0].length];
        for (int at = 0; at < rows.length; at++) {
            for (int i = 0; i < rows[at].length; i++) {
                all[places[at] * rows[at].length + i] = (float) rows[at][i];
            }
        }
        return all;
    }
}
