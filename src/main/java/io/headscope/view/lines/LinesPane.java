package io.headscope.view.lines;

import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.message.Messages;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.canvas.LivePicture;
import io.headscope.view.canvas.ViewControls;
import java.util.function.Function;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/// Heads as lines: pointing at a token leaves its lines alone, a click pins it. By keyboard: up and down move the pinned
/// token, left and right change between queries and keys.
public final class LinesPane implements ViewPane {

    private static final double MOST_THRESHOLD = 0.9;

    private final ViewContext context;
    private final Selection selection;
    private final LinesViewModel model;
    private final LivePicture<LinesPicture> picture;
    private final ViewControls controls;
    private final BorderPane node = new BorderPane();

    public LinesPane(ViewContext context) {
        this.context = context;
        this.selection = context.selection();
        this.model = new LinesViewModel(selection);
        this.controls = createControls();
        this.picture = new LivePicture<>(context, this::next, this::highlight, model.causes());
        node.getStyleClass().add("lines-view");
        node.setTop(controls.node());
        node.setCenter(createCanvas());
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public @Nullable Function<Cancellation, Drawing> figure() {
        return picture.figure();
    }

    private ViewControls createControls() {
        return new ViewControls(context.messages())
                .sections(context.trace(), selection.section())
                .slider("view.lines.threshold", model.threshold(), LinesLayout.LEAST_WEIGHT, MOST_THRESHOLD)
                .toggle("view.hide-special", model.hideSpecial())
                .toggle("view.merge-words", selection.words())
                .toggle("view.omit-first", model.omitFirst());
    }

    private DrawingCanvas createCanvas() {
        DrawingCanvas canvas = picture.canvas();
        canvas.setOnMouseMoved(this::point);
        canvas.setOnMouseExited(_ -> model.leave());
        canvas.setOnMouseClicked(this::click);
        canvas.setOnKeyPressed(this::press);
        return canvas;
    }

    private Function<Cancellation, LinesPicture> next(Trace trace, Box viewport) {
        LinesLayout.Options options = model.options(trace, viewport);
        Messages messages = context.messages().getValue();
        return cancellation -> LinesLayout.layout(trace, options, messages, cancellation);
    }

    private void point(MouseEvent event) {
        LinesPicture shown = picture.picture();
        if (shown != null) {
            DrawingCanvas canvas = picture.canvas();
            model.hover(shown, shown.at(canvas.drawingX(event), canvas.drawingY(event)).orElse(null));
        }
    }

    private void click(MouseEvent event) {
        LinesPicture shown = picture.picture();
        if (shown != null && event.isStillSincePress()) {
            DrawingCanvas canvas = picture.canvas();
            model.toggleLock(shown, shown.at(canvas.drawingX(event), canvas.drawingY(event)).orElse(null));
        }
    }

    private void press(KeyEvent event) {
        LinesPicture shown = picture.picture();
        if (shown == null || shown.map().queries() == 0 || shown.map().keys() == 0) {
            return;
        }
        switch (event.getCode()) {
            case UP, KP_UP -> model.move(shown, -1);
            case DOWN, KP_DOWN -> model.move(shown, 1);
            case LEFT, KP_LEFT -> model.cross(shown, false);
            case RIGHT, KP_RIGHT -> model.cross(shown, true);
            default -> {
                return;
            }
        }
        event.consume();
        Cell locked = selection.lockedIn(shown.section());
        if (locked != null) {
            shown.place(locked).ifPresent(place -> picture.canvas().reveal(place.grown(LinesPicture.LINE)));
        }
    }

    private void highlight() {
        LinesPicture shown = picture.picture();
        Trace trace = context.trace().getValue();
        if (shown == null || trace == null) {
            return;
        }
        Drawing under = shown.drawing();
        Sheet sheet = new Sheet();
        frame(sheet, shown, selection.lockedIn(shown.section()), Role.LOCKED);
        frame(sheet, shown, selection.hoveredIn(shown.section()), Role.HOVERED);
        picture.canvas().setOverlay(sheet.drawing(under.width(), under.height()));
        picture.canvas().setAccessibleText(
                context.messages().getValue().format("view.lines.described", model.options(trace, new Box(0, 0, 0, 0)).heads().size()));
    }

    private static void frame(Sheet sheet, LinesPicture shown, @Nullable Cell cell, Role role) {
        if (cell != null) {
            shown.place(cell).ifPresent(place -> sheet.add(new Mark.Frame(place.grown(-0.5), role, 1.5, 3)));
        }
    }

    @Override
    public void close() {
        model.leave();
        picture.close();
        controls.close();
    }
}
