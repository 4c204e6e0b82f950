package io.headscope.view.head;

import io.headscope.attention.Claim;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Scale;
import io.headscope.message.Messages;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.ClaimName;
import io.headscope.view.HeadName;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.canvas.HeadMenu;
import io.headscope.view.canvas.LivePicture;
import io.headscope.view.canvas.ViewControls;
import io.headscope.view.canvas.ViewControls.Action;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import javafx.geometry.Point2D;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// One head in full: the wheel zooms, dragging pans, a click pins what is pointed at, a double click shows the whole
/// matrix again. By keyboard: arrows move the pinned cell, plus and minus zoom, 0 shows the whole.
public final class HeadPane implements ViewPane {

    private static final double WHEEL_STEP = 40;

    private final ViewContext context;
    private final Selection selection;
    private final HeadViewModel model;
    private final HeldHead held = new HeldHead();
    private final LivePicture<HeadPicture> picture;
    private final ViewControls controls;
    private final BorderPane node = new BorderPane();
    private final Subscription subscription;
    private @Nullable Drag drag;

    /// Where a drag began, and what was seen then.
    private record Drag(Point2D at, Viewport viewport) {}

    public HeadPane(ViewContext context) {
        this.context = context;
        this.selection = context.selection();
        this.model = new HeadViewModel(selection);
        this.controls = createControls();
        this.picture = new LivePicture<>(context, this::next, this::highlight, model.causes());
        this.subscription = Subscription.combine(
                context.trace().subscribe(_ -> held.forget()),
                selection.focusedCell().subscribe(_ -> highlight()),
                selection.lockedCell().subscribe(_ -> highlight()));
        node.getStyleClass().add("head-view");
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
                .choice("view.scale", Arrays.asList(Scale.Kind.values()), Scale.Kind::id, model.scale())
                .list("view.color-map", Arrays.asList(ColorMap.values()), ColorMap::id, model.colorMap())
                .toggle("view.hide-special", model.hideSpecial())
                .toggle("view.merge-words", selection.words())
                .toggle("view.omit-first", model.omitFirst())
                .toggle("view.head.stretch", model.stretch())
                .buttons(
                        new Action("view.head.zoom-in", "+", () -> zoom(2)),
                        new Action("view.head.zoom-out", "−", () -> zoom(-2)),
                        Action.named("view.head.show-whole", model::showWhole));
    }

    private DrawingCanvas createCanvas() {
        DrawingCanvas canvas = picture.canvas();
        HeadMenu.on(canvas, context);
        canvas.setOnMouseMoved(this::point);
        canvas.setOnMouseExited(_ -> model.leave());
        canvas.setOnMousePressed(this::startDrag);
        canvas.setOnMouseDragged(this::drag);
        canvas.setOnMouseClicked(this::click);
        canvas.setOnScroll(this::wheel);
        canvas.setOnKeyPressed(this::press);
        return canvas;
    }

    private Function<Cancellation, HeadPicture> next(Trace trace, Box viewport) {
        HeadAddress head = model.head(trace);
        HeadLayout.Options options = model.options(viewport);
        Messages messages = context.messages().getValue();
        return cancellation -> HeadLayout.layout(
                trace, head, held.shown(trace, head, options.reduction(), cancellation), options, messages, cancellation);
    }

    private void point(MouseEvent event) {
        HeadPicture shown = picture.picture();
        if (shown != null) {
            DrawingCanvas canvas = picture.canvas();
            model.hover(shown, shown.at(canvas.drawingX(event), canvas.drawingY(event)).orElse(null));
        }
    }

    private void startDrag(MouseEvent event) {
        HeadPicture shown = picture.picture();
        drag = shown == null ? null : new Drag(at(event), shown.viewport());
    }

    private void drag(MouseEvent event) {
        HeadPicture shown = picture.picture();
        if (drag != null && shown != null && !event.isStillSincePress()) {
            model.leave();
            Point2D at = at(event);
            model.pan(shown, drag.viewport, at.getX() - drag.at.getX(), at.getY() - drag.at.getY());
        }
    }

    private void click(MouseEvent event) {
        HeadPicture shown = picture.picture();
        if (shown == null || !event.isStillSincePress()) {
            return;
        }
        if (event.getClickCount() == 2) {
            model.showWhole();
        } else {
            DrawingCanvas canvas = picture.canvas();
            model.toggleLock(shown, shown.at(canvas.drawingX(event), canvas.drawingY(event)).orElse(null));
        }
    }

    private void wheel(ScrollEvent event) {
        HeadPicture shown = picture.picture();
        if (shown != null && event.getDeltaY() != 0) {
            model.zoom(shown, event.getDeltaY() / WHEEL_STEP, picture.canvas().drawingX(event), picture.canvas().drawingY(event));
            event.consume();
        }
    }

    private void zoom(int steps) {
        HeadPicture shown = picture.picture();
        if (shown != null) {
            model.zoom(shown, steps);
        }
    }

    private void press(KeyEvent event) {
        HeadPicture shown = picture.picture();
        if (shown == null || shown.map().queries() == 0 || shown.map().keys() == 0 || event.isShortcutDown()) {
            return;
        }
        switch (event.getCode()) {
            case LEFT, KP_LEFT -> model.move(shown, -1, 0);
            case RIGHT, KP_RIGHT -> model.move(shown, 1, 0);
            case UP, KP_UP -> model.move(shown, 0, -1);
            case DOWN, KP_DOWN -> model.move(shown, 0, 1);
            case PLUS, ADD, EQUALS -> zoom(1);
            case MINUS, SUBTRACT -> zoom(-1);
            case DIGIT0, NUMPAD0 -> model.showWhole();
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void highlight() {
        HeadPicture shown = picture.picture();
        Trace trace = context.trace().getValue();
        if (shown == null || trace == null) {
            return;
        }
        Cell focused = selection.focusedIn(shown.section());
        picture.canvas().setOverlay(HeadOverlay.draw(shown, selection.lockedIn(shown.section()), focused));
        Messages messages = context.messages().getValue();
        Set<Claim> failed = trace.sites().contains(shown.head().site()) ? trace.failed(shown.head().site()) : Set.of();
        String title = HeadName.of(shown.head(), trace, messages);
        String name = failed.isEmpty() ? title : title + ". " + ClaimName.sentence(failed, messages);
        picture.canvas().setAccessibleText(HeadOverlay.reading(shown, focused)
                .map(reading -> name + ". " + reading)
                .orElse(name));
    }

    /// Where in the drawing: it may be shown larger than it is.
    private Point2D at(MouseEvent event) {
        return new Point2D(picture.canvas().drawingX(event), picture.canvas().drawingY(event));
    }

    @Override
    public void close() {
        model.leave();
        subscription.unsubscribe();
        picture.close();
        controls.close();
    }
}
