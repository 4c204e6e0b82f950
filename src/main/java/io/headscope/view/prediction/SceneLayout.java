package io.headscope.view.prediction;

import io.headscope.attention.Layout;
import io.headscope.attention.Source;
import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Outline;
import io.headscope.drawing.Point;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.view.Backdrop;
import io.headscope.view.TextSize;
import java.awt.geom.Path2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Lays a picture out with what was found in it.
final class SceneLayout {

    private static final double TALLEST = 1.5;
    private static final double VEIL = 0.6;
    private static final double OUTLINE = 2;
    private static final double LABEL = 16;
    /// Cells along one axis; finer than this, nobody sees them in a panel.
    private static final int FINEST = 128;

    private SceneLayout() {}

    /// @return where it ends
    static double draw(Sheet sheet, Scene scene, double x, double top, double width) {
        Source.Picture picture = scene.picture();
        double aspect = picture == null ? scene.aspect() : picture.image().height() / (double) picture.image().width();
        double height = Math.min(width * aspect, width * TALLEST);
        Box plane = new Box(x + (width - height / aspect) / 2, top, height / aspect, height);
        sheet.add(picture == null
                ? new Mark.Area(plane, Role.RULE, 0.3, 0)
                : new Mark.Photo(plane, new Backdrop().of(picture, true)));
        List<Mark> marks = new ArrayList<>();
        Scene.Places places = scene.places();
        if (places != null) {
            cover(marks, places, scene, plane);
        }
        scene.found().forEach(found -> marks.add(new Mark.Frame(place(scene, plane, found.area()), found.role(), OUTLINE, 0)));
        sheet.add(new Mark.Clipped(plane, marks));
        scene.found().forEach(found -> name(sheet, found, place(scene, plane, found.area()), plane));
        return plane.bottom();
    }

    private static Box place(Scene scene, Box plane, Layout.Area area) {
        Layout.Area whole = scene.picture() == null ? area : scene.picture().inImage(area);
        return new Box(
                plane.x() + whole.x() * plane.width(),
                plane.y() + whole.y() * plane.height(),
                whole.width() * plane.width(),
                whole.height() * plane.height());
    }

    /// One form for all cells of a colour: rectangles beside each other, each painted for itself, would let the picture
    /// through at their seams, for these lie between pixels.
    private static void cover(List<Mark> marks, Scene.Places places, Scene scene, Box plane) {
        int rows = Math.min(FINEST, places.rows());
        int columns = Math.min(FINEST, places.columns());
        SequencedMap<Role, Path2D> forms = new LinkedHashMap<>();
        for (int row = 0; row < rows; row++) {
            int start = 0;
            for (int column = 1; column <= columns; column++) {
                Role role = role(places, row, rows, start, columns);
                if (column == columns || role(places, row, rows, column, columns) != role) {
                    if (role != Role.PAGE) {
                        Path2D form = forms.computeIfAbsent(role, _ -> new Path2D.Double(Path2D.WIND_NON_ZERO));
                        Point from = corner(scene, plane, start / (double) columns, row / (double) rows);
                        Point to = corner(scene, plane, column / (double) columns, (row + 1) / (double) rows);
                        addRectangle(form, from, to);
                    }
                    start = column;
                }
            }
        }
        forms.forEach((role, form) -> marks.add(new Mark.Filled(Outline.of(form), role, VEIL)));
    }

    private static Point corner(Scene scene, Box plane, double x, double y) {
        Box place = place(scene, plane, new Layout.Area(x, y, 0, 0));
        return new Point(place.x(), place.y());
    }

    private static void addRectangle(Path2D form, Point from, Point to) {
        form.moveTo(from.x(), from.y());
        form.lineTo(to.x(), from.y());
        form.lineTo(to.x(), to.y());
        form.lineTo(from.x(), to.y());
        form.closePath();
    }

    private static Role role(Scene.Places places, int row, int rows, int column, int columns) {
        return places.role((int) ((long) row * places.rows() / rows), (int) ((long) column * places.columns() / columns));
    }

    /// Its name in the upper left corner, kept within the picture.
    private static void name(Sheet sheet, Scene.Found found, Box box, Box plane) {
        double width = TextMeasure.bundled().width(found.text(), TextSize.NOTE) + 6;
        double x = Math.clamp(box.x(), plane.x(), Math.max(plane.x(), plane.right() - width));
        double y = Math.clamp(box.y(), plane.y(), Math.max(plane.y(), plane.bottom() - LABEL));
        sheet.add(new Mark.Area(new Box(x, y, Math.min(width, plane.width()), LABEL), Role.PAGE, 0.85, 2));
        String text = TextMeasure.bundled().fit(found.text(), TextSize.NOTE, plane.width() - 6);
        sheet.text(text, x + 3, y + LABEL / 2, TextSize.NOTE, Anchor.START, Role.TEXT);
    }
}
