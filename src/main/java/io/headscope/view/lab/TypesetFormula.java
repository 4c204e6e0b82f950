package io.headscope.view.lab;

import io.headscope.drawing.Mark;
import io.headscope.drawing.MarkGraphics;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.scilab.forge.jlatexmath.TeXConstants;
import org.scilab.forge.jlatexmath.TeXFormula;
import org.scilab.forge.jlatexmath.TeXIcon;

/// A formula set in type by JLaTeXMath, as outlines: the same on the screen, in SVG and in PNG.
///
/// @param marks  its letters and bars, the upper left corner at the origin
/// @param height from top to bottom
record TypesetFormula(List<Mark> marks, double width, double height) {

    private static final Color LIT = new Color(0xb03000);
    private static final Color INK = Color.BLACK;
    private static final String TERM = "\\term{";
    private static final int REMEMBERED = 64;

    private static final Map<String, TypesetFormula> SET = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TypesetFormula> eldest) {
            return size() > REMEMBERED;
        }
    };

    TypesetFormula {
        marks = List.copyOf(marks);
    }

    /// @param formula TeX with terms marked by their keys: `\term{scores}{QK^\top}`
    /// @param lit     the key of the term to be lit, or none
    /// @param size    of its letters
    static TypesetFormula of(String formula, @Nullable String lit, double size) {
        return set(tex(formula, key -> key.equals(lit) ? "\\textcolor{#b03000}" : ""), size);
    }

    /// Plain TeX: every marked term is put into what `command` says for its key.
    static String tex(String formula, UnaryOperator<String> command) {
        int at = formula.indexOf(TERM);
        if (at < 0) {
            return formula;
        }
        int keyEnd = formula.indexOf('}', at);
        int bodyEnd = closing(formula, keyEnd + 1);
        String key = formula.substring(at + TERM.length(), keyEnd);
        String body = formula.substring(keyEnd + 2, bodyEnd);
        return formula.substring(0, at)
                + command.apply(key) + "{" + tex(body, command) + "}"
                + tex(formula.substring(bodyEnd + 1), command);
    }

    private static int closing(String formula, int open) {
        int depth = 0;
        for (int i = open; i < formula.length(); i++) {
            depth += formula.charAt(i) == '{' ? 1 : formula.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("a term of " + formula + " does not end");
    }

    // The library keeps its fonts and its macros for all: one formula at a time.
    private static synchronized TypesetFormula set(String tex, double size) {
        return SET.computeIfAbsent(size + " " + tex, _ -> {
            TeXIcon icon = new TeXFormula(tex).createTeXIcon(TeXConstants.STYLE_DISPLAY, (float) size);
            icon.setForeground(INK);
            Sheet sheet = new Sheet();
            MarkGraphics graphics = new MarkGraphics(sheet, Map.of(LIT, Role.LOCKED, INK, Role.TEXT), true);
            icon.paintIcon(null, graphics, 0, 0);
            graphics.dispose();
            return new TypesetFormula(sheet.marks(), icon.getTrueIconWidth(), icon.getTrueIconHeight());
        });
    }
}
