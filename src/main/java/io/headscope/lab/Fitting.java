package io.headscope.lab;

import io.headscope.message.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// Finds which inputs have to grow or shrink with one of them, so that all shapes fit again: as few as possible. It is
/// tried out rather than known, and so holds for every mechanism.
public final class Fitting {

    /// More matrices than these are never to be changed at once.
    private static final int MOST = 3;

    /// Some mechanisms take columns in pairs, or one for each head.
    private static final int MOST_AT_ONCE = 4;

    private final LabState now;
    private final int by;

    private Fitting(LabState now, int by) {
        this.now = now;
        this.by = by;
    }

    /// @param others the inputs that were changed besides the one that was meant
    public record Fitted(LabState state, List<String> others) {
        public Fitted {
            others = List.copyOf(others);
        }
    }

    /// With `rows` and `columns` more of an input, zeros all of them, or less; with several times as many where that fits.
    ///
    /// @throws ProblemException if nothing fits it, or it becomes too large
    public static Fitted of(LabState now, String input, int rows, int columns) {
        for (int times = 1; times <= MOST_AT_ONCE; times++) {
            DoubleMatrix matrix = now.input(input);
            boolean isLeft = matrix.rows() + times * rows > 0 && matrix.columns() + times * columns > 0;
            Optional<Fitted> fitted = isLeft ? exactly(now, input, times * rows, times * columns) : Optional.empty();
            if (fitted.isPresent()) {
                return fitted.get();
            }
        }
        return new Fitted(now.with(input, resized(now.input(input), rows, columns)), List.of());
    }

    private static Optional<Fitted> exactly(LabState now, String input, int rows, int columns) {
        SequencedMap<String, DoubleMatrix> inputs = new LinkedHashMap<>(now.inputs());
        DoubleMatrix changed = resized(now.input(input), rows, columns);
        MatrixBounds.check(input, changed.rows(), changed.columns());
        inputs.put(input, changed);
        Fitting fitting = new Fitting(now, rows == 0 ? columns : rows);
        List<String> others = now.inputs().keySet().stream().filter(name -> !name.equals(input)).toList();
        for (int count = 0; count <= Math.min(MOST, others.size()); count++) {
            Optional<Fitted> fitted = fitting.tried(inputs, others, count, new ArrayList<>());
            if (fitted.isPresent()) {
                return fitted;
            }
        }
        return Optional.empty();
    }

    /// With `count` of the others changed, first those that come first.
    private Optional<Fitted> tried(SequencedMap<String, DoubleMatrix> inputs, List<String> others, int count, List<String> chosen) {
        if (count == 0) {
            try {
                return Optional.of(new Fitted(now.with(inputs), chosen));
            } catch (ProblemException unfit) {
                return Optional.empty();
            }
        }
        for (int i = 0; i + count <= others.size(); i++) {
            String name = others.get(i);
            for (int[] more : new int[][] {{by, 0}, {0, by}}) {
                DoubleMatrix matrix = now.input(name);
                if (matrix.rows() + more[0] < 1 || matrix.columns() + more[1] < 1) {
                    continue;
                }
                SequencedMap<String, DoubleMatrix> further = new LinkedHashMap<>(inputs);
                further.put(name, resized(matrix, more[0], more[1]));
                List<String> with = new ArrayList<>(chosen);
                with.add(name);
                Optional<Fitted> fitted = tried(further, others.subList(i + 1, others.size()), count - 1, with);
                if (fitted.isPresent()) {
                    return fitted;
                }
            }
        }
        return Optional.empty();
    }

    private static DoubleMatrix resized(DoubleMatrix matrix, int rows, int columns) {
        return DoubleMatrix.filled(matrix.rows() + rows, matrix.columns() + columns, (row, column) ->
                row < matrix.rows() && column < matrix.columns() ? matrix.at(row, column) : 0);
    }
}
