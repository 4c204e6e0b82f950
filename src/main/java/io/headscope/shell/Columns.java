package io.headscope.shell;

import io.headscope.view.canvas.DrawingCanvas;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// What stands side by side in the window: a lesson, the input, the views, the panels. The views have what the others
/// leave.
final class Columns extends SplitPane {

    private static final double SIDE_WIDTH = 250;
    private static final double LESSON_WIDTH = 340;
    private static final double LESSON_SHARE = 0.42;
    /// A window that is narrower shows a lesson in place of the input.
    private static final double ROOMY = 1500;

    private final Region left;
    private final Region middle;
    private final Region right;
    private final Node lesson;
    private final BooleanSupplier isPresenting;
    private final BooleanSupplier isBare;
    /// Sides that were not closed, and those asked for where there is little room for them.
    private final Set<Region> open = new HashSet<>();
    private final Set<Region> insisted = new HashSet<>();
    private boolean holdsLesson;
    private boolean placed;

    /// @param left   the card and the input
    /// @param middle the views
    /// @param right  the panels, none of them in a window without
    /// @param lesson what stands at the very left while a lesson is held
    /// @param isPresenting whether a room looks on
    /// @param isBare whether the views have the window for themselves
    Columns(VBox left, Region middle, VBox right, Node lesson, BooleanSupplier isPresenting, BooleanSupplier isBare) {
        this.left = side(left);
        this.middle = middle;
        this.right = side(right);
        this.lesson = lesson;
        this.isPresenting = isPresenting;
        this.isBare = isBare;
        open.add(this.left);
        if (!right.getChildren().isEmpty()) {
            open.add(this.right);
        }
        place();
        widthProperty().subscribe(width -> {
            if (width.doubleValue() > 0 && !placed) {
                placed = true;
                placeDividers();
            }
        });
    }

    private static Region side(VBox column) {
        column.getStyleClass().add("side");
        ScrollPane scroll = new ScrollPane(column);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setPrefWidth(SIDE_WIDTH);
        scroll.setMinWidth(0);
        scroll.getStyleClass().add("side-scroll");
        SplitPane.setResizableWithParent(scroll, false);
        return scroll;
    }

    boolean holdsLesson() {
        return holdsLesson;
    }

    void setLesson(boolean held) {
        if (holdsLesson != held) {
            holdsLesson = held;
            settle();
        }
    }

    /// What stands beside the views, after something that takes room has come or gone.
    void settle() {
        insisted.clear();
        place();
    }

    void showInput() {
        if (!getItems().contains(left)) {
            toggle(left);
        }
    }

    void toggleInput() {
        toggle(left);
    }

    void togglePanels() {
        toggle(right);
    }

    private void toggle(Region side) {
        if (getItems().contains(side)) {
            open.remove(side);
            insisted.remove(side);
        } else {
            open.add(side);
            insisted.add(side);
        }
        place();
    }

    private void place() {
        List<Node> wanted = new ArrayList<>();
        if (holdsLesson) {
            wanted.add(lesson);
        }
        if (isShown(left)) {
            wanted.add(left);
        }
        wanted.add(middle);
        if (isShown(right)) {
            wanted.add(right);
        }
        if (!wanted.equals(getItems())) {
            getItems().setAll(wanted);
        }
        placeDividers();
    }

    /// A side is there unless a room looks on, one view has the window for itself, or a lesson needs its place.
    private boolean isShown(Region side) {
        boolean displaced = side == left && holdsLesson && getWidth() < ROOMY;
        boolean crowded = isPresenting.getAsBoolean() || isBare.getAsBoolean() || displaced;
        return open.contains(side) && (!crowded || insisted.contains(side));
    }

    /// The sides and the lesson are as wide as they like to be; the views take what is left.
    private void placeDividers() {
        double width = getWidth();
        if (width == 0) {
            return;
        }
        double taken = 0;
        int divider = 0;
        for (Node column : getItems()) {
            if (column == middle) {
                break;
            }
            taken += column == lesson ? lessonWidth() : SIDE_WIDTH;
            setDividerPosition(divider++, taken / width);
        }
        if (divider < getDividers().size()) {
            setDividerPosition(divider, 1 - SIDE_WIDTH / width);
        }
    }

    private double lessonWidth() {
        double width = LESSON_WIDTH * (isPresenting.getAsBoolean() ? DrawingCanvas.PRESENTED : 1);
        return Math.min(LESSON_SHARE * getWidth(), width);
    }
}
