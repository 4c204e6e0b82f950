package io.headscope.view;

import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.drawing.Tint;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/// The colours of a drawing beside their values.
public final class ColorBar {

    private static final double THICKNESS = 10;
    private static final double TICK = 4;
    private static final double GAP = 4;

    private ColorBar() {}

    /// What it needs to the right of its left edge.
    public static double width(Tint tint) {
        TextMeasure measure = TextMeasure.bundled();
        double labels = tint.scale().ticks().stream()
                .mapToDouble(value -> measure.width(text(value, tint.scale()), TextSize.TICK))
                .max()
                .orElse(0);
        return THICKNESS + TICK + GAP + labels;
    }

    public static void draw(Sheet sheet, Tint tint, double x, double y, double height) {
        Box box = new Box(x, y, THICKNESS, height);
        sheet.add(new Mark.ColorBar(box, tint.map())).add(new Mark.Frame(box, Role.FRAME, 0.5, 0));
        List<Double> ticks = tint.scale().ticks();
        double lowest = Double.POSITIVE_INFINITY;
        for (double value : ticks) {
            double at = box.bottom() - tint.scale().share(value) * height;
            sheet.rule(box.right(), at, box.right() + TICK, at, Role.FRAME, 1);
            // Short bars have no room for every number.
            if (at < lowest - TextSize.TICK) {
                sheet.text(text(value, tint.scale()), box.right() + TICK + GAP, at, TextSize.TICK, Anchor.START, Role.QUIET_TEXT);
                lowest = at;
            }
        }
    }

    private static String text(double value, Scale scale) {
        String number = BigDecimal.valueOf(value).round(new MathContext(2)).stripTrailingZeros().toPlainString();
        // A logarithm cannot reach 0: its lowest colour stands for all that is less, too.
        return scale.kind() == Scale.Kind.LOG && value == scale.floor() ? "≤ " + number : value == 0 ? "0" : number;
    }
}
