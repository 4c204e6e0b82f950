package io.headscope.shell;

import io.headscope.input.Medium;
import io.headscope.input.image.Strokes;
import io.headscope.input.image.Strokes.Spot;
import io.headscope.model.Answer;
import io.headscope.model.Intake;
import io.headscope.model.Network;
import io.headscope.session.OpenModel;
import io.headscope.session.TextRuns;
import io.headscope.session.WorkbenchSession;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.geometry.Point2D;
import javafx.scene.AccessibleRole;
import javafx.scene.canvas.Canvas;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.shape.StrokeLineJoin;
import org.jspecify.annotations.Nullable;

/// A sheet to draw a digit on, recognised while it is drawn: there for networks that tell small pictures apart. With the
/// keyboard the arrows move the pen, space puts it down and lifts it, delete clears.
final class DrawingPad extends VBox {

    private static final double SIDE = 196;
    private static final double LINE = 14;
    /// Pictures of more pixels along a side are photographs.
    private static final int SMALL = 40;
    private static final double STEP = 1.0 / 28;

    private final WorkbenchSession session;
    private final TextRuns runs;
    private final Canvas canvas = new Canvas(SIDE, SIDE);
    private final StackPane sheet = new StackPane(canvas);
    private final List<List<Spot>> lines = new ArrayList<>();
    private Spot pen = new Spot(0.5, 0.5);
    private boolean down;
    /// Where the sheet lay in the window when the pointer was pressed on it; nothing while it is not.
    private @Nullable Point2D held;
    private @Nullable Medium drawn;

    DrawingPad(WorkbenchSession session, Wording wording) {
        this.session = session;
        this.runs = session.runs();
        setId("drawing-pad");
        getStyleClass().add("pair");
        Label title = wording.label(new Label(), "shell.draw");
        title.getStyleClass().add("panel-title");
        Label hint = wording.label(new Label(), "shell.draw.hint");
        hint.getStyleClass().add("fact-name");
        hint.setWrapText(true);
        hint.setMinHeight(Region.USE_PREF_SIZE);
        Button clear = wording.label(new Button(), "shell.draw.clear");
        clear.setId("drawing-clear");
        clear.setOnAction(_ -> clear());
        createSheet(wording);
        title.setLabelFor(sheet);
        getChildren().addAll(title, sheet, hint, clear);
        BooleanBinding taken = Bindings.createBooleanBinding(() -> side() > 0, session.model());
        visibleProperty().bind(taken);
        managedProperty().bind(taken);
        runs.medium().subscribe(this::follow);
        paint();
    }

    private void createSheet(Wording wording) {
        wording.name(sheet, "shell.draw.sheet");
        sheet.setId("drawing-sheet");
        sheet.getStyleClass().add("drawing-sheet");
        sheet.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        sheet.setFocusTraversable(true);
        sheet.setMaxSize(SIDE + 4, SIDE + 4);
        sheet.focusedProperty().subscribe(_ -> paint());
        canvas.setOnMousePressed(event -> {
            sheet.requestFocus();
            held = sheet.localToScene(0, 0);
            begin(spot(event));
            event.consume();
        });
        canvas.setOnMouseDragged(event -> draw(spot(event)));
        canvas.setOnMouseReleased(_ -> {
            down = false;
            held = null;
            sheet.setTranslateY(0);
        });
        sheet.setViewOrder(-1);
        sheet.localToSceneTransformProperty().subscribe(_ -> stay());
        sheet.setOnKeyPressed(this::press);
    }

    /// What is drawn is run at once, and what is told above the sheet changes: the sheet must not move away under the pointer.
    private void stay() {
        Point2D before = held;
        double off = before == null ? 0 : before.getY() - sheet.localToScene(0, 0).getY();
        if (Math.abs(off) >= 0.5) {
            sheet.setTranslateY(sheet.getTranslateY() + off);
        }
    }

    /// The side of the pictures that the open model takes, in pixels; 0 where it is none to be drawn for.
    private int side() {
        OpenModel open = session.model().get();
        Network network = open == null ? null : open.network();
        return network != null && network.answer() instanceof Answer.Classes
                ? network.intake(Intake.Image.class)
                        .filter(image -> image.width() == image.height() && image.width() <= SMALL)
                        .map(Intake.Image::width)
                        .orElse(0)
                : 0;
    }

    private static Spot spot(MouseEvent event) {
        return new Spot(Math.clamp(event.getX() / SIDE, 0, 1), Math.clamp(event.getY() / SIDE, 0, 1));
    }

    private void begin(Spot at) {
        lines.add(new ArrayList<>());
        down = true;
        draw(at);
    }

    private void draw(Spot at) {
        pen = at;
        if (down && !lines.isEmpty()) {
            lines.getLast().add(at);
            recognise();
        }
        paint();
    }

    private void press(KeyEvent event) {
        switch (event.getCode()) {
            case LEFT, KP_LEFT -> draw(moved(-STEP, 0));
            case RIGHT, KP_RIGHT -> draw(moved(STEP, 0));
            case UP, KP_UP -> draw(moved(0, -STEP));
            case DOWN, KP_DOWN -> draw(moved(0, STEP));
            case SPACE -> {
                if (down) {
                    down = false;
                    paint();
                } else {
                    begin(pen);
                }
            }
            case DELETE, BACK_SPACE -> clear();
            default -> {
                return;
            }
        }
        event.consume();
    }

    private Spot moved(double right, double below) {
        return new Spot(Math.clamp(pen.x() + right, 0, 1), Math.clamp(pen.y() + below, 0, 1));
    }

    private void recognise() {
        int side = side();
        if (side > 0) {
            drawn = new Medium.Picture("", new Strokes(lines).picture(side));
            runs.medium().set(drawn);
        }
    }

    private void clear() {
        wipe();
        runs.medium().set(null);
    }

    private void wipe() {
        lines.clear();
        down = false;
        drawn = null;
        paint();
    }

    /// A picture from elsewhere takes the place of the drawn one.
    private void follow(@Nullable Medium now) {
        if (now != drawn) {
            wipe();
        }
    }

    private void paint() {
        GraphicsContext graphics = canvas.getGraphicsContext2D();
        graphics.setFill(Color.BLACK);
        graphics.fillRect(0, 0, SIDE, SIDE);
        graphics.setStroke(Color.WHITE);
        graphics.setLineWidth(LINE);
        graphics.setLineCap(StrokeLineCap.ROUND);
        graphics.setLineJoin(StrokeLineJoin.ROUND);
        for (List<Spot> line : lines) {
            graphics.beginPath();
            graphics.moveTo(line.getFirst().x() * SIDE, line.getFirst().y() * SIDE);
            line.forEach(spot -> graphics.lineTo(spot.x() * SIDE, spot.y() * SIDE));
            graphics.stroke();
        }
        if (sheet.isFocused()) {
            graphics.setStroke(down ? Color.ORANGE : Color.GRAY);
            graphics.setLineWidth(1.5);
            graphics.strokeOval(pen.x() * SIDE - LINE / 2, pen.y() * SIDE - LINE / 2, LINE, LINE);
        }
    }
}
