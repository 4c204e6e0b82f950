package io.headscope.view.overlay;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Source;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.message.Messages;
import io.headscope.session.Selection;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.Backdrop;
import io.headscope.view.HeadName;
import io.headscope.view.TextSize;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.canvas.LivePicture;
import io.headscope.view.canvas.ViewControls;
import io.headscope.view.canvas.ViewControls.Action;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import javafx.animation.AnimationTimer;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// The picture or the spectrogram, and over it what heads attend to: pointing at a patch shows what it attends to, a click
/// pins it, a click on a small picture takes its head. A click on a spectrogram also plays from there. By keyboard: arrows,
/// Enter.
public final class OverlayPane implements ViewPane {

    private final ViewContext context;
    private final Selection selection;
    private final OverlayViewModel model;
    private final Backdrop backdrop = new Backdrop();
    private final ViewControls controls;
    private final LivePicture<OverlayPicture> picture;
    private final Playback playback;
    private final AnimationTimer follower;
    private final BorderPane node = new BorderPane();
    private final Subscription subscription;
    private boolean silent;

    public OverlayPane(ViewContext context) {
        this(context, Playback.machine());
    }

    /// @param device where sounds are played
    OverlayPane(ViewContext context, Playback.Device device) {
        this.context = context;
        this.playback = new Playback(device, this::heard);
        this.follower = new AnimationTimer() {
            @Override
            public void handle(long now) {
                follow();
            }
        };
        this.selection = context.selection();
        this.model = new OverlayViewModel(selection);
        this.controls = createControls();
        this.picture = new LivePicture<>(context, this::next, this::describe, model.causes());
        this.subscription = context.trace().subscribe(_ -> stopPlaying());
        node.getStyleClass().add("overlay-view");
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
                .choice("view.overlay.direction", Arrays.asList(Direction.values()), Direction::id, model.direction())
                .toggle("view.merge-words", selection.words())
                .toggle("view.overlay.smooth", model.smooth())
                .toggle("view.overlay.coloured", model.coloured())
                .slider("view.overlay.opacity", model.opacity(), 0, 1)
                .choice("view.scale", Arrays.asList(Scale.Kind.values()), Scale.Kind::id, model.scale())
                .list("view.color-map", Arrays.asList(ColorMap.values()), ColorMap::id, model.colorMap())
                .buttons(
                        context.trace().map(OverlayPane::isHeard),
                        Action.named("view.overlay.play", this::playFocused),
                        Action.named("view.overlay.stop", this::stopPlaying));
    }

    private static boolean isHeard(@Nullable Trace trace) {
        return trace != null && trace.source() instanceof Source.Sound;
    }

    private DrawingCanvas createCanvas() {
        DrawingCanvas canvas = picture.canvas();
        canvas.setOnMouseMoved(this::point);
        canvas.setOnMouseExited(_ -> model.leave());
        canvas.setOnMouseClicked(this::click);
        canvas.setOnKeyPressed(this::press);
        return canvas;
    }

    private Function<Cancellation, OverlayPicture> next(Trace trace, Box viewport) {
        OverlayLayout.Options options = model.options(trace, viewport);
        Messages messages = context.messages().getValue();
        return cancellation -> OverlayLayout.layout(trace, options, messages, backdrop, cancellation);
    }

    private void point(MouseEvent event) {
        OverlayPicture shown = picture.picture();
        if (shown != null) {
            OptionalInt at = shown.at(x(event), y(event));
            model.hover(shown, at.isPresent() ? at.getAsInt() : null);
        }
    }

    private void click(MouseEvent event) {
        OverlayPicture shown = picture.picture();
        if (shown == null || !event.isStillSincePress()) {
            return;
        }
        Optional<HeadAddress> head = shown.headAt(x(event), y(event));
        head.ifPresent(model::choose);
        OptionalInt at = shown.at(x(event), y(event));
        if (head.isEmpty() && at.isPresent()) {
            model.toggleLock(shown, at.getAsInt());
        }
        shown.secondsAt(x(event), y(event)).ifPresent(this::play);
    }

    private double x(MouseEvent event) {
        return picture.canvas().drawingX(event);
    }

    private double y(MouseEvent event) {
        return picture.canvas().drawingY(event);
    }

    private void press(KeyEvent event) {
        OverlayPicture shown = picture.picture();
        if (shown == null || event.isShortcutDown()) {
            return;
        }
        int row = shown.plane() == null ? 1 : shown.plane().grid().map(Plane.Grid::columns).orElse(1);
        switch (event.getCode()) {
            case LEFT, KP_LEFT -> model.move(shown, -1);
            case RIGHT, KP_RIGHT -> model.move(shown, 1);
            case UP, KP_UP -> model.move(shown, -row);
            case DOWN, KP_DOWN -> model.move(shown, row);
            case ENTER -> model.toggleLock(shown, shown.focus());
            default -> {
                return;
            }
        }
        event.consume();
    }

    /// From the pinned position, or from the beginning.
    private void playFocused() {
        OverlayPicture shown = picture.picture();
        if (shown != null) {
            play(shown.plane() == null
                    ? 0.0
                    : shown.plane().place(shown.focus()).flatMap(place -> shown.secondsAt(place.x(), place.centerY())).orElse(0.0));
        }
    }

    private void play(double seconds) {
        Trace trace = context.trace().getValue();
        if (trace != null && trace.source() instanceof Source.Sound sound) {
            playback.play(sound.wave(), seconds);
        }
    }

    private void heard(boolean isHeard) {
        silent = !isHeard;
        describe();
        if (isHeard) {
            follower.start();
        }
    }

    /// Draws where the sound is that is playing; once it is over, nothing.
    void follow() {
        if (playback.position().isEmpty()) {
            follower.stop();
        }
        lay();
    }

    private void stopPlaying() {
        playback.stop();
        follow();
    }

    private void describe() {
        OverlayPicture shown = picture.picture();
        Trace trace = context.trace().getValue();
        if (shown == null || trace == null) {
            return;
        }
        lay();
        HeadAddress head = model.options(trace, new Box(0, 0, 0, 0)).heads().getFirst();
        picture.canvas().setAccessibleText(
                HeadName.of(head, trace, context.messages().getValue()) + ". " + shown.reading());
    }

    private void lay() {
        OverlayPicture shown = picture.picture();
        if (shown == null) {
            return;
        }
        Drawing under = shown.drawing();
        Sheet sheet = new Sheet();
        if (silent) {
            String note = context.messages().getValue().text("view.overlay.no-device");
            sheet.text(note, under.width() - TextSize.NOTE, TextSize.NOTE, TextSize.NOTE, Anchor.END, Role.QUIET_TEXT);
        }
        playback.position().ifPresent(seconds -> shown.momentAt(seconds).ifPresent(line ->
                sheet.rule(line.x(), line.y(), line.x(), line.bottom(), Role.HOVERED, 2)));
        picture.canvas().setOverlay(sheet.drawing(under.width(), under.height()));
    }

    @Override
    public void close() {
        model.leave();
        follower.stop();
        subscription.unsubscribe();
        playback.close();
        picture.close();
        controls.close();
    }
}
