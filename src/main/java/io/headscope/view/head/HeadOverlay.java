package io.headscope.view.head;

import io.headscope.attention.IndexRange;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.session.Selection.Cell;
import io.headscope.view.TextSize;
import io.headscope.view.TokenRun;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What lies over a head: row, column and value of what is pointed at, and of what is pinned.
public final class HeadOverlay {

    private static final double PADDING = 6;
    private static final double HEIGHT = 22;
    private static final double OFFSET = 12;

    private HeadOverlay() {}

    /// @param locked  what is pinned
    /// @param focused what is to be read: what is hovered, or else pinned
    public static Drawing draw(HeadPicture picture, @Nullable Cell locked, @Nullable Cell focused) {
        Sheet sheet = new Sheet();
        Drawing under = picture.drawing();
        if (locked != null && !locked.equals(focused)) {
            bands(sheet, picture, locked, Role.LOCKED);
        }
        if (focused != null) {
            bands(sheet, picture, focused, focused.equals(locked) ? Role.LOCKED : Role.HOVERED);
            tag(sheet, picture, focused);
        }
        return sheet.drawing(under.width(), under.height());
    }

    /// What a cell says: `cat → sat  0.123`; for a row or column its token alone.
    public static Optional<String> reading(HeadPicture picture, @Nullable Cell cell) {
        if (cell == null) {
            return Optional.empty();
        }
        OptionalInt row = cell.query() == null ? OptionalInt.empty() : picture.map().row(cell.query());
        OptionalInt column = cell.key() == null ? OptionalInt.empty() : picture.map().column(cell.key());
        if (row.isPresent() && column.isPresent()) {
            return Optional.of(query(picture, row.getAsInt()) + " → " + key(picture, column.getAsInt()) + "  "
                    + number(weight(picture, row.getAsInt(), column.getAsInt())));
        }
        if (row.isPresent() && cell.key() == null) {
            return Optional.of(query(picture, row.getAsInt()) + " →");
        }
        return column.isPresent() && cell.query() == null
                ? Optional.of("→ " + key(picture, column.getAsInt()))
                : Optional.empty();
    }

    /// Four digits that matter, down to where nothing is left to tell.
    static String number(float weight) {
        return weight == 0 ? "0" : weight < 1e-4 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", weight);
    }

    private static float weight(HeadPicture picture, int row, int column) {
        float[] weight = new float[1];
        picture.map().read(
                picture.head().head(), new IndexRange(row, row + 1), new IndexRange(column, column + 1), weight);
        return weight[0];
    }

    private static String query(HeadPicture picture, int row) {
        return TokenRun.text(picture.map().queryTokens().get(row));
    }

    private static String key(HeadPicture picture, int column) {
        return TokenRun.text(picture.map().keyTokens().get(column));
    }

    private static void bands(Sheet sheet, HeadPicture picture, Cell cell, Role role) {
        picture.rowBand(cell.query()).ifPresent(band -> {
            sheet.rule(band.x(), band.y(), band.right(), band.y(), role, 1);
            sheet.rule(band.x(), band.bottom(), band.right(), band.bottom(), role, 1);
            sheet.add(new Mark.Area(new Box(picture.plot().x() - 5, band.y(), 4, Math.max(2, band.height())), role));
        });
        picture.columnBand(cell.key()).ifPresent(band -> {
            sheet.rule(band.x(), band.y(), band.x(), band.bottom(), role, 1);
            sheet.rule(band.right(), band.y(), band.right(), band.bottom(), role, 1);
            sheet.add(new Mark.Area(new Box(band.x(), picture.plot().y() - 5, Math.max(2, band.width()), 4), role));
        });
    }

    private static void tag(Sheet sheet, HeadPicture picture, Cell cell) {
        reading(picture, cell).ifPresent(text -> {
            Optional<Box> row = picture.rowBand(cell.query());
            Optional<Box> column = picture.columnBand(cell.key());
            if (row.isEmpty() && column.isEmpty()) {
                return;
            }
            double right = column.map(Box::right).orElse(picture.plot().x());
            double bottom = row.map(Box::bottom).orElse(picture.plot().y());
            tag(sheet, picture.drawing(), text, right, bottom, column.map(Box::x).orElse(right), row.map(Box::y).orElse(bottom));
        });
    }

    /// Beneath and to the right of the cell, or on its other side where there is no room.
    private static void tag(Sheet sheet, Drawing under, String text, double right, double bottom, double left, double top) {
        double width = TextMeasure.bundled().width(text, TextSize.TOKEN) + 2 * PADDING;
        double x = right + OFFSET + width < under.width() ? right + OFFSET : Math.max(2, left - OFFSET - width);
        double y = bottom + OFFSET + HEIGHT < under.height() ? bottom + OFFSET : Math.max(2, top - OFFSET - HEIGHT);
        Box box = new Box(x, y, width, HEIGHT);
        sheet.add(new Mark.Area(box, Role.SURFACE, 1, 4))
                .add(new Mark.Frame(box, Role.FRAME, 1, 4))
                .text(text, x + PADDING, box.centerY(), TextSize.TOKEN, Anchor.START, Role.TEXT);
    }
}
