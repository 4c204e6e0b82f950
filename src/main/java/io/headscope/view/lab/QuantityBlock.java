package io.headscope.view.lab;

import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Palette;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.drawing.Tint;
import io.headscope.lab.Axis;
import io.headscope.lab.NumberText;
import io.headscope.lab.Quantity;
import io.headscope.view.TextSize;
import io.headscope.view.lab.Panels.Panel;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/// One matrix with its name, its shape, its labels and its numbers.
///
/// @param x      of its upper left corner
/// @param panels where its cells are, below its name
record QuantityBlock(Quantity quantity, String title, ColorMap colorMap, double x, double y, Panels panels) {

    /// The room of a matrix's name above its panels.
    static final double HEADING = 22;
    private static final double COLUMN_LABELS = 16;
    private static final double MOST_LABEL = 90;
    private static final double GAP = 5;
    private static final int DIGITS = 3;

    /// What holds shares or gates, from 0 to 1; all else may be of any sign and size.
    private static final Set<String> SHARES =
            Set.of("weights", "bare-weights", "implied-weights", "chosen", "gates");

    /// As large as it can be in a width.
    ///
    /// @param numbers whether every cell shows its number, however many there are
    static QuantityBlock fitted(Quantity quantity, String title, ColorMap map, double width, boolean numbers) {
        double labels = labelWidth(quantity.rows());
        double above = hasLabels(quantity.columns()) ? COLUMN_LABELS : 0;
        Panels panels = Panels.of(quantity.rows(), quantity.columns(), labels, above, width, numbers);
        if (panels.isFolded() && above == 0) {
            // Which column is which can no longer be counted from the left.
            panels = Panels.of(quantity.rows(), quantity.columns(), labels, COLUMN_LABELS, width, numbers);
        }
        return new QuantityBlock(quantity, title, map, 0, 0, panels);
    }

    QuantityBlock at(double newX, double newY) {
        return new QuantityBlock(quantity, title, colorMap, newX, newY, panels);
    }

    double width() {
        return Math.max(panels.width(), headingWidth());
    }

    double height() {
        return HEADING + panels.height();
    }

    Box cell(int row, int column) {
        return placed(panels.cell(row, column));
    }

    /// The cell at a point of the drawing.
    Optional<Panels.Place> find(double px, double py) {
        return panels.at(px - x, py - y - HEADING);
    }

    private Box placed(Box box) {
        return box.moved(x, y + HEADING);
    }

    void draw(Sheet sheet, boolean current) {
        SymbolText.draw(sheet, title, x, y + 8, TextSize.TOKEN, current ? Role.LOCKED : Role.TEXT);
        double after = x + SymbolText.width(title, TextSize.TOKEN) + 8;
        SymbolText.draw(sheet, note(), after, y + 8, TextSize.NOTE, Role.QUIET_TEXT);
        drawLabels(sheet);
        drawCells(sheet);
        panels.all().forEach(panel -> sheet.add(
                new Mark.Frame(placed(panel.box()), current ? Role.LOCKED : Role.FRAME, current ? 2 : 0.75, 0)));
    }

    /// Its symbol, where its name does not say it already, and its shape.
    private String note() {
        String symbol = quantity.name().symbol();
        return (symbol.equals(title) ? "" : symbol + "  ") + quantity.value().shape();
    }

    private double headingWidth() {
        return SymbolText.width(title, TextSize.TOKEN) + 8 + SymbolText.width(note(), TextSize.NOTE);
    }

    private void drawLabels(Sheet sheet) {
        panels.all().forEach(panel -> {
            drawRowLabels(sheet, panel);
            drawColumnLabels(sheet, panel);
        });
    }

    private void drawRowLabels(Sheet sheet, Panel panel) {
        double right = placed(panel.box()).x() - GAP;
        int every = (int) Math.ceil((TextSize.TICK + 1) / panels.cellHeight());
        for (int row = panel.firstRow(); row < panel.firstRow() + panel.rows(); row += every) {
            String label = fitted(quantity.rows().labels().get(row), panels.rowLabels() - GAP);
            if (!label.isEmpty()) {
                double y = cell(row, panel.firstColumn()).centerY();
                sheet.text(label, right, y, TextSize.TICK, Anchor.END, Role.QUIET_TEXT);
            }
        }
    }

