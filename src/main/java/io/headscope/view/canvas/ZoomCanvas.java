package io.headscope.view.canvas;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import io.headscope.session.Theme;
import javafx.scene.AccessibleRole;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;

/// A drawing that is zoomed by the wheel and dragged by the pointer. A second one, cheap to change, lies over it.
public final class ZoomCanvas extends Region {

    private static final double LEAST = 0.02;
    private static final double MOST = 6;
    private static final double STEP = 1.2;
    private static final double GAP = 12;

    private final LayeredCanvas layers = new LayeredCanvas();
    private Drawing drawing = Drawing.EMPTY;
    private Drawing overlay = Drawing.EMPTY;
    private Palette palette = Palette.LIGHT;
    private double zoom = 1;
    private double left;
    private double top;
    private double pressedX;
    private double pressedY;
    private boolean fitted = true;
    private boolean whole;
    private double readable;
    private double largest = 1;

    public ZoomCanvas() {
        getStyleClass().add("drawing-canvas");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        setMinSize(0, 0);
        getChildren().addAll(layers.nodes());
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::press);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::drag);
        addEventHandler(ScrollEvent.SCROLL, this::scroll);
    }

    /// Shows a drawing where the last one was looked at, or all of it where all of the last one was seen.
    public void setDrawing(Drawing drawing) {
        this.drawing = drawing;
        requestLayout();
    }

    public Drawing drawing() {
        return drawing;
    }

    public void setOverlay(Drawing overlay) {
        this.overlay = overlay;
        requestLayout();
    }

    public Drawing overlay() {
        return overlay;
    }

    public void setTheme(Theme theme) {
        palette = switch (theme) {
            case LIGHT -> Palette.LIGHT;
            case DARK -> Palette.DARK;
        };
        requestLayout();
    }

    /// Units of the screen to one of the drawing.
    public double zoom() {
        return zoom;
    }

    public double drawingX(MouseEvent event) {
        return left + event.getX() / zoom;
    }

    public double drawingY(MouseEvent event) {
        return top + event.getY() / zoom;
    }

    /// Shown to a room, all of a drawing may be seen larger than it is.
    public void setPresented(boolean on) {
        largest = on ? DrawingCanvas.PRESENTED : 1;
        requestLayout();
    }

    /// At first as much is shown, from the top, as can be read: a drawing that is high is not made smaller than `zoom` to show
    /// all of it, unless that is asked for ([#fit]). Its whole width is always seen.
    public void setReadable(double zoom) {
        readable = zoom;
        requestLayout();
    }

    /// Shows the beginning of the drawing, readably large, as at first.
    public void begin() {
        fitted = true;
        whole = false;
        requestLayout();
    }

    /// Shows all of the drawing, no larger than it is.
    public void fit() {
        fitted = true;
        whole = true;
        requestLayout();
    }

    public void zoomIn() {
        zoomBy(STEP, getWidth() / 2, getHeight() / 2);
    }

    public void zoomOut() {
        zoomBy(1 / STEP, getWidth() / 2, getHeight() / 2);
    }

    /// Moves the drawing by units of the screen.
    public void pan(double dx, double dy) {
        fitted = false;
        left -= dx / zoom;
        top -= dy / zoom;
        requestLayout();
    }

    /// Shows `box`, readably large, in the middle.
    public void reveal(Box box) {
        boolean seen = new Box(left, top, getWidth() / zoom, getHeight() / zoom).holds(box);
        if (seen && zoom >= 0.5) {
            return;
        }
        fitted = false;
        zoom = Math.max(zoom, 0.8);
        left = box.centerX() - getWidth() / zoom / 2;
        top = box.centerY() - getHeight() / zoom / 2;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        if (fitted) {
            place();
        }
        Box seen = new Box(left, top, getWidth() / zoom, getHeight() / zoom);
        layers.paint(drawing, overlay, palette, seen, zoom);
    }

    private void place() {
        double across = (getWidth() - 2 * GAP) / Math.max(1, drawing.width());
        double down = (getHeight() - 2 * GAP) / Math.max(1, drawing.height());
        zoom = Math.clamp(Math.min(across, whole ? down : Math.max(down, readable)), LEAST, largest);
        left = (drawing.width() - getWidth() / zoom) / 2;
        top = Math.min((drawing.height() - getHeight() / zoom) / 2, -GAP / zoom);
    }

    private void zoomBy(double factor, double x, double y) {
        fitted = false;
        double now = Math.clamp(zoom * factor, LEAST, MOST);
        left += x / zoom - x / now;
        top += y / zoom - y / now;
        zoom = now;
        requestLayout();
    }

    private void press(MouseEvent event) {
        requestFocus();
        pressedX = event.getX();
        pressedY = event.getY();
    }

    private void drag(MouseEvent event) {
        if (event.getButton() == MouseButton.PRIMARY || event.getButton() == MouseButton.MIDDLE) {
            pan(event.getX() - pressedX, event.getY() - pressedY);
            pressedX = event.getX();
            pressedY = event.getY();
        }
    }

    private void scroll(ScrollEvent event) {
        if (event.getDeltaY() != 0) {
            zoomBy(Math.pow(STEP, event.getDeltaY() / 40), event.getX(), event.getY());
            event.consume();
        }
    }

    @Override
    protected double computePrefWidth(double height) {
        return 480;
    }

    @Override
    protected double computePrefHeight(double width) {
        return 360;
    }
}
