package io.headscope.export;

import io.headscope.drawing.Bitmap;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Ink;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Outline;
import io.headscope.drawing.Point;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import java.util.List;
import java.util.Locale;

/// Drawings as lines of text, one a mark, numbers rounded: what tests compare and people can read in a diff.
public final class DrawingText {

    private DrawingText() {}

    public static String of(Drawing drawing) {
        StringBuilder text = new StringBuilder();
        text.append("drawing ").append(number(drawing.width())).append('×').append(number(drawing.height())).append('\n');
        append(drawing.marks(), "", text);
        return text.toString();
    }

    private static void append(List<Mark> marks, String indent, StringBuilder text) {
        for (Mark mark : marks) {
            text.append(indent).append(line(mark)).append('\n');
            switch (mark) {
                case Mark.Raster raster -> append(raster.matrix(), indent + "  ", text);
                case Mark.Veil veil -> append(veil.matrix(), indent + "  ", text);
                case Mark.Clipped clipped -> append(clipped.marks(), indent + "  ", text);
                case Mark.Area _, Mark.Frame _, Mark.Hatch _, Mark.Rule _, Mark.Link _, Mark.Label _, Mark.ColorBar _, Mark.Photo _,
                        Mark.Filled _, Mark.Traced _ -> {}
            }
        }
    }

    private static String line(Mark mark) {
        return switch (mark) {
            case Mark.Area(Box box, Role role, double opacity, double _) -> line("area", box(box), role(role), number(opacity));
            case Mark.Frame(Box box, Role role, double thickness, double _) -> line("frame", box(box), role(role), number(thickness));
            case Mark.Hatch(Box box, Role role) -> line("hatch", box(box), role(role));
            case Mark.Rule(Point from, Point to, Role role, double thickness) ->
                line("rule", point(from), point(to), role(role), number(thickness));
            case Mark.Link(Point from, Point to, Role role, double thickness, double opacity) ->
                line("link", point(from), point(to), role(role), number(thickness), Numbers.text(opacity, 2));
            case Mark.Label label ->
                line("label", "\"" + label.text() + "\"", point(label.at()), number(label.size()), name(label.anchor()),
                        name(label.turn()), role(label.role()));
            case Mark.Raster raster ->
                line("raster", box(raster.box()), raster.matrix().rows() + "×" + raster.matrix().columns(),
                        raster.tint().scale().kind().id(), Numbers.text(raster.tint().scale().high(), 3), raster.tint().map().id());
            case Mark.Photo(Box box, Bitmap bitmap) ->
                line("photo", box(box), bitmap.width() + "×" + bitmap.height(), Integer.toHexString(bitmap.hashCode()));
            case Mark.Veil veil ->
                line("veil", box(veil.box()), veil.matrix().rows() + "×" + veil.matrix().columns(),
                        veil.tint().scale().kind().id(), Numbers.text(veil.tint().scale().high(), 3), veil.tint().map().id(),
                        Numbers.text(veil.opacity(), 2));
            case Mark.ColorBar bar -> line("colour-bar", box(bar.box()), bar.map().id());
            case Mark.Filled(Outline outline, Ink role, double opacity) ->
                line("filled", box(outline.bounds()), outline.segments() + " segments", role(role), number(opacity));
            case Mark.Traced(Outline outline, Ink ink, double thickness, double dash) ->
                line("traced", box(outline.bounds()), outline.segments() + " segments", role(ink), number(thickness),
                        dash > 0 ? "dashed" : "solid");
            case Mark.Clipped clipped -> line("clipped", box(clipped.box()));
        };
    }

    private static void append(Matrix matrix, String indent, StringBuilder text) {
        for (int row = 0; row < matrix.rows(); row++) {
            text.append(indent);
            for (int column = 0; column < matrix.columns(); column++) {
                float value = matrix.at(row, column);
                text.append(column == 0 ? "" : " ").append(Float.isNaN(value) ? "-" : Numbers.text(value, 3));
            }
            text.append('\n');
        }
    }

    private static String line(String... parts) {
        return String.join(" ", parts);
    }

    private static String box(Box box) {
        return "[" + number(box.x()) + " " + number(box.y()) + " " + number(box.width()) + "×" + number(box.height()) + "]";
    }

    private static String point(Point point) {
        return "(" + number(point.x()) + " " + number(point.y()) + ")";
    }

    private static String role(Ink ink) {
        return switch (ink) {
            case Role role -> name(role);
            case Rgb rgb -> rgb.hex();
        };
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String number(double number) {
        return Numbers.text(number, 1);
    }
}
