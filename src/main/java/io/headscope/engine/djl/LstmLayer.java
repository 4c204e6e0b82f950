package io.headscope.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import io.headscope.model.Op;
import io.headscope.model.Step;
import java.util.List;
import java.util.stream.IntStream;

/// One direction of an LSTM on PyTorch, which reads every row from its first column to its last: so the valid positions are
/// put first, in the order in which they are read, and put back afterwards.
final class LstmLayer {

    private final Op.Lstm lstm;
    private final boolean allValid;
    private final Interpreter.Run run;

    LstmLayer(Op.Lstm lstm, Step step, Interpreter.Run run) {
        this.lstm = lstm;
        this.allValid = run.allOnes().test(step.operands().get(1));
        this.run = run;
    }

    /// @param operands x [B, T, in], valid [B, T], both matrices and both biases
    /// @return         [B, T, size]
    NDArray compute(List<NDArray> operands) {
        NDArray x = operands.get(0);
        if (allValid && !lstm.backward()) {
            return read(x, operands.subList(2, 6));
        }
        NDArray valid = operands.get(1);
        int[] reading = reading(valid.toLongArray(), (int) x.getShape().get(1));
        int[] places = new int[reading.length];
        IntStream.range(0, reading.length).forEach(i -> places[reading[i]] = i);
        NDArray states = rows(read(rows(x, reading), operands.subList(2, 6)), places);
        return allValid ? states : states.mul(valid.toType(DataType.FLOAT32, false).expandDims(2));
    }

    /// In which order the positions of all rows are read, as numbers of all rows' positions one after the other.   [B · T]
    private int[] reading(long[] valid, int length) {
        int[] order = new int[valid.length];
        for (int start = 0; start < valid.length; start += length) {
            int next = start;
            int behind = start + length;
            for (int i = 0; i < length; i++) {
                int at = start + (lstm.backward() ? length - 1 - i : i);
                if (valid[at] != 0) {
                    order[next++] = at;
                } else {
                    order[--behind] = at;
                }
            }
        }
        return order;
    }

    /// Other positions of x in the places of its own.
    private NDArray rows(NDArray x, int[] from) {
        NDArray table = x.reshape(-1, x.getShape().get(2));
        NDArray order = run.manager().create(from);
        // What was made of Java's memory is read once more on the way back: it must not go with this step.
        NDScope.unregister(order);
        NDArray numbers = order.toType(DataType.INT64, false);
        return table.getNDArrayInternal().embedding(numbers, table, SparseFormat.DENSE).singletonOrThrow().reshape(x.getShape());
    }

    private NDArray read(NDArray x, List<NDArray> weights) {
        Shape shape = new Shape(1, x.getShape().get(0), weights.get(1).getShape().get(1));
        NDManager manager = x.getManager();
        NDList nothingYet = new NDList(manager.zeros(shape), manager.zeros(shape));
        return x.getNDArrayInternal()
                .lstm(x, nothingYet, new NDList(weights), true, 1, 0, run.training(), false, true)
                .getFirst();
    }
}
