package io.headscope.view.heads;

import io.headscope.analysis.Reduction;
import io.headscope.attention.Claim;
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
import io.headscope.session.Selection;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.ClaimName;
import io.headscope.view.HeadName;
import io.headscope.view.ViewPane;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.canvas.HeadMenu;
import io.headscope.view.canvas.LayoutJob;
import io.headscope.view.canvas.LivePicture;
import io.headscope.view.canvas.ViewControls;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.Set;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Region;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// All heads at once: what the pointer is on is enlarged, a click pins it, a click with Ctrl or Shift adds it to those
/// shown together. By keyboard: arrows, Enter, Space.
public final class HeadsPane implements ViewPane {

    private final ViewContext context;
    private final Selection selection;
    private final HeadsViewModel model;
    private final LivePicture<HeadsPicture> picture;
    private final LayoutJob<List<Mark>> insets;
    private final ViewControls controls;
    private final BorderPane node = new BorderPane();
    private final Subscription subscription;
    private boolean pointing;
    private List<Mark> inset = List.of();

    public HeadsPane(ViewContext context) {
        this.context = context;
        this.selection = context.selection();
        this.model = new HeadsViewModel(selection, context.switches());
        this.insets = new LayoutJob<>(context.background(), this::showInset);
        this.controls = createControls();
        this.picture = new LivePicture<>(context, this::next, this::highlight, model.causes());
        this.subscription = Subscription.combine(
                selection.hoveredHead().subscribe(_ -> highlight()),
                selection.lockedHead().subscribe(_ -> highlight()),
                selection.chosenHeads().subscribe(this::highlight),
                context.trace().subscribe(_ -> insets.drop()));
        node.getStyleClass().add("heads-view");
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
                .toggle("view.merge-words", selection.words());
    }

    private DrawingCanvas createCanvas() {
        DrawingCanvas canvas = picture.canvas();
        HeadMenu.on(canvas, context);
        canvas.setOnMouseMoved(this::point);
        canvas.setOnMouseExited(_ -> leave());
        canvas.setOnMouseClicked(this::click);
        canvas.setOnKeyPressed(this::press);
        return canvas;
    }

    private Function<Cancellation, HeadsPicture> next(Trace trace, Box viewport) {
        HeadsLayout.Options options = model.options(trace, viewport);
        Messages messages = context.messages().getValue();
        return cancellation -> HeadsLayout.layout(trace, options, messages, cancellation);
    }

    private void point(MouseEvent event) {
        HeadsPicture shown = picture.picture();
        if (shown != null) {
            DrawingCanvas canvas = picture.canvas();
            pointing = true;
            model.hover(shown.at(canvas.drawingX(event), canvas.drawingY(event)).orElse(null));
        }
    }

    private void leave() {
        pointing = false;
        model.hover(null);
    }

    private void click(MouseEvent event) {
        HeadAddress head = selection.hoveredHead().get();
        if (head == null || !event.isStillSincePress()) {
            return;
        }
        if (event.isShortcutDown() || event.isShiftDown()) {
            model.toggleChosen(head);
        } else {
            model.toggleLock(head);
        }
    }

    private void press(KeyEvent event) {
        HeadsPicture shown = picture.picture();
        if (shown == null) {
            return;
        }
        switch (event.getCode()) {
            case LEFT, KP_LEFT -> model.move(shown, -1, 0);
            case RIGHT, KP_RIGHT -> model.move(shown, 1, 0);
            case UP, KP_UP -> model.move(shown, 0, -1);
            case DOWN, KP_DOWN -> model.move(shown, 0, 1);
            case SPACE, ENTER -> {
                HeadAddress locked = selection.lockedHead().get();
                if (locked != null) {
                    model.toggleChosen(locked);
                }
            }
            default -> {
                return;
            }
        }
        event.consume();
        shown.place(selection.lockedHead().get()).ifPresent(place -> picture.canvas().reveal(place.grown(24)));
    }

    private void highlight() {
        HeadsPicture shown = picture.picture();
        Trace trace = context.trace().getValue();
        if (shown == null || trace == null) {
            return;
        }
        inset = List.of();
        showOverlay(shown);
        HeadAddress focused = selection.focusedHead().getValue();
        picture.canvas().setAccessibleText(describe(trace, focused));
        HeadAddress hovered = selection.hoveredHead().get();
        // Enlarged where the pointer is: a head hovered in another view is only framed here.
        if (pointing && hovered != null && HeadsViewModel.has(trace, hovered)) {
            enlarge(trace, shown, hovered);
        }
    }

    private void enlarge(Trace trace, HeadsPicture shown, HeadAddress head) {
        Box room = picture.canvas().viewport().get();
        Tint tint = model.tint();
        Reduction reduction = model.reduction();
        Messages messages = context.messages().getValue();
        shown.place(head).ifPresent(place ->
                insets.request(_ -> HeadsLayout.inset(trace, head, reduction, place, room, tint, messages)));
    }

    private void showInset(List<Mark> marks) {
        HeadsPicture shown = picture.picture();
        if (shown != null && pointing && selection.hoveredHead().get() != null) {
            inset = marks;
            showOverlay(shown);
        }
    }

    private void showOverlay(HeadsPicture shown) {
        Sheet sheet = new Sheet();
        int series = 0;
        for (HeadAddress head : selection.chosenHeads()) {
            frame(sheet, shown, head, Role.series(series++), 3);
        }
        frame(sheet, shown, selection.lockedHead().get(), Role.LOCKED, 2);
        frame(sheet, shown, selection.hoveredHead().get(), Role.HOVERED, 2);
        sheet.addAll(inset);
        picture.canvas().setOverlay(sheet.drawing(shown.drawing().width(), shown.drawing().height()));
    }

    private static void frame(Sheet sheet, HeadsPicture shown, @Nullable HeadAddress head, Role role, double thickness) {
        shown.place(head).ifPresent(place -> sheet.add(new Mark.Frame(place.grown(thickness / 2 + 0.5), role, thickness, 2)));
    }

    private String describe(Trace trace, @Nullable HeadAddress focused) {
        Messages messages = context.messages().getValue();
        String all = messages.format("view.heads.described", trace.sites().size());
        if (focused == null || !HeadsViewModel.has(trace, focused)) {
            return all;
        }
        Set<Claim> failed = trace.failed(focused.site());
        String head = HeadName.of(focused, trace, messages);
        String name = all + " " + (failed.isEmpty() ? head : head + ". " + ClaimName.sentence(failed, messages));
        return context.switches().isOff(focused) ? name + ", " + messages.text("view.switch.is-off") : name;
    }

    @Override
    public void close() {
        leave();
        subscription.unsubscribe();
        insets.drop();
        picture.close();
        controls.close();
    }
}
