package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Works out the few whole numbers that exporters make shapes of: `Shape`, `Gather`, `Concat` and a little arithmetic.
final class SmallNumbers {

    private static final long NONE = Long.MIN_VALUE;
    private static final int FEW = 64;

    private SmallNumbers() {}

    static void infer(Node node, Tensor result) {
        if (node.op().equals("Constant")) {
            constant(node, result);
            return;
        }
        long[] numbers = numbers(node);
        if (numbers != null && numbers.length <= FEW && Arrays.stream(numbers).anyMatch(number -> number != NONE)) {
            result.numbers = numbers;
        }
    }

    private static void constant(Node node, Tensor result) {
        AttributeProto value = node.attribute("value");
        if (value != null) {
            SmallConstant.put(result, value.getT());
        } else if (node.attribute("value_int") != null || node.attribute("value_ints") != null) {
            result.type = 7;
            result.numbers = node.attribute("value_ints") == null
                    ? new long[] {node.whole("value_int", 0)}
                    : node.wholes("value_ints", -1);
        }
    }

    private static long @Nullable [] of(@Nullable Tensor tensor) {
        return tensor == null ? null : tensor.numbers;
    }

    private static long @Nullable [] numbers(Node node) {
        long[] x = of(node.input(0));
        return switch (node.op()) {
            case "Shape" -> lengths(node);
            case "Identity", "Unsqueeze", "Squeeze" -> x;
            case "Cast" -> node.whole("to", 0) == 7 || node.whole("to", 0) == 6 ? x : null;
            case "Gather" -> gathered(x, of(node.input(1)));
            case "Slice" -> sliced(node, x);
            case "Concat" -> concat(node);
            case "Add", "Sub", "Mul", "Div" -> arithmetic(node.op(), x, of(node.input(1)));
            case "Reshape" -> x;
            default -> null;
        };
    }

    private static long @Nullable [] lengths(Node node) {
        Tensor x = node.input(0);
        if (x == null || x.shape == null) {
            return null;
        }
        int rank = x.shape.length;
        int start = Math.clamp(Axes.of(node.whole("start", 0), rank), 0, rank);
        int end = Math.clamp(Axes.of(node.whole("end", rank), rank), start, rank);
        return Arrays.stream(x.shape, start, end).map(length -> length < 0 ? NONE : length).toArray();
    }

    private static long @Nullable [] gathered(long @Nullable [] x, long @Nullable [] at) {
        return x == null || at == null
                ? null
                : Arrays.stream(at).map(i -> i < -x.length || i >= x.length || i == NONE ? NONE : x[Axes.of(i, x.length)]).toArray();
    }

    private static long @Nullable [] sliced(Node node, long @Nullable [] x) {
        long[] starts = node.wholes("starts", 1);
        long[] ends = node.wholes("ends", 2);
        long[] steps = node.wholes("steps", 4);
        if (x == null || starts == null || ends == null || starts.length != 1 || (steps != null && steps[0] != 1)
                || starts[0] == NONE || ends[0] == NONE) {
            return null;
        }
        int from = Math.clamp(starts[0] < 0 ? starts[0] + x.length : starts[0], 0, x.length);
        int to = Math.clamp(ends[0] < 0 ? ends[0] + x.length : ends[0], from, Math.max(from, x.length));
        return Arrays.copyOfRange(x, from, to);
    }

    private static long @Nullable [] concat(Node node) {
        long[] all = new long[0];
        for (Tensor input : node.inputs()) {
            long[] some = of(input);
            if (some == null) {
                long count = input == null || input.rank() != 1 ? Tensor.UNKNOWN : input.length(0);
                if (count < 0 || count > FEW) {
                    return null;
                }
                some = LongNone.of((int) count);
            }
            int at = all.length;
            all = Arrays.copyOf(all, at + some.length);
            System.arraycopy(some, 0, all, at, some.length);
        }
        return all;
    }

    private static long @Nullable [] arithmetic(String op, long @Nullable [] a, long @Nullable [] b) {
        if (a == null || b == null || (a.length != b.length && a.length != 1 && b.length != 1)) {
            return null;
        }
        return IntStream.range(0, Math.max(a.length, b.length))
                .mapToLong(i -> arithmetic(op, a[a.length == 1 ? 0 : i], b[b.length == 1 ? 0 : i]))
                .toArray();
    }

    private static long arithmetic(String op, long a, long b) {
        if (a == NONE || b == NONE) {
            return NONE;
        }
        return switch (op) {
            case "Add" -> a + b;
            case "Sub" -> a - b;
            case "Mul" -> a * b;
            case "Div" -> b == 0 ? NONE : a / b;
            default -> throw new IllegalArgumentException(op);
        };
    }

    /// Numbers of which none is known.
    private static final class LongNone {
        static long[] of(int count) {
            long[] none = new long[count];
            Arrays.fill(none, NONE);
            return none;
        }
    }
}
