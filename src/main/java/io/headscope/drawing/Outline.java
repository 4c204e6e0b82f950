package io.headscope.drawing;

import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.StringTokenizer;

/// The outline of a form, as SVG writes paths: `M L Q C Z` with absolute places, rounded to hundredths. Holes are what the
/// non-zero rule makes of them.
///
/// @param path written by [#of] alone, so that it need not be checked
public record Outline(String path) {

    /// How many numbers follow each kind of segment of a [PathIterator].
    private static final int[] NUMBERS = {2, 2, 4, 6, 0};
    private static final String KINDS = "MLQCZ";

    public static Outline of(Shape shape) {
        return of(shape, new AffineTransform());
    }

    /// @param place moves and scales the shape to where it is drawn
    public static Outline of(Shape shape, AffineTransform place) {
        StringBuilder path = new StringBuilder();
        double[] numbers = new double[6];
        for (PathIterator at = shape.getPathIterator(place); !at.isDone(); at.next()) {
            int kind = at.currentSegment(numbers);
            path.append(path.isEmpty() ? "" : " ").append(KINDS.charAt(kind));
            for (int i = 0; i < NUMBERS[kind]; i++) {
                path.append(' ').append(text(numbers[i]));
            }
        }
        return new Outline(path.toString());
    }

    /// The same form moved and scaled.
    public Outline placed(AffineTransform place) {
        return of(shape(), place);
    }

    /// The form itself.
    public Path2D shape() {
        Path2D shape = new Path2D.Double(Path2D.WIND_NON_ZERO);
        StringTokenizer parts = new StringTokenizer(path);
        while (parts.hasMoreTokens()) {
            int kind = KINDS.indexOf(parts.nextToken());
            double[] n = new double[NUMBERS[kind]];
            for (int i = 0; i < n.length; i++) {
                n[i] = Double.parseDouble(parts.nextToken());
            }
            switch (kind) {
                case PathIterator.SEG_MOVETO -> shape.moveTo(n[0], n[1]);
                case PathIterator.SEG_LINETO -> shape.lineTo(n[0], n[1]);
                case PathIterator.SEG_QUADTO -> shape.quadTo(n[0], n[1], n[2], n[3]);
                case PathIterator.SEG_CUBICTO -> shape.curveTo(n[0], n[1], n[2], n[3], n[4], n[5]);
                default -> shape.closePath();
            }
        }
        return shape;
    }

    /// The rectangle it keeps to.
    public Box bounds() {
        Rectangle2D bounds = shape().getBounds2D();
        return new Box(bounds.getX(), bounds.getY(), bounds.getWidth(), bounds.getHeight());
    }

    /// How many segments it is made of.
    public long segments() {
        return path.chars().filter(c -> KINDS.indexOf(c) >= 0).count();
    }

    private static String text(double number) {
        BigDecimal rounded = BigDecimal.valueOf(number).setScale(2, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
