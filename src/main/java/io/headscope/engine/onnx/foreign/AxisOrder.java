package io.headscope.engine.onnx.foreign;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Copies numbers into another order of their axes, as fast as memory allows: queries and keys of all layers pass here.
final class AxisOrder {

    /// Rows and columns that are turned together: they stay in the processor's nearest cache.
    private static final long TILE = 32;

    private final MemorySegment from;
    private final MemorySegment into;
    private final long[] shape;
    private final int[] order;
    /// How far apart neighbours along each axis of the source stand, in what is read and in what is written.
    private final long[] reading;
    private final long[] writing;

    private AxisOrder(MemorySegment from, long[] shape, List<Integer> order, MemorySegment into) {
        this.from = from;
        this.into = into;
        this.shape = shape;
        this.order = order.stream().mapToInt(Integer::intValue).toArray();
        this.reading = new long[shape.length];
        this.writing = new long[shape.length];
        long read = 1;
        long written = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            reading[axis] = read;
            read *= shape[axis];
            writing[this.order[axis]] = written;
            written *= shape[this.order[axis]];
        }
    }

    /// @param from  numbers of `shape`, row-major
    /// @param order which axis of `shape` stands at each place of what is written
    /// @param into  as many numbers
    static void copy(MemorySegment from, long[] shape, List<Integer> order, MemorySegment into) {
        if (shape.length > 0 && from.byteSize() > 0) {
            new AxisOrder(from, shape, order, into).copy(0, 0, 0);
        }
    }

    /// Everything along the axes from the `place`th of what is written on, but for the last of what is read and of what is written.
    private void copy(int place, long read, long written) {
        int last = shape.length - 1;
        int innermost = order[last];
        if (place == last) {
            if (innermost == last) {
                MemorySegment.copy(from, read * Float.BYTES, into, written * Float.BYTES, shape[last] * Float.BYTES);
            } else {
                turn(read, written, innermost, last);
            }
            return;
        }
        int axis = order[place];
        if (axis == last) {
            copy(place + 1, read, written);
            return;
        }
        for (long i = 0; i < shape[axis]; i++) {
            copy(place + 1, read + i * reading[axis], written + i * writing[axis]);
        }
    }

    /// Two axes change places: neighbours along `across` are read together, those along `along` written.
    private void turn(long read, long written, int along, int across) {
        long rows = shape[across];
        long columns = shape[along];
        for (long row = 0; row < rows; row += TILE) {
            for (long column = 0; column < columns; column += TILE) {
                long lastRow = Math.min(rows, row + TILE);
                long lastColumn = Math.min(columns, column + TILE);
                for (long i = row; i < lastRow; i++) {
                    long source = read + i;
                    long target = written + i * writing[across];
                    for (long j = column; j < lastColumn; j++) {
                        into.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, target + j, from.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, source + j * reading[along]));
                    }
                }
            }
        }
    }
}
