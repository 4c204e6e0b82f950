package io.headscope.engine.onnx.sites;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where an axis of one tensor is in another that was made of it by moving numbers only.
final class Axes {

    /// There is no such axis.
    static final int NONE = -1;

    private Axes() {}

    /// An axis counted from the first.
    static int of(long axis, int rank) {
        return (int) (axis < 0 ? rank + axis : axis);
    }

    /// Under broadcasting, axes are aligned at the last.
    static int aligned(int axis, int fromRank, int toRank) {
        int to = toRank - fromRank + axis;
        return to >= 0 && to < toRank ? to : NONE;
    }

    /// Where axis `axis` of a tensor of shape `from` is after it was reshaped to `to`. Shapes may be known in part:
    /// then axes are aligned on the side where nothing contradicts it, the last first, as heads are split off and folded
    /// into what stands before.
    static int reshaped(int axis, long @Nullable [] from, long @Nullable [] to) {
        if (from == null || to == null) {
            return NONE;
        }
        if (known(from) && known(to)) {
            return exact(axis, from, to);
        }
        int fromLast = from.length - 1 - axis;
        boolean right = fromLast < to.length && agree(from, axis, to, to.length - 1 - fromLast, from.length - axis);
        boolean left = axis < to.length && agree(from, 0, to, 0, axis + 1);
        if (right && left && from.length != to.length) {
            // Splitting the last axis keeps those before it in their places; folding the first keeps those behind.
            return splitsLast(from, to) ? axis : to.length - 1 - fromLast;
        }
        return right ? to.length - 1 - fromLast : left ? axis : NONE;
    }

    /// Which axes of `from` the numbers along axis `axis` of `to` may have come from, after a tensor of shape `from` was
    /// reshaped to `to`: as few as the known lengths allow.
    ///
    /// @return the first, and the one behind the last
    static int[] span(int axis, long[] to, long[] from) {
        int end = to.length;
        int fromEnd = from.length;
        int start = 0;
        int fromStart = 0;
        while (start < end) {
            int[] group = group(to, from, start, fromStart, 1);
            if (group == null) {
                break;
            }
            if (axis < group[0]) {
                return new int[] {fromStart, group[1]};
            }
            start = group[0];
            fromStart = group[1];
        }
        while (end > start) {
            int[] group = group(to, from, end - 1, fromEnd - 1, -1);
            if (group == null || group[0] + 1 < start || group[1] + 1 < fromStart) {
                break;
            }
            if (axis > group[0]) {
                return new int[] {group[1] + 1, fromEnd};
            }
            end = group[0] + 1;
            fromEnd = group[1] + 1;
        }
        return new int[] {fromStart, fromEnd};
    }

    /// The axes, from `at` and `fromAt` on, that hold as many numbers as each other; where they end. Nothing where lengths
    /// that are not known stand between.
    private static int @Nullable [] group(long[] to, long[] from, int at, int fromAt, int step) {
        int i = at;
        int j = fromAt;
        if (i < 0 || j < 0 || i >= to.length || j >= from.length) {
            return null;
        }
        if (to[i] == from[j]) {
            return new int[] {i + step, j + step};
        }
        long one = 1;
        long other = 1;
        do {
            boolean first = one <= other && i >= 0 && i < to.length;
            int next = first ? i : j;
            long length = next < 0 || next >= (first ? to : from).length ? Tensor.UNKNOWN : (first ? to : from)[next];
            if (length < 0) {
                return null;
            }
            one *= first ? length : 1;
            other *= first ? 1 : length;
            i += first ? step : 0;
            j += first ? 0 : step;
        } while (one != other || j == fromAt);
        return new int[] {i, j};
    }

    private static boolean splitsLast(long[] from, long[] to) {
        long a = from[from.length - 1];
        long b = to[to.length - 1];
        return a != Tensor.UNKNOWN && b != Tensor.UNKNOWN ? a != b : to.length > from.length && b != Tensor.UNKNOWN;
    }

    private static boolean known(long[] shape) {
        return Arrays.stream(shape).allMatch(length -> length >= 0);
    }

    private static boolean agree(long[] from, int fromStart, long[] to, int toStart, int count) {
        for (int i = 0; i < count; i++) {
            long a = from[fromStart + i];
            long b = to[toStart + i];
            if (a != Tensor.UNKNOWN && b != Tensor.UNKNOWN && a != b) {
                return false;
            }
        }
        return true;
    }

    /// With all lengths known, an axis is where as many numbers stand before and behind it.
    private static int exact(int axis, long[] from, long[] to) {
        long before = product(from, 0, axis);
        for (int i = 0; i < to.length; i++) {
            if (to[i] == from[axis] && product(to, 0, i) == before) {
                return i;
            }
        }
        return NONE;
    }

    private static long product(long[] shape, int start, int end) {
        return Arrays.stream(shape, start, end).reduce(1, (one, other) -> one * other);
    }
}
