package io.headscope.view.lab;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.MatrixText;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import org.controlsfx.control.spreadsheet.Grid;
import org.controlsfx.control.spreadsheet.GridBase;
import org.controlsfx.control.spreadsheet.GridChange;
import org.controlsfx.control.spreadsheet.SpreadsheetCell;
import org.controlsfx.control.spreadsheet.SpreadsheetCellType;
import org.controlsfx.control.spreadsheet.SpreadsheetView;

/// A matrix to be typed into, cell by cell, or pasted as CSV: what is pasted takes the place of the whole.
final class MatrixGrid {

    /// What was typed into a cell, rows and columns from 0.
    interface Typing {
        void typed(int row, int column, String text);
    }

    private static final double CELL_WIDTH = 58;
    private static final double HEIGHT = 190;

    private final Typing typing;
    private final Sheet sheet;
    private DoubleMatrix shown = new DoubleMatrix(0, 0, new double[0]);
    private boolean filling;

    MatrixGrid(Typing typing, Consumer<String> pasting) {
        this.typing = typing;
        this.sheet = new Sheet(pasting, () -> MatrixText.write(shown));
        sheet.setPrefHeight(HEIGHT);
        sheet.setMinHeight(HEIGHT);
        sheet.getStyleClass().add("lab-grid");
    }

    Region node() {
        return sheet;
    }

    /// Puts what was copied in the place of the matrix.
    void paste() {
        sheet.pasteClipboard();
    }

    void setName(String name) {
        sheet.setAccessibleText(name);
    }

    void show(DoubleMatrix matrix) {
        filling = true;
        boolean same = matrix.shape().equals(shown.shape());
        shown = matrix;
        if (same) {
            refill(matrix);
        } else {
            sheet.setGrid(grid(matrix));
            sheet.getColumns().forEach(column -> column.setPrefWidth(CELL_WIDTH));
        }
        filling = false;
    }

    private void refill(DoubleMatrix matrix) {
        ObservableList<ObservableList<SpreadsheetCell>> rows = sheet.getGrid().getRows();
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = 0; column < matrix.columns(); column++) {
                String text = MatrixText.write(matrix.at(row, column));
                SpreadsheetCell cell = rows.get(row).get(column);
                if (!text.equals(cell.getItem())) {
                    cell.setItem(text);
                }
            }
        }
    }

    private Grid grid(DoubleMatrix matrix) {
        GridBase grid = new GridBase(matrix.rows(), matrix.columns());
        ObservableList<ObservableList<SpreadsheetCell>> rows = FXCollections.observableArrayList();
        for (int row = 0; row < matrix.rows(); row++) {
            ObservableList<SpreadsheetCell> cells = FXCollections.observableArrayList();
            for (int column = 0; column < matrix.columns(); column++) {
                cells.add(SpreadsheetCellType.STRING.createCell(row, column, 1, 1, MatrixText.write(matrix.at(row, column))));
            }
            rows.add(cells);
        }
        grid.setRows(rows);
        grid.getColumnHeaders().setAll(IntStream.rangeClosed(1, matrix.columns()).mapToObj(Integer::toString).toList());
        grid.addEventHandler(GridChange.GRID_CHANGE_EVENT, this::changed);
        return grid;
    }

    private void changed(GridChange change) {
        if (!filling) {
            typing.typed(change.getRow(), change.getColumn(), change.getNewValue() == null ? "" : change.getNewValue().toString());
        }
    }

    /// Speaks CSV to the clipboard rather than the library's own format.
    private static final class Sheet extends SpreadsheetView {

        private static final KeyCombination COPY = KeyCombination.valueOf("Shortcut+C");
        private static final KeyCombination PASTE = KeyCombination.valueOf("Shortcut+V");

        private final Consumer<String> pasting;
        private final java.util.function.Supplier<String> copying;

        Sheet(Consumer<String> pasting, java.util.function.Supplier<String> copying) {
            super(new GridBase(0, 0));
            this.pasting = pasting;
            this.copying = copying;
            setContextMenu(null);
            // The library's keys hang on its menu, which is gone.
            addEventFilter(KeyEvent.KEY_PRESSED, this::press);
        }

        /// While a cell is typed into, copying and pasting are its own affair, unless several cells are pasted.
        private void press(KeyEvent event) {
            boolean isEdited = getEditingCell() != null;
            if (PASTE.match(event) && (!isEdited || holdsSeveral())) {
                edit(-1, null);
                pasteClipboard();
                event.consume();
            } else if (COPY.match(event) && !isEdited) {
                copyClipboard();
                event.consume();
            }
        }

        private static boolean holdsSeveral() {
            String text = Clipboard.getSystemClipboard().getString();
            return text != null && text.strip().matches("(?s).*[\\n\\t;].*");
        }

        @Override
        public void pasteClipboard() {
            String text = Clipboard.getSystemClipboard().getString();
            pasting.accept(text == null ? "" : text);
        }

        @Override
        public void copyClipboard() {
            ClipboardContent content = new ClipboardContent();
            content.putString(copying.get());
            Clipboard.getSystemClipboard().setContent(content);
        }
    }
}
