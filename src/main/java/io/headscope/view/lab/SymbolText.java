package io.headscope.view.lab;

import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import java.util.ArrayList;
import java.util.List;

/// Symbols as formulas have them: what follows `^` is raised, `W^Q`; a digit that follows a letter is lowered, `W1`.
final class SymbolText {

    private static final double SMALL = 0.72;
    private static final double RAISED = -0.32;
    private static final double LOWERED = 0.24;

    private SymbolText() {}

    /// Letters at one height.
    ///
    /// @param shift downwards, in sizes of the font
    private record Run(String text, double scale, double shift) {}

    static double width(String text, double size) {
        return runs(text).stream().mapToDouble(run -> TextMeasure.bundled().width(run.text(), size * run.scale())).sum();
    }

    /// @param y of the letters' middle
    static void draw(Sheet sheet, String text, double x, double y, double size, Role role) {
        double at = x;
        for (Run run : runs(text)) {
            sheet.text(run.text(), at, y + run.shift() * size, size * run.scale(), Anchor.START, role);
            at += TextMeasure.bundled().width(run.text(), size * run.scale());
        }
    }

    private static List<Run> runs(String text) {
        List<Run> runs = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            boolean raised = text.charAt(i) == '^';
            boolean lowered = i > 0 && Character.isDigit(text.charAt(i)) && Character.isLetter(text.charAt(i - 1)) && i >= start;
            if (raised || lowered) {
                int from = raised ? i + 1 : i;
                int end = from;
                while (end < text.length() && (raised ? Character.isLetterOrDigit(text.charAt(end)) : Character.isDigit(text.charAt(end)))) {
                    end++;
                }
                level(runs, text.substring(start, i));
                runs.add(new Run(text.substring(from, end), SMALL, raised ? RAISED : LOWERED));
                start = end;
                i = end - 1;
            }
        }
        level(runs, text.substring(start));
        return runs;
    }

    private static void level(List<Run> runs, String text) {
        if (!text.isEmpty()) {
            runs.add(new Run(text, 1, 0));
        }
    }
}
