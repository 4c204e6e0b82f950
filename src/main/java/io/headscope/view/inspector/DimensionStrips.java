package io.headscope.view.inspector;

import io.headscope.analysis.QueryKeyProduct;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.Tint;
import io.headscope.view.TextSize;
import java.util.stream.DoubleStream;

/// Query and key as strips of coloured cells, one a dimension, and their products as bars below: up where the dimension
/// speaks for the pair, down where it speaks against it, in the colours that the strips have above and below 0.
final class DimensionStrips {

    private static final double STRIP = 14;
    private static final double SPACE = 4;
    private static final double BARS = 44;
    private static final double NAME = 34;
    private static final Tint SIGNED = new Tint(Scale.of(Scale.Kind.LINEAR), ColorMap.BLUE_ORANGE);

    private DimensionStrips() {}

    /// @return where they end
    static double draw(Sheet sheet, QueryKeyProduct product, double x, double top, double width) {
        double left = x + NAME;
        double room = width - NAME;
        double y = strip(sheet, "Q", product.query(), x, top, left, room);
        y = strip(sheet, "K", product.key(), x, y, left, room);
        bars(sheet, product.products(), new Box(left, y, room, BARS));
        sheet.text(product.additive() ? "w tanh" : "Q ⊙ K", x, y + BARS / 2, TextSize.TICK, Anchor.START, Role.QUIET_TEXT);
        return y + BARS + SPACE;
    }

    private static double strip(Sheet sheet, String name, double[] vector, double x, double y, double left, double room) {
        double most = largest(vector);
        float[] shares = new float[vector.length];
        for (int i = 0; i < shares.length; i++) {
            // The middle of a diverging map is 0; its ends are the largest number of this vector, for or against.
            shares[i] = (float) (most == 0 ? 0.5 : 0.5 + 0.5 * vector[i] / most);
        }
        sheet.text(name, x, y + STRIP / 2, TextSize.TICK, Anchor.START, Role.QUIET_TEXT);
        sheet.add(new Mark.Raster(new Box(left, y, room, STRIP), new Matrix(1, shares.length, shares), SIGNED));
        return y + STRIP + SPACE;
    }

    private static void bars(Sheet sheet, double[] products, Box place) {
        double most = largest(products);
        double step = place.width() / products.length;
        sheet.rule(place.x(), place.centerY(), place.right(), place.centerY(), Role.RULE, 1);
        for (int i = 0; i < products.length; i++) {
            double height = most == 0 ? 0 : place.height() / 2 * Math.abs(products[i]) / most;
            if (height > 0) {
                double top = products[i] > 0 ? place.centerY() - height : place.centerY();
                Role role = products[i] > 0 ? Role.SERIES_2 : Role.SERIES_1;
                sheet.add(new Mark.Area(new Box(place.x() + i * step, top, Math.max(0.5, step * 0.8), height), role));
            }
        }
    }

    private static double largest(double[] numbers) {
        return DoubleStream.of(numbers).map(Math::abs).max().orElse(0);
    }
}