    private void drawColumnLabels(Sheet sheet, Panel panel) {
        boolean isNamed = hasLabels(quantity.columns());
        if (panels.cellWidth() < Panels.NUMBERS_FROM / 2 || !isNamed && !panels.isFolded()) {
            return;
        }
        for (int column = panel.firstColumn(); column < panel.firstColumn() + panel.columns(); column++) {
            String name = isNamed ? quantity.columns().labels().get(column) : Integer.toString(column + 1);
            Box first = cell(panel.firstRow(), column);
            String label = fitted(name, panels.cellWidth() - 2);
            sheet.text(label, first.centerX(), first.y() - 7, TextSize.TICK, Anchor.MIDDLE, Role.QUIET_TEXT);
        }
    }

    private void drawCells(Sheet sheet) {
        double most = largest();
        for (Panel panel : panels.all()) {
            float[] shares = new float[panel.rows() * panel.columns()];
            for (int i = 0; i < shares.length; i++) {
                shares[i] = (float) share(number(panel, i), most);
            }
            sheet.add(new Mark.Raster(placed(panel.box()), new Matrix(panel.rows(), panel.columns(), shares), tint()));
            for (int i = 0; i < shares.length; i++) {
                Box box = cell(panel.firstRow() + i / panel.columns(), panel.firstColumn() + i % panel.columns());
                drawCell(sheet, box, number(panel, i), most);
            }
        }
    }

    private double number(Panel panel, int i) {
        return quantity.value().at(panel.firstRow() + i / panel.columns(), panel.firstColumn() + i % panel.columns());
    }

    private void drawCell(Sheet sheet, Box box, double number, double most) {
        boolean hidden = Double.isInfinite(number);
        if (hidden) {
            sheet.add(new Mark.Hatch(box, Role.MISSING));
        }
        if (panels.showsNumbers()) {
            Written written = written(number);
            sheet.text(written.text(), box.centerX(), box.centerY(), written.size(), Anchor.MIDDLE, hidden ? Role.TEXT : ink(share(number, most)));
        }
    }

    /// A number as it fits into a cell: smaller, and then with fewer digits.
    private record Written(String text, double size) {}

    private Written written(double number) {
        double room = panels.cellWidth() - 3;
        for (int digits = DIGITS; digits > 1; digits--) {
            String text = NumberText.of(number, digits);
            for (double size : new double[] {TextSize.NOTE, TextSize.LEAST_TOKEN}) {
                if (TextMeasure.bundled().width(text, size) <= room) {
                    return new Written(text, size);
                }
            }
        }
        return new Written(NumberText.of(number, 1), TextSize.LEAST_TOKEN);
    }

    private boolean isShares() {
        return SHARES.contains(quantity.name().key());
    }

    private Tint tint() {
        return new Tint(Scale.of(Scale.Kind.LINEAR), isShares() ? colorMap : ColorMap.BLUE_ORANGE);
    }

    /// How far along its colours a number is: shares as they are, all else with 0 in the middle.
    private double share(double number, double most) {
        if (Double.isInfinite(number)) {
            return Double.NaN;
        }
        return isShares() ? number : 0.5 + (most == 0 ? 0 : number / most / 2);
    }

    private double largest() {
        return Arrays.stream(quantity.value().values())
                .filter(Double::isFinite)
                .map(Math::abs)
                .max()
                .orElse(0);
    }

    private Role ink(double share) {
        Rgb ground = tint().color(share);
        double dark = ground.contrast(Palette.LIGHT.color(Role.ON_LIGHT));
        double light = ground.contrast(Palette.LIGHT.color(Role.ON_DARK));
        return light >= dark ? Role.ON_DARK : Role.ON_LIGHT;
    }

    private static boolean hasLabels(Axis axis) {
        return axis.labels().stream().anyMatch(label -> !label.isEmpty());
    }

    private static double labelWidth(Axis axis) {
        double widest = axis.labels().stream()
                .mapToDouble(label -> TextMeasure.bundled().width(label, TextSize.TICK))
                .max()
                .orElse(0);
        return widest == 0 ? 0 : Math.min(MOST_LABEL, widest) + GAP;
    }

    private static String fitted(String label, double width) {
        return label.isEmpty() ? label : TextMeasure.bundled().fit(label, TextSize.TICK, width);
    }
}
