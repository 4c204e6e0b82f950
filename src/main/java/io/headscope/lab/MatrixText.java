package io.headscope.lab;

import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Matrices as lines of text: what comes out of a spreadsheet or a CSV file, and what goes into one.
public final class MatrixText {

    private static final Pattern SPACES = Pattern.compile("[ \\u00a0]+");

    private MatrixText() {}

    /// Reads rows of numbers. They are separated by tabs, or else semicolons, or else commas, or else spaces; where it is
    /// not the comma that separates them, it may stand for the decimal point.
    ///
    /// @param name of the matrix, for what is said when it cannot be read
    /// @throws ProblemException if it is not rows of numbers, all of one length, or too large for the lab
    public static DoubleMatrix read(String name, String text) {
        checkSize(name, text);
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            throw new ProblemException(Problem.LAB_NOTHING_PASTED, name);
        }
        char separator = separator(text);
        List<String[]> rows = lines.stream().map(line -> cells(line, separator)).toList();
        MatrixBounds.check(name, rows.size(), rows.getFirst().length);
        for (int row = 0; row < rows.size(); row++) {
            int cells = rows.get(row).length;
            if (cells != rows.getFirst().length) {
                throw new ProblemException(Problem.LAB_RAGGED, name, row + 1, cells, rows.getFirst().length);
            }
        }
        return DoubleMatrix.filled(rows.size(), rows.getFirst().length, (row, column) ->
                number(name, row, column, decimal(rows.get(row)[column], separator)));
    }

    /// Whoever pastes a hundred million cells is told so before they are taken apart.
    private static void checkSize(String name, String text) {
        long rows = text.lines().limit(Integer.MAX_VALUE).filter(line -> !line.isBlank()).count();
        String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        long columns = cells(first, separator(first)).length;
        MatrixBounds.check(name, rows, columns);
    }

    /// The number in a cell.
    ///
    /// @param row    from 0
    /// @param column from 0
    /// @throws ProblemException if it is empty, no number, or not finite
    public static double number(String name, int row, int column, String cell) {
        String text = cell.strip().replace('−', '-');
        if (text.isEmpty()) {
            throw wrong(name, row, column, Phrase.of("lab.reason.cell-empty"));
        }
        double number;
        try {
            number = Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            boolean infinite = text.matches("[+-]?(∞|inf)");
            throw wrong(name, row, column, infinite ? Phrase.of("lab.reason.cell-infinite") : Phrase.of("lab.reason.cell-text", shortened(cell)));
        }
        // Java reads 1d and 0x1p3 as numbers; people who type that mean something else.
        if (!text.matches("[+-]?[0-9.eE+-]+")) {
            boolean infinite = Double.isInfinite(number);
            throw wrong(name, row, column, infinite ? Phrase.of("lab.reason.cell-infinite") : Phrase.of("lab.reason.cell-text", shortened(cell)));
        }
        if (!Double.isFinite(number)) {
            throw wrong(name, row, column, Phrase.of("lab.reason.cell-infinite"));
        }
        return number;
    }

    private static ProblemException wrong(String name, int row, int column, Phrase why) {
        return new ProblemException(Problem.LAB_CELL, name, row + 1, column + 1, why);
    }

    private static String shortened(String cell) {
        return cell.length() > 20 ? cell.substring(0, 20) + "…" : cell;
    }

    private static char separator(String text) {
        return text.indexOf('\t') >= 0 ? '\t' : text.indexOf(';') >= 0 ? ';' : text.indexOf(',') >= 0 ? ',' : ' ';
    }

    private static String[] cells(String line, char separator) {
        return separator == ' ' ? SPACES.split(line.strip()) : line.split(Pattern.quote(String.valueOf(separator)), -1);
    }

    private static String decimal(String cell, char separator) {
        String bare = cell.strip().replaceAll("^\"(.*)\"$", "$1");
        return separator == ',' ? bare : bare.replace(',', '.');
    }

    /// As CSV, every digit kept.
    public static String write(DoubleMatrix matrix) {
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < matrix.rows(); row++) {
            double[] numbers = Arrays.copyOfRange(matrix.values(), row * matrix.columns(), (row + 1) * matrix.columns());
            text.append(Arrays.stream(numbers).mapToObj(MatrixText::write).collect(Collectors.joining(","))).append('\n');
        }
        return text.toString();
    }

    /// A number as it can be typed in again.
    public static String write(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15 ? Long.toString((long) number) : Double.toString(number);
    }
}
