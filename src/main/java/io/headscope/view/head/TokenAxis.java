package io.headscope.view.head;

import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
import io.headscope.drawing.TextMeasure;
import io.headscope.view.TextSize;
import io.headscope.view.TokenRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The tokens along one axis of a matrix. Measured once: a frame has no time to measure thousands.
final class TokenAxis {

    private static final double WIDEST = 130;
    private static final double AIR = 3;

    /// The room between the middles of two labels that the smallest text needs, and the largest is given.
    private static final double LEAST_LINE = TextSize.LEAST_TOKEN + 0.5;
    private static final double USUAL_LINE = TextSize.TOKEN + AIR;

    /// One label where it stands.
    ///
    /// @param text   shortened where it is long
    /// @param center its middle along the axis, in cells
    /// @param cells  the part of its cells that is seen, in cells
    /// @param size   of its text
    record Placed(TokenRun run, String text, double center, double from, double to, double size) {}

    private final List<TokenRun> runs;
    private final List<String> texts;
    private final double[] widths;
    private final double width;

    private TokenAxis(List<TokenRun> runs) {
        this.runs = runs;
        this.texts = runs.stream().map(run -> TextMeasure.bundled().fit(run.text(), TextSize.TOKEN, WIDEST)).toList();
        this.widths = texts.stream().mapToDouble(text -> TextMeasure.bundled().width(text, TextSize.TOKEN)).toArray();
        this.width = Arrays.stream(widths).max().orElse(0);
    }

    static TokenAxis of(List<Token> tokens) {
        return new TokenAxis(TokenRun.of(tokens));
    }

    /// The width of the widest label.
    double width() {
        return width;
    }

    /// Whether every label fits level over its own cells.
    boolean fitsLevel(double cell) {
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] + 2 * AIR > runs.get(i).cells().length() * cell) {
                return false;
            }
        }
        return true;
    }

    /// The labels that have room: in smaller text where cells are narrow, evenly chosen where even that is too large.
    ///
    /// @param from the first cell seen, fractions allowed
    /// @param to   the end of those seen
    /// @param cell the side of a cell
    List<Placed> placed(double from, double to, double cell) {
        int every = roundStep(LEAST_LINE / cell);
        double size = size(every * cell);
        List<Placed> placed = new ArrayList<>();
        double free = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < runs.size(); i += every) {
            TokenRun run = runs.get(i);
            IndexRange cells = run.cells();
            double start = Math.max(from, cells.start());
            double end = Math.min(to, cells.end());
            double center = (start + end) / 2;
            // A token cut by the edge is named only where its name does not reach beyond.
            boolean whole = from <= cells.start() && to >= cells.end();
            double reach = (size - AIR) / 2;
            boolean room = (center - from) * cell >= reach && (to - center) * cell >= reach;
            if (start < end && (whole || room) && center * cell - size / 2 >= free) {
                placed.add(new Placed(run, texts.get(i), center, start, end, size));
                free = center * cell + size / 2;
            }
        }
        return placed;
    }

    /// The text that lines of a height have room for, in half pixels.
    private static double size(double line) {
        double share = (line - LEAST_LINE) / (USUAL_LINE - LEAST_LINE);
        double size = TextSize.LEAST_TOKEN + share * (TextSize.TOKEN - TextSize.LEAST_TOKEN);
        return Math.floor(2 * Math.clamp(size, TextSize.LEAST_TOKEN, TextSize.TOKEN)) / 2;
    }

    /// The least of 1, 2, 5, 10, 20, 50 … that is not below `least`: the names of every tenth token are easier to follow
    /// than those of every ninth.
    private static int roundStep(double least) {
        int power = 1;
        while (true) {
            for (int digit : new int[] {1, 2, 5}) {
                if (digit * power >= least) {
                    return digit * power;
                }
            }
            power *= 10;
        }
    }
}
