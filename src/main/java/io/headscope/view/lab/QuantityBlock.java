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
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.NumberText;
import io.headscope.lab.Quantity;
import io.headscope.view.TextSize;
import java.util.Arrays;
import java.util.Set;

/// One matrix with its name, its shape, its labels and its numbers.
///
/// @param origin     its upper left corner
/// @param cellWidth  of a cell
/// @param cellHeight of a cell
/// @param rowLabels  the room for labels at the left
record QuantityBlock(
        Quantity quantity, String title, ColorMap colorMap, double x, double y, double cellWidth, double cellHeight, double rowLabels) {

    private static final double HEADING = 22;
    private static final double COLUMN_LABELS = 16;
    private static final double LARGEST_CELL = 48;
    private static final double CELL_HEIGHT = 24;
    private static final double LEAST_CELL = 3;
    private static final double NUMBERS_FROM = 32;
    private static final double MOST_LABEL = 90;
    private static final double GAP = 5;
    private static final int DIGITS = 3;

    /// What holds shares or gates, from 0 to 1; all else may be of any sign and size.
    private static final Set<String> SHARES =
            Set.of("weights", "bare-weights", "implied-weights", "chosen", "gates");

    /// As large as it can be in a width.
    ///
    /// @param numbers whether every cell shows its number, even where that takes more than the width
    static QuantityBlock fitted(Quantity quantity, String title, ColorMap map, double width, boolean numbers) {
        double labels = labelWidth(quantity.rows());
        int columns = quantity.value().columns();
        double cell = Math.clamp((width - labels) / columns, numbers ? NUMBERS_FROM : LEAST_CELL, LARGEST_CELL);
        double height = cell >= NUMBERS_FROM ? CELL_HEIGHT : Math.min(CELL_HEIGHT, Math.max(cell, 120.0 / quantity.value().rows()));
        return new QuantityBlock(quantity, title, map, 0, 0, cell, Math.min(height, CELL_HEIGHT), labels);
    }

    QuantityBlock at(double newX, double newY) {
        return new QuantityBlock(quantity, title, colorMap, newX, newY, cellWidth, cellHeight, rowLabels);
    }

    double width() {
        return Math.max(rowLabels + cellWidth * quantity.value().columns(), headingWidth());
    }

    double height() {
        return plot().bottom() - y;
    }

    /// Where the cells are.
    Box plot() {
        double top = y + HEADING + (hasLabels(quantity.columns()) ? COLUMN_LABELS : 0);
        DoubleMatrix value = quantity.value();
        return new Box(x + rowLabels, top, cellWidth * value.columns(), cellHeight * value.rows());
    }

    Box cell(int row, int column) {
        Box plot = plot();
        return new Box(plot.x() + column * cellWidth, plot.y() + row * cellHeight, cellWidth, cellHeight);
    }

    void draw(Sheet sheet, boolean current) {
        sheet.text(title, x, y + 8, TextSize.TOKEN, Anchor.START, current ? Role.LOCKED : Role.TEXT);
        double after = x + TextMeasure.bundled().width(title, TextSize.TOKEN) + 8;
        sheet.text(note(), after, y + 8, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
        drawLabels(sheet);
        drawCells(sheet);
        sheet.add(new Mark.Frame(plot(), current ? Role.LOCKED : Role.FRAME, current ? 2 : 0.75, 0));
    }

    /// Its symbol, where its name does not say it already, and its shape.
    private String note() {
        String symbol = quantity.name().symbol();
        return (symbol.equals(title) ? "" : symbol + "  ") + quantity.value().shape();
    }

    private double headingWidth() {
        TextMeasure measure = TextMeasure.bundled();
        return measure.width(title, TextSize.TOKEN) + 8 + measure.width(note(), TextSize.NOTE);
    }

    private void drawLabels(Sheet sheet) {
        Box plot = plot();
        int everyRow = (int) Math.ceil((TextSize.TICK + 1) / cellHeight);
        for (int row = 0; row < quantity.rows().length(); row += everyRow) {
            String label = fitted(quantity.rows().labels().get(row), rowLabels - GAP);
            if (label.isEmpty()) {
                continue;
            }
            sheet.text(label, plot.x() - GAP, cell(row, 0).centerY(), TextSize.TICK, Anchor.END, Role.QUIET_TEXT);
        }
        if (cellWidth >= NUMBERS_FROM / 2 && hasLabels(quantity.columns())) {
            for (int column = 0; column < quantity.columns().length(); column++) {
                String label = fitted(quantity.columns().labels().get(column), cellWidth);
                sheet.text(label, cell(0, column).centerX(), plot.y() - 7, TextSize.TICK, Anchor.MIDDLE, Role.QUIET_TEXT);
            }
        }
    }

    private void drawCells(Sheet sheet) {
        DoubleMatrix value = quantity.value();
        float[] shares = new float[value.values().length];
        double most = largest();
        for (int i = 0; i < shares.length; i++) {
            shares[i] = (float) share(value.values()[i], most);
        }
        sheet.add(new Mark.Raster(plot(), new Matrix(value.rows(), value.columns(), shares), tint()));
        for (int row = 0; row < value.rows(); row++) {
            for (int column = 0; column < value.columns(); column++) {
                drawCell(sheet, cell(row, column), value.at(row, column), most);
            }
        }
    }

    private void drawCell(Sheet sheet, Box box, double number, double most) {
        boolean hidden = Double.isInfinite(number);
        if (hidden) {
            sheet.add(new Mark.Hatch(box, Role.MISSING));
        }
        if (cellWidth >= NUMBERS_FROM) {
            String text = NumberText.of(number, DIGITS);
            double size = TextMeasure.bundled().width(text, TextSize.NOTE) <= cellWidth - 4 ? TextSize.NOTE : TextSize.LEAST_TOKEN;
            sheet.text(text, box.centerX(), box.centerY(), size, Anchor.MIDDLE, hidden ? Role.TEXT : ink(share(number, most)));
        }
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
