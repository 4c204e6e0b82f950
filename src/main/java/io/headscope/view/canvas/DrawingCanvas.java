package io.headscope.view.canvas;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Palette;
import io.headscope.session.Theme;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.geometry.Orientation;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ScrollBar;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;

/// A drawing on the screen. As large as its place, however large the drawing: what does not fit is scrolled to.
/// A second drawing, cheap to change, lies over the first: what the pointer is on.
public final class DrawingCanvas extends Region {

    /// How much larger drawings are when they are shown to a room.
    public static final double PRESENTED = 1.6;

    private final LayeredCanvas layers = new LayeredCanvas();
    private final ScrollBar scrollBar = new ScrollBar();
    private final ScrollBar acrossBar = new ScrollBar();
    private final ReadOnlyObjectWrapper<Box> viewport = new ReadOnlyObjectWrapper<>(new Box(0, 0, 0, 0));
    private Drawing drawing = Drawing.EMPTY;
    private Drawing overlay = Drawing.EMPTY;
    private Palette palette = Palette.LIGHT;
    private boolean painting;
    private double zoom = 1;

    public DrawingCanvas() {
        getStyleClass().add("drawing-canvas");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setFocusTraversable(true);
        setMinSize(0, 0);
        scrollBar.setOrientation(Orientation.VERTICAL);
        scrollBar.setFocusTraversable(false);
        scrollBar.setVisible(false);
        scrollBar.valueProperty().subscribe(_ -> repaint());
        getChildren().addAll(layers.nodes());
        acrossBar.setFocusTraversable(false);
        acrossBar.setVisible(false);
        acrossBar.valueProperty().subscribe(_ -> repaint());
        getChildren().addAll(scrollBar, acrossBar);
        addEventHandler(MouseEvent.MOUSE_PRESSED, _ -> requestFocus());
        addEventHandler(ScrollEvent.SCROLL, this::scroll);
    }

    public void setDrawing(Drawing drawing) {
        this.drawing = drawing;
        repaint();
    }

    public Drawing drawing() {
        return drawing;
    }

    /// Draws everything `times` as large, letters and lines as sharp as before. Layouts are told of less room.
    public void setZoom(double times) {
        zoom = times;
        repaint();
    }

    /// Drawn over the drawing, in its coordinates.
    public void setOverlay(Drawing overlay) {
        this.overlay = overlay;
        repaint();
    }

    public Drawing overlay() {
        return overlay;
    }

    public void setTheme(Theme theme) {
        palette = switch (theme) {
            case LIGHT -> Palette.LIGHT;
            case DARK -> Palette.DARK;
        };
        repaint();
    }

    /// The part of the drawing that is seen. Layouts follow its size.
    public ReadOnlyObjectProperty<Box> viewport() {
        return viewport.getReadOnlyProperty();
    }

    /// Where in the drawing an event happened: its x there.
    public double drawingX(MouseEvent event) {
        return event.getX() / zoom + scrolledAcross();
    }

    public double drawingY(MouseEvent event) {
        return event.getY() / zoom + scrolled();
    }

    /// The same of a turn of the wheel.
    public double drawingX(ScrollEvent event) {
        return event.getX() / zoom + scrolledAcross();
    }

    public double drawingY(ScrollEvent event) {
        return event.getY() / zoom + scrolled();
    }

    /// Scrolls just so far that `box` is seen.
    public void reveal(Box box) {
        double top = Math.min(scrolled(), box.y());
        scrollTo(Math.max(top, box.bottom() - getHeight() / zoom));
        double left = Math.min(scrolledAcross(), box.x());
        acrossBar.setValue(Math.clamp(Math.max(left, box.right() - getWidth() / zoom), 0, acrossBar.getMax()));
    }

    @Override
    protected void layoutChildren() {
        painting = true;
        placeScrollBar();
        placeAcrossBar();
        Box seen = new Box(scrolledAcross(), scrolled(), getWidth() / zoom, getHeight() / zoom);
        layers.paint(drawing, overlay, palette, seen, zoom);
        viewport.set(seen);
        painting = false;
    }

    // A layout asked for while one is being done would be forgotten.
    private void repaint() {
        if (painting) {
            Platform.runLater(this::requestLayout);
        } else {
            requestLayout();
        }
    }

    private void placeScrollBar() {
        double overflow = Math.max(0, drawing.height() - getHeight() / zoom);
        scrollBar.setVisible(overflow > 1 && getHeight() > 0);
        scrollBar.setMax(overflow);
        scrollBar.setVisibleAmount(overflow == 0 ? 0 : overflow * getHeight() / zoom / drawing.height());
        scrollBar.setUnitIncrement(20);
        scrollBar.setBlockIncrement(getHeight() * 0.9);
        if (scrollBar.getValue() > overflow) {
            scrollBar.setValue(overflow);
        }
        double bar = scrollBar.prefWidth(-1);
        scrollBar.resizeRelocate(getWidth() - bar, 0, bar, getHeight());
    }

    private void placeAcrossBar() {
        double overflow = Math.max(0, drawing.width() - getWidth() / zoom);
        acrossBar.setVisible(overflow > 1 && getWidth() > 0);
        acrossBar.setMax(overflow);
        acrossBar.setVisibleAmount(overflow == 0 ? 0 : overflow * getWidth() / zoom / drawing.width());
        acrossBar.setUnitIncrement(20);
        acrossBar.setBlockIncrement(getWidth() * 0.9);
        if (acrossBar.getValue() > overflow) {
            acrossBar.setValue(overflow);
        }
        double bar = acrossBar.prefHeight(-1);
        acrossBar.resizeRelocate(0, getHeight() - bar, getWidth(), bar);
    }

    @Override
    protected double computePrefWidth(double height) {
        return 480;
    }

    @Override
    protected double computePrefHeight(double width) {
        return 360;
    }

    private double scrolled() {
        return scrollBar.isVisible() ? scrollBar.getValue() : 0;
    }

    private double scrolledAcross() {
        return acrossBar.isVisible() ? acrossBar.getValue() : 0;
    }

    private void scroll(ScrollEvent event) {
        if (acrossBar.isVisible() && event.getDeltaX() != 0 && !event.isControlDown()) {
            acrossBar.setValue(Math.clamp(acrossBar.getValue() - event.getDeltaX(), 0, acrossBar.getMax()));
            event.consume();
        }
        if (scrollBar.isVisible() && !event.isControlDown()) {
            scrollTo(scrolled() - event.getDeltaY());
            event.consume();
        }
    }

    private void scrollTo(double y) {
        scrollBar.setValue(Math.clamp(y, 0, scrollBar.getMax()));
    }
}
