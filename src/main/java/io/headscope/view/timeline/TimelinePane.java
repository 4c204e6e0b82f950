package io.headscope.view.timeline;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.Tint;
import io.headscope.message.Messages;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.HeadName;
import io.headscope.view.TokenRun;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.canvas.LivePicture;
import io.headscope.view.canvas.ViewControls;
import io.headscope.view.canvas.ViewControls.Action;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/// A text to be scrubbed through: pointing at a token shows its moment, a click or a drag stays there. By keyboard: left
/// and right go through the tokens, up and down through the layers.
final class TimelinePane implements ViewPane {

    private static final Tint TINT = new Tint(Scale.of(Scale.Kind.SQUARE_ROOT), ColorMap.VIRIDIS);

    private final ViewContext context;
    private final TimelineViewModel model;
    private final LivePicture<TimelinePicture> picture;
    private final ViewControls controls;
    private final BorderPane node = new BorderPane();

    TimelinePane(ViewContext context) {
        this.context = context;
        this.model = new TimelineViewModel(context);
        this.controls = createControls();
        this.picture = new LivePicture<>(context, new Moments(), this::highlight, model.causes());
        node.getStyleClass().add("timeline-view");
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
                .buttons(
                        new Action("view.timeline.back", "◀", () -> move(-1)),
                        new Action("view.timeline.on", "▶", () -> move(1)))
                .buttons(
                        new Action("view.timeline.layer-down", "−", () -> moveLayer(-1)),
                        new Action("view.timeline.layer-up", "+", () -> moveLayer(1)));
    }

    private DrawingCanvas createCanvas() {
        DrawingCanvas canvas = picture.canvas();
        canvas.setOnMouseMoved(this::point);
        canvas.setOnMouseDragged(this::scrub);
        canvas.setOnMouseExited(_ -> model.leave());
        canvas.setOnMouseClicked(this::click);
        canvas.setOnKeyPressed(this::press);
        return canvas;
    }

    /// What was written last is shown while it is written, also where nothing has been run before.
    private final class Moments implements LivePicture.Source<TimelinePicture> {
        @Override
        public Function<Cancellation, TimelinePicture> next(Trace trace, Box viewport) {
            return layout(model.moment(trace), viewport);
        }

        @Override
        public @Nullable Function<Cancellation, TimelinePicture> before(Box viewport) {
            Optional<Moment> moment = model.moment(null);
            return moment.isEmpty() ? null : layout(moment, viewport);
        }
    }

    private Function<Cancellation, TimelinePicture> layout(Optional<Moment> moment, Box viewport) {
        Messages messages = context.messages().getValue();
        @Nullable IntFunction<String> vocabulary = context.vocabulary().getValue();
        TimelineLayout.Options options = new TimelineLayout.Options(viewport.width(), TINT, vocabulary);
        return cancellation -> moment.isEmpty()
                ? TimelineLayout.nothing(viewport.width(), messages)
                : TimelineLayout.layout(moment.get(), options, messages, cancellation);
    }

    private void point(MouseEvent event) {
        TimelinePicture shown = picture.picture();
        if (shown == null || shown.moment() == null) {
            return;
        }
        double x = picture.canvas().drawingX(event);
        double y = picture.canvas().drawingY(event);
        Optional<TimelinePicture.Place> place = shown.placeAt(x, y);
        if (place.isPresent()) {
            model.hover(shown.moment(), place.get());
        } else {
            model.hover(shown.moment(), shown.tokenAt(x, y).orElse(null));
        }
    }

    private void scrub(MouseEvent event) {
        TimelinePicture shown = picture.picture();
        if (shown != null) {
            pinToken(shown, event);
        }
    }

    private void click(MouseEvent event) {
        TimelinePicture shown = picture.picture();
        if (shown == null || !event.isStillSincePress()) {
            return;
        }
        pinToken(shown, event);
        shown.placeAt(picture.canvas().drawingX(event), picture.canvas().drawingY(event)).ifPresent(model::pin);
    }

    private void pinToken(TimelinePicture shown, MouseEvent event) {
        Moment moment = shown.moment();
        if (moment != null) {
            shown.tokenAt(picture.canvas().drawingX(event), picture.canvas().drawingY(event))
                    .ifPresent(token -> model.pin(moment, token));
        }
    }

    private void press(KeyEvent event) {
        switch (event.getCode()) {
            case LEFT, KP_LEFT -> move(-1);
            case RIGHT, KP_RIGHT -> move(1);
            case UP, KP_UP -> moveLayer(1);
            case DOWN, KP_DOWN -> moveLayer(-1);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void move(int tokens) {
        TimelinePicture shown = picture.picture();
        if (shown != null && shown.moment() != null) {
            model.move(shown.moment(), tokens);
        }
    }

    private void moveLayer(int layers) {
        TimelinePicture shown = picture.picture();
        if (shown != null && shown.moment() != null) {
            model.moveLayer(shown.moment(), layers);
        }
    }

    private void highlight() {
        TimelinePicture shown = picture.picture();
        if (shown == null) {
            return;
        }
        Sheet sheet = new Sheet();
        HeadAddress head = context.selection().focusedHead().getValue();
        Cell cell = head == null ? null : context.selection().focusedIn(head.site().section());
        if (head != null && cell != null && cell.key() != null) {
            shown.boxOf(head, cell.key()).ifPresent(box -> sheet.add(new Mark.Frame(box, Role.HOVERED, 1.5, 0)));
        }
        picture.canvas().setOverlay(sheet.drawing(shown.drawing().width(), shown.drawing().height()));
        picture.canvas().setAccessibleText(describe(shown, context.messages().getValue()));
    }

    private static String describe(TimelinePicture shown, Messages messages) {
        Moment moment = shown.moment();
        return moment == null
                ? messages.text("view.timeline.none")
                : messages.format(
                        "view.timeline.described",
                        TokenRun.text(moment.text().get(moment.position())),
                        moment.position(),
                        moment.text().size(),
                        HeadName.section(moment.self().site().section(), messages),
                        moment.self().site().layer());
    }

    @Override
    public void close() {
        model.leave();
        picture.close();
        controls.close();
    }
}
