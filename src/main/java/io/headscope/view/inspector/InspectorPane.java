package io.headscope.view.inspector;

import io.headscope.analysis.Reduction;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Role;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Sheet;
import io.headscope.message.Messages;
import io.headscope.model.Network;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.HeadName;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.canvas.LivePicture;
import io.headscope.view.canvas.ViewControls;
import io.headscope.view.canvas.ViewControls.Action;
import java.util.Optional;
import java.util.function.Function;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// The focused head in numbers: pointing at one of its strongest pairs lights it in all views, a click pins it.
final class InspectorPane implements ViewPane {

    private final ViewContext context;
    private final InspectorViewModel model;
    private final HeldOverview held = new HeldOverview();
    private final LivePicture<InspectorPicture> picture;
    private final ViewControls controls;
    private final BorderPane node = new BorderPane();
    private final Subscription subscription;

    InspectorPane(ViewContext context) {
        this.context = context;
        this.model = new InspectorViewModel(context);
        this.controls = new ViewControls(context.messages())
                .toggle("view.hide-special", model.hideSpecial())
                .toggle("view.omit-first", model.omitFirst())
                .toggle("view.merge-words", context.selection().words())
                .buttons(context.switches().possible().map(can -> can), Action.named("view.switch", model::toggleSwitch));
        this.picture = new LivePicture<>(context, this::next, this::highlight, model.causes());
        this.subscription = Subscription.combine(
                context.trace().subscribe(_ -> held.forget()),
                context.selection().lockedCell().subscribe(_ -> highlight()));
        node.getStyleClass().add("inspector-view");
        node.setTop(controls.node());
        node.setCenter(createCanvas());
    }

    private DrawingCanvas createCanvas() {
        DrawingCanvas canvas = picture.canvas();
        canvas.setOnMouseMoved(this::point);
        canvas.setOnMouseExited(_ -> model.leave());
        canvas.setOnMouseClicked(this::click);
        return canvas;
    }

    private void point(MouseEvent event) {
        InspectorPicture shown = picture.picture();
        if (shown != null) {
            model.hover(shown.head(), at(shown, event).orElse(null));
        }
    }

    private void click(MouseEvent event) {
        InspectorPicture shown = picture.picture();
        if (shown != null) {
            at(shown, event).ifPresent(cell -> model.toggleLock(shown.head(), cell));
        }
    }

    private Optional<Cell> at(InspectorPicture shown, MouseEvent event) {
        return shown.at(picture.canvas().drawingX(event), picture.canvas().drawingY(event));
    }

    @Override
    public Region node() {
        return node;
    }

    @Override
    public @Nullable Function<Cancellation, Drawing> figure() {
        return picture.figure();
    }

    private Function<Cancellation, InspectorPicture> next(Trace trace, Box viewport) {
        HeadAddress head = model.head(trace);
        Reduction leftOut = model.leftOut();
        @Nullable Cell cell = model.cell(head);
        @Nullable Network network = context.network().getValue();
        Messages messages = context.messages().getValue();
        String name = HeadName.of(head, trace, messages)
                + (context.switches().isOff(head) ? " – " + messages.text("view.switch.is-off") : "");
        return cancellation -> InspectorLayout.layout(
                Inspection.of(trace, network, head, held.of(trace, head, leftOut, cancellation), cell, leftOut.words()),
                name,
                viewport.width(),
                messages);
    }

    private void highlight() {
        InspectorPicture shown = picture.picture();
        if (shown == null) {
            return;
        }
        Sheet overlay = new Sheet();
        for (InspectorPicture.Place place : shown.places()) {
            if (place.cell().equals(model.locked(shown.head()))) {
                overlay.add(new Mark.Frame(place.box(), Role.LOCKED, 1.5, 3));
            } else if (place.cell().equals(model.cell(shown.head()))) {
                overlay.add(new Mark.Frame(place.box(), Role.HOVERED, 1.5, 3));
            }
        }
        picture.canvas().setOverlay(overlay.drawing(shown.drawing().width(), shown.drawing().height()));
        picture.canvas().setAccessibleText(InspectorLayout.reading(shown.drawing()));
    }

    @Override
    public void close() {
        model.leave();
        subscription.unsubscribe();
        held.forget();
        picture.close();
        controls.close();
    }
}
