package io.headscope.lab;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;

/// How large a matrix of the lab may be: small enough to be followed, large enough for the head of a model.
public final class MatrixBounds {

    public static final int ROWS = 64;
    public static final int COLUMNS = 128;

    private MatrixBounds() {}

    /// @throws ProblemException if there are more
    public static void check(String name, long rows, long columns) {
        if (rows > ROWS || columns > COLUMNS) {
            throw new ProblemException(Problem.LAB_TOO_LARGE, name, rows, columns, ROWS, COLUMNS);
        }
    }
}
