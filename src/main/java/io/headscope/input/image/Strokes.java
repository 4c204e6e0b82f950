package io.headscope.input.image;

import io.headscope.attention.RgbImage;
import java.util.List;

/// What someone drew with a pen: lines from point to point, on a sheet from 0 to 1 across and down. Made a small picture of
/// just as the digits of MNIST were (LeCun et al., 1998): fitted into a box of 20 of 28 pixels with its proportions kept,
/// then moved until its centre of mass is the middle; white on black.
///
/// @param lines each drawn without lifting the pen; one point is a dot
public record Strokes(List<List<Spot>> lines) {

    /// A place of the pen.
    ///
    /// @param x from 0, left, to 1
    /// @param y from 0, top, to 1
    public record Spot(double x, double y) {}

    private static final double BOX = 20.0 / 28;
    private static final double PEN = 2.3 / 28;

    public Strokes {
        lines = lines.stream().filter(line -> !line.isEmpty()).map(List::copyOf).toList();
    }

    public boolean isEmpty() {
        return lines.isEmpty();
    }

    /// @param side of the picture, in pixels
    public RgbImage picture(int side) {
        if (isEmpty()) {
            return image(new double[side * side], side);
        }
        double left = extreme(true, false);
        double right = extreme(true, true);
        double top = extreme(false, false);
        double bottom = extreme(false, true);
        // The box holds the pen's width too. A dot keeps its size.
        double longest = Math.max(right - left, bottom - top);
        double scale = longest < 1e-6 ? 1 : (BOX - PEN) * side / longest;
        Placing boxed = new Placing(scale, side / 2.0 - scale * (left + right) / 2, side / 2.0 - scale * (top + bottom) / 2);
        double[] ink = ink(boxed, side);
        double mass = 0;
        double across = 0;
        double down = 0;
        for (int i = 0; i < ink.length; i++) {
            mass += ink[i];
            across += ink[i] * (i % side + 0.5);
            down += ink[i] * (i / side + 0.5);
        }
        Placing centred = new Placing(scale, boxed.right + side / 2.0 - across / mass, boxed.down + side / 2.0 - down / mass);
        return image(ink(centred, side), side);
    }

    private double extreme(boolean across, boolean most) {
        var places = lines.stream().flatMap(List::stream).mapToDouble(spot -> across ? spot.x : spot.y);
        return (most ? places.max() : places.min()).orElseThrow();
    }

    /// From the sheet to pixels.
    private record Placing(double scale, double right, double down) {
        Spot of(Spot spot) {
            return new Spot(scale * spot.x + right, scale * spot.y + down);
        }
    }

    /// How much of each pixel is covered, from 0 to 1; the pen's edge is one pixel soft.
    private double[] ink(Placing placing, int side) {
        double[] ink = new double[side * side];
        double half = PEN * side / 2;
        for (List<Spot> line : lines) {
            for (int i = 0; i < Math.max(1, line.size() - 1); i++) {
                Spot from = placing.of(line.get(i));
                Spot to = placing.of(line.get(Math.min(i + 1, line.size() - 1)));
                for (int at = 0; at < ink.length; at++) {
                    double cover = half + 0.5 - distance(at % side + 0.5, at / side + 0.5, from, to);
                    ink[at] = Math.max(ink[at], Math.clamp(cover, 0, 1));
                }
            }
        }
        return ink;
    }

    private static double distance(double x, double y, Spot from, Spot to) {
        double dx = to.x - from.x;
        double dy = to.y - from.y;
        double length = dx * dx + dy * dy;
        double along = length == 0 ? 0 : Math.clamp(((x - from.x) * dx + (y - from.y) * dy) / length, 0, 1);
        return Math.hypot(x - from.x - along * dx, y - from.y - along * dy);
    }

    private static RgbImage image(double[] ink, int side) {
        byte[] rgb = new byte[side * side * RgbImage.CHANNELS];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) Math.round(255 * ink[i / RgbImage.CHANNELS]);
        }
        return new RgbImage(side, side, rgb);
    }
}
