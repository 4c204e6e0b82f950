package io.headscope.view.lab;

import io.headscope.drawing.Box;
import io.headscope.lab.Axis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the cells of a matrix lie on the table: in one panel, or folded into several where it would be too wide or too
/// tall to be read, those of more rows beside each other and those of more columns beneath.
///
/// @param rowsEach    how many rows a panel has at most
/// @param columnsEach how many columns
/// @param rowLabels   the room for labels at the left of a panel
/// @param columnLabels the room for labels above a panel
record Panels(
        int rows, int columns, int rowsEach, int columnsEach, double cellWidth, double cellHeight, double rowLabels, double columnLabels) {

    private static final double LARGEST_CELL = 48;
    private static final double CELL_HEIGHT = 24;
    private static final double LEAST_CELL = 3;
    private static final double PANEL_GAP = 16;
    private static final double LINE_GAP = 6;

    /// A column whose numbers can be read.
    static final double NUMBERS_FROM = 32;

    /// A matrix of more cells than these is first of all a picture; its numbers are there when they are asked for.
    private static final int MOST_NUMBERS = 512;

    /// What is taller is folded where there is room beside it.
    private static final int TALL = 12;

    /// A cell of a matrix.
    record Place(int row, int column) {}

    /// Some rows and columns, and where they are, the matrix's upper left corner at the origin.
    record Panel(int firstRow, int rows, int firstColumn, int columns, Box box) {}

    /// As large as it can be in a width.
    ///
    /// @param numbers whether every cell shows its number, however many there are
    static Panels of(Axis rows, Axis columns, double rowLabels, double columnLabels, double width, boolean numbers) {
        double room = Math.max(NUMBERS_FROM, width - rowLabels);
        boolean readable = numbers || (long) rows.length() * columns.length() <= MOST_NUMBERS;
        if (!readable && columns.length() * NUMBERS_FROM > room) {
            double cell = Math.clamp(room / columns.length(), LEAST_CELL, LARGEST_CELL);
            double height = Math.min(CELL_HEIGHT, Math.max(cell, 120.0 / rows.length()));
            return new Panels(rows.length(), columns.length(), rows.length(), columns.length(), cell, height, rowLabels, columnLabels);
        }
        int across = Math.max(1, (int) Math.floor(room / NUMBERS_FROM));
        int lines = Math.ceilDiv(columns.length(), across);
        int columnsEach = Math.ceilDiv(columns.length(), lines);
        double cell = Math.clamp(room / columnsEach, NUMBERS_FROM, LARGEST_CELL);
        int rowsEach = rowsEach(rows, (width + PANEL_GAP) / (rowLabels + columnsEach * cell + PANEL_GAP));
        return new Panels(rows.length(), columns.length(), rowsEach, columnsEach, cell, CELL_HEIGHT, rowLabels, columnLabels);
    }

    /// So few that no panel is tall, as far as there is room for panels; rows that belong together stay together.
    private static int rowsEach(Axis rows, double beside) {
        int group = Math.max(1, rows.group());
        int groups = Math.ceilDiv(rows.length(), group);
        int wanted = Math.ceilDiv(rows.length(), Math.max(group, TALL / group * group));
        int panels = Math.clamp(wanted, 1, Math.max(1, (int) beside));
        return rows.length() <= TALL ? rows.length() : Math.ceilDiv(groups, panels) * group;
    }

    /// Whether the columns stand in several lines.
    boolean isFolded() {
        return columnsEach < columns;
    }

    /// Whether every cell has room for its number.
    boolean showsNumbers() {
        return cellWidth >= NUMBERS_FROM;
    }

    List<Panel> all() {
        List<Panel> panels = new ArrayList<>();
        for (int row = 0; row < rows; row += rowsEach) {
            for (int column = 0; column < columns; column += columnsEach) {
                int high = Math.min(rowsEach, rows - row);
                int wide = Math.min(columnsEach, columns - column);
                Box first = cell(row, column);
                panels.add(new Panel(row, high, column, wide, new Box(first.x(), first.y(), wide * cellWidth, high * cellHeight)));
            }
        }
        return panels;
    }

    Box cell(int row, int column) {
        int across = row / rowsEach;
        int down = column / columnsEach;
        double x = across * (rowLabels + columnsEach * cellWidth + PANEL_GAP) + rowLabels + column % columnsEach * cellWidth;
        double y = down * (columnLabels + rowsEach * cellHeight + LINE_GAP) + columnLabels + row % rowsEach * cellHeight;
        return new Box(x, y, cellWidth, cellHeight);
    }

    Optional<Place> at(double x, double y) {
        return all().stream()
                .filter(panel -> panel.box().contains(x, y))
                .findFirst()
                .map(panel -> new Place(
                        panel.firstRow() + (int) ((y - panel.box().y()) / cellHeight),
                        panel.firstColumn() + (int) ((x - panel.box().x()) / cellWidth)));
    }

    double width() {
        return all().stream().mapToDouble(panel -> panel.box().right()).max().orElse(rowLabels);
    }

    double height() {
        return all().stream().mapToDouble(panel -> panel.box().bottom()).max().orElse(columnLabels);
    }
}
