package io.headscope.view.lab;

import io.headscope.drawing.Box;
import java.util.function.Consumer;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/// A number typed right where it stands in the drawing: there only while one types. Enter takes it, Escape leaves it.
final class CellField extends TextField {

    private static final double LEAST_WIDTH = 72;
    private static final double LEAST_HEIGHT = 30;

    private final Runnable closed;
    private Consumer<String> done = _ -> {};

    /// @param closed takes the keyboard again
    CellField(Runnable closed) {
        this.closed = closed;
        getStyleClass().add("lab-cell");
        setId("lab-cell");
        setManaged(false);
        setVisible(false);
        setOnAction(_ -> close(true));
        addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                close(false);
                event.consume();
            }
        });
        focusedProperty().subscribe(isFocused -> {
            if (!isFocused && isVisible()) {
                close(true);
            }
        });
    }

    /// @param place of the cell, in pixels of the canvas
    /// @param taken what to do with what is typed
    void open(Box place, String number, Consumer<String> taken) {
        done = taken;
        setText(number);
        double width = Math.max(LEAST_WIDTH, place.width());
        double height = Math.max(LEAST_HEIGHT, place.height());
        resizeRelocate(place.centerX() - width / 2, place.centerY() - height / 2, width, height);
        setVisible(true);
        requestFocus();
        selectAll();
    }

    private void close(boolean take) {
        if (!isVisible()) {
            return;
        }
        setVisible(false);
        if (take) {
            done.accept(getText());
        }
        closed.run();
    }
}
