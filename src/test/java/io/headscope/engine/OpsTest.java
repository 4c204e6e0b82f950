package io.headscope.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.engine.djl.DjlEngine;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Engine;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.OpenNetwork;
import io.headscope.model.Ops;
import io.headscope.model.RunRequest;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Single operations on numbers small enough to follow by hand, on every engine.
final class OpsTest {

    /// 1 2 3 / 4 5 6 / 7 8 9.
    private static final float[] SQUARE = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    static Stream<Engine> engines() {
        return Stream.of(new OnnxEngine(), new DjlEngine());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void convolutionSlidesOverTheZerosAroundThePicture(Engine engine) {
        FloatTensor sums = run(engine, SQUARE, List.of(1L, 3L, 3L), (ops, x) -> ops.conv(
                x,
                ops.constant(new float[] {1, 1, 1, 1}, 1, 1, 2, 2),
                ops.constant(new float[] {100}, 1),
                new Op.Conv(List.of(2, 1), List.of(1, 0), 1)));
        assertEquals(List.of(1L, 2L, 2L), sums.shape());
        assertArrayEquals(new float[] {103, 105, 124, 128}, sums.toArray());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void groupsOfChannelsAreConvolvedApart(Engine engine) {
        FloatTensor apart = run(engine, new float[] {1, 2, 3, 10, 20, 30}, List.of(2L, 3L), (ops, x) -> ops.conv(
                x,
                ops.constant(new float[] {1, -1, 2, 0}, 2, 1, 2),
                null,
                new Op.Conv(List.of(1), List.of(0), 2)));
        assertEquals(List.of(2L, 2L), apart.shape());
        assertArrayEquals(new float[] {-1, -1, 20, 40}, apart.toArray());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void theLargestIsNeverBeyondTheEdge(Engine engine) {
        float[] below = {-1, -2, -3, -4, -5, -6, -7, -8, -9};
        FloatTensor largest = run(engine, below, List.of(1L, 3L, 3L), (ops, x) -> ops.maxPool(x, new Op.MaxPool(3, 2, 1)));
        assertEquals(List.of(1L, 2L, 2L), largest.shape());
        assertArrayEquals(new float[] {-1, -2, -4, -5}, largest.toArray());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void channelsAreNormalisedByGivenStatistics(Engine engine) {
        FloatTensor normed = run(engine, new float[] {1, 2, 3, 4}, List.of(2L, 2L), (ops, x) -> ops.batchNorm(
                x,
                ops.constant(new float[] {2, 1}, 2),
                ops.constant(new float[] {0, 10}, 2),
                ops.constant(new float[] {1, 3}, 2),
                ops.constant(new float[] {3, 0}, 2),
                1));
        assertArrayEquals(new float[] {0, 1, 10, 11}, normed.toArray(), 1e-6f);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void positionsArePickedInOrder(Engine engine) {
        FloatTensor picked = run(engine, SQUARE, List.of(3L, 3L), (ops, x) -> ops.pick(x, 2, 2, 0, 0, 1));
        assertArrayEquals(new float[] {3, 1, 1, 2, 6, 4, 4, 5, 9, 7, 7, 8}, picked.toArray());
        FloatTensor rows = run(engine, SQUARE, List.of(3L, 3L), (ops, x) -> ops.pick(x, 1, 2, 1));
        assertArrayEquals(new float[] {7, 8, 9, 4, 5, 6}, rows.toArray());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void valuesStandSideBySide(Engine engine) {
        FloatTensor both = run(engine, new float[] {1, 2}, List.of(1L, 2L), (ops, x) ->
                ops.concat(-1, ops.constant(new float[] {7, 8, 9}, 1, 1, 3), x));
        assertEquals(List.of(1L, 5L), both.shape());
        assertArrayEquals(new float[] {7, 8, 9, 1, 2}, both.toArray());
    }

    @ParameterizedTest
    @MethodSource("engines")
    void productsAndMeans(Engine engine) {
        FloatTensor scaled = run(engine, SQUARE, List.of(3L, 3L), (ops, x) -> ops.mul(x, ops.constant(new float[] {1, 0, -1}, 3)));
        assertArrayEquals(new float[] {1, 0, -3, 4, 0, -6, 7, 0, -9}, scaled.toArray());
        FloatTensor product = run(engine, SQUARE, List.of(3L, 3L), (ops, x) ->
                ops.matMul(x, ops.reshape(ops.mean(x, 1), Dim.BATCH, Dim.of(3), Dim.of(1))));
        assertArrayEquals(new float[] {32, 77, 122}, product.toArray(), 1e-5f);
        FloatTensor means = run(engine, SQUARE, List.of(3L, 3L), (ops, x) -> ops.mean(x, -1));
        assertEquals(List.of(3L), means.shape());
        assertArrayEquals(new float[] {2, 5, 8}, means.toArray(), 1e-6f);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void vectorsOfUnitLength(Engine engine) {
        FloatTensor unit = run(engine, new float[] {3, 4, 0, 0, 5, 12}, List.of(2L, 3L), (ops, x) -> ops.unitLength(x, 2));
        assertArrayEquals(new float[] {0.6f, 0.8f, 0, 0, 5 / 13f, 12 / 13f}, unit.toArray(), 1e-6f);
        FloatTensor columns = run(engine, new float[] {3, 1, 4, 1}, List.of(2L, 2L), (ops, x) -> ops.unitLength(x, 0, 1));
        assertArrayEquals(
                new float[] {0.6f, (float) Math.sqrt(0.5), 0.8f, (float) Math.sqrt(0.5)}, columns.toArray(), 1e-6f);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void exponentials(Engine engine) {
        FloatTensor powers = run(engine, new float[] {0, 1, -1}, List.of(3L), (ops, x) -> ops.activate(Activation.EXP, x));
        assertArrayEquals(new float[] {1, (float) Math.E, (float) (1 / Math.E)}, powers.toArray(), 1e-6f);
    }

    /// Numbers worked out with NumPy.
    @ParameterizedTest
    @MethodSource("engines")
    void longShortTermMemoryReadsFromEitherEnd(Engine engine) {
        assertArrayEquals(
                new float[] {0.44872312f, 0, -0.2858534f, 0.0205667f, 0.31637463f, 0.38926661f},
                remembered(engine, false, 1, 1, 1),
                1e-6f);
        assertArrayEquals(
                new float[] {0.27644038f, 0.21221594f, -0.28178949f, 0.01933025f, 0.51672326f, -0.03496674f},
                remembered(engine, true, 1, 1, 1),
                1e-6f);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void longShortTermMemoryPassesOverWhatIsNotValid(Engine engine) {
        assertArrayEquals(
                new float[] {0.44872312f, 0, 0, 0, 0.6938499f, -0.03275555f}, remembered(engine, false, 1, 0, 1), 1e-6f);
        assertArrayEquals(
                new float[] {0.67312088f, -0.01774338f, 0, 0, 0.51672326f, -0.03496674f},
                remembered(engine, true, 1, 0, 1),
                1e-6f);
        assertArrayEquals(new float[] {0, 0, 0, 0, 0.51672326f, -0.03496674f}, remembered(engine, true, 0, 0, 1), 1e-6f);
    }

    /// The states of a memory of two numbers that reads 1, -2, 3.
    private static float[] remembered(Engine engine, boolean backward, long... valid) {
        Map<String, InputTensor> inputs = Map.of(
                "x", InputTensor.of(new float[] {1, -2, 3}, 1, 3, 1), "valid", InputTensor.of(valid, 1, 3));
        return run(engine, inputs, ops -> ops.lstm(
                        backward,
                        ops.input("x", ElementType.F32, Dim.BATCH, Dim.named("tokens"), Dim.of(1)),
                        ops.input("valid", ElementType.I64, Dim.BATCH, Dim.named("tokens")),
                        ops.constant(new float[] {0.5f, -1, 1, 0.25f, 2, -0.5f, 0, 1}, 8, 1),
                        ops.constant(new float[] {1, 0, 0, 1, 0.5f, -0.5f, 1, 1, -1, 0.5f, 0, 2, 0.25f, 0, -1, -1}, 8, 2),
                        List.of(
                                ops.constant(new float[] {0, 0.1f, -0.2f, 0.3f, 0, 0.5f, 1, -1}, 8),
                                ops.constant(new float[] {0.5f, 0, 0, -0.3f, 0.25f, 0, 0, 0}, 8))))
                .toArray();
    }

    @Test
    void shapesThatDoNotFitAreRefusedWhereTheyAreWritten() {
        Ops ops = new Ops();
        Value picture = ops.input("x", ElementType.F32, Dim.BATCH, Dim.of(3), Dim.of(8), Dim.of(8));
        Value kernel = ops.constant(new float[4], 1, 1, 2, 2);
        assertThrows(IllegalArgumentException.class, () -> ops.conv(picture, kernel, null, new Op.Conv(List.of(1, 1), List.of(0, 0), 1)));
        assertThrows(IllegalArgumentException.class, () -> ops.maxPool(picture, new Op.MaxPool(9, 1, 0)));
        assertThrows(IllegalArgumentException.class, () -> ops.pick(picture, 2, 8));
        assertThrows(IllegalArgumentException.class, () -> ops.concat(1, picture, kernel));
        assertThrows(IllegalArgumentException.class, () -> ops.matMul(picture, kernel));
        assertThrows(IllegalArgumentException.class, () -> ops.constant(new float[3], 2, 2));
    }

    /// @param shape without the batch axis
    private static FloatTensor run(Engine engine, float[] numbers, List<Long> shape, BiFunction<Ops, Value, Value> body) {
        Dim[] dims = Stream.concat(Stream.of(Dim.BATCH), shape.stream().map(Dim::of)).toArray(Dim[]::new);
        long[] given = Stream.concat(Stream.of(1L), shape.stream()).mapToLong(i -> i).toArray();
        return run(
                engine,
                Map.of("x", InputTensor.of(numbers, given)),
                ops -> body.apply(ops, ops.input("x", ElementType.F32, dims)));
    }

    private static FloatTensor run(Engine engine, Map<String, InputTensor> inputs, Function<Ops, Value> body) {
        Ops ops = new Ops();
        ops.output("y", body.apply(ops));
        Network network = new Network(
                "test", "Test", ops.program(), new Answer.None(), List.of(), io.headscope.attention.Layouts.TEXT, "");
        ModelInput input = new ModelInput(inputs, Map.of());
        try (OpenNetwork open = engine.open(network, weight -> {
                    throw new AssertionError(weight);
                });
                Trace trace = open.run(input, RunRequest.of("y"), Cancellation.never())) {
            FloatTensor y = trace.tensor("y");
            return FloatTensor.of(y.toArray(), y.shape().stream().mapToLong(i -> i).toArray());
        }
    }
}
