package io.headscope.view.lab;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.lab.Expression;
import io.headscope.lab.NumberText;
import io.headscope.lab.Quantity;
import io.headscope.message.Messages;
import io.headscope.message.Phrase;
import io.headscope.session.LabBench.Spot;
import io.headscope.view.TextSize;
import java.util.ArrayList;
import java.util.List;

/// What lies over the lab's table: the cell that is pointed at, the cells it came from, and its sum written out.
final class LabOverlay {

    private static final double PADDING = 7;
    private static final double WIDEST = 520;

    private LabOverlay() {}

    /// @param locked whether the cell is pinned rather than pointed at
    static Drawing draw(LabPicture picture, Spot spot, boolean locked, Messages messages) {
        Sheet sheet = new Sheet();
        Quantity quantity = picture.quantity(spot);
        for (Expression.Cell cell : quantity.origin(spot.row(), spot.column()).cells()) {
            picture.box(cell.of(), cell.row(), cell.column()).ifPresent(box -> sheet
                    .add(new Mark.Area(box, Role.HOVERED, 0.18, 0))
                    .add(new Mark.Frame(box, Role.HOVERED, 1.5, 0)));
        }
        // The term of the formula that the cell belongs to is lit with it.
        picture.formula().term(quantity.name().key()).forEach(sheet::add);
        picture.box(quantity, spot.row(), spot.column()).ifPresent(box -> {
            sheet.add(new Mark.Frame(box, locked ? Role.LOCKED : Role.HOVERED, 3, 0));
            tag(sheet, picture, box, reading(picture, spot, messages), messages);
        });
        return sheet.drawing(picture.drawing().width(), picture.drawing().height());
    }

    /// The sum written out, and what else there is to say.
    static List<String> reading(LabPicture picture, Spot spot, Messages messages) {
        Quantity quantity = picture.quantity(spot);
        String number = NumberText.of(quantity.value().at(spot.row(), spot.column()), 5);
        String name = quantity.name().symbol() + " [" + (spot.row() + 1) + ", " + (spot.column() + 1) + "]";
        String sum = quantity.origin(spot.row(), spot.column()).text();
        List<String> lines = new ArrayList<>();
        lines.add(quantity.isInput() || sum.equals(number) ? name + " = " + number : name + " = " + sum + " = " + number);
        Phrase remark = quantity.remark(spot.row(), spot.column());
        if (remark != null) {
            lines.add(remark.in(messages));
        }
        return lines;
    }

    /// Beneath the cell, or above it where there is no room.
    private static void tag(Sheet sheet, LabPicture picture, Box cell, List<String> reading, Messages messages) {
        double size = TextSize.TOKEN;
        double most = Math.min(WIDEST, picture.drawing().width() - 4 * PADDING);
        List<String> lines = reading.stream()
                .flatMap(text -> Paragraph.lines(text, size, most, messages.language().locale()).stream())
                .toList();
        double width = lines.stream().mapToDouble(line -> TextMeasure.bundled().width(line, size)).max().orElse(0) + 2 * PADDING;
        double line = size + 5;
        double height = lines.size() * line + PADDING;
        double x = Math.clamp(cell.x(), 2, Math.max(2, picture.drawing().width() - width - 2));
        double below = cell.bottom() + 8;
        double y = below + height < picture.drawing().height() ? below : Math.max(2, cell.y() - 8 - height);
        Box box = new Box(x, y, width, height);
        sheet.add(new Mark.Area(box, Role.SURFACE, 1, 4)).add(new Mark.Frame(box, Role.FRAME, 1, 4));
        for (int i = 0; i < lines.size(); i++) {
            sheet.text(lines.get(i), x + PADDING, y + PADDING / 2 + (i + 0.5) * line, size, Anchor.START, Role.TEXT);
        }
    }
}
