package io.headscope.view.head;

import io.headscope.analysis.Reduction;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Scale;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import java.util.List;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/// How one head is shown, and what pointing at it does to the selection.
public final class HeadViewModel {

    private static final double ZOOM_STEP = 1.25;

    private final Selection selection;
    private final ObjectProperty<Scale.Kind> scale = new SimpleObjectProperty<>(Scale.Kind.LINEAR);
    private final ObjectProperty<ColorMap> colorMap = new SimpleObjectProperty<>(ColorMap.VIRIDIS);
    private final BooleanProperty stretch = new SimpleBooleanProperty();
    private final BooleanProperty hideSpecial = new SimpleBooleanProperty();
    private final BooleanProperty omitFirst = new SimpleBooleanProperty();
    private final ObjectProperty<Viewport> viewport = new SimpleObjectProperty<>(Viewport.WHOLE);

    public HeadViewModel(Selection selection) {
        this.selection = selection;
    }

    public ObjectProperty<Scale.Kind> scale() {
        return scale;
    }

    public ObjectProperty<ColorMap> colorMap() {
        return colorMap;
    }

    /// Whether the colours end at the head's largest weight.
    public BooleanProperty stretch() {
        return stretch;
    }

    public BooleanProperty hideSpecial() {
        return hideSpecial;
    }

    public BooleanProperty omitFirst() {
        return omitFirst;
    }

    public ObjectProperty<Viewport> viewport() {
        return viewport;
    }

    /// What asks for a new drawing when it changes.
    public List<Observable> causes() {
        return List.of(scale, colorMap, stretch, hideSpecial, omitFirst, viewport, selection.words(), selection.focusedHead(), selection.section());
    }

    public HeadLayout.Options options(Box place) {
        return new HeadLayout.Options(
                place.width(),
                place.height(),
                scale.get(),
                stretch.get(),
                colorMap.get(),
                new Reduction(hideSpecial.get(), omitFirst.get(), selection.words().get()),
                viewport.get());
    }

    /// The head to show.
    public HeadAddress head(Trace trace) {
        return selection.headOf(trace);
    }

    void hover(HeadPicture picture, @Nullable Cell cell) {
        selection.hover(picture.section(), cell);
    }

    void leave() {
        selection.hoveredCell().set(null);
    }

    /// Pins a cell, row or column, or releases it where it is the pinned one.
    void toggleLock(HeadPicture picture, @Nullable Cell cell) {
        selection.toggleLock(picture.section(), cell);
    }

    /// Larger (`steps` above 0) or smaller around a place of the drawing.
    public void zoom(HeadPicture picture, double steps, double x, double y) {
        // From what is seen, not from what was asked for: that may have been beyond the edge.
        viewport.set(picture.viewport().zoomedAround(picture.column(x), picture.row(y), Math.pow(ZOOM_STEP, steps), picture.whole()));
    }

    public void zoom(HeadPicture picture, double steps) {
        zoom(picture, steps, picture.plot().centerX(), picture.plot().centerY());
    }

    /// Moves the matrix by some units of the drawing, starting from a viewport seen before.
    public void pan(HeadPicture picture, Viewport from, double dx, double dy) {
        viewport.set(from.moved(-dx / picture.cell().width(), -dy / picture.cell().height()));
    }

    public void showWhole() {
        viewport.set(Viewport.WHOLE);
    }

    /// Pins the neighbour of the pinned cell, the first cell where none is pinned.
    public void move(HeadPicture picture, int right, int down) {
        Cell cell = selection.lockedIn(picture.section());
        int row = cell == null || cell.query() == null ? -1 : picture.map().row(cell.query()).orElse(-1);
        int column = cell == null || cell.key() == null ? -1 : picture.map().column(cell.key()).orElse(-1);
        boolean fresh = row < 0 || column < 0;
        int nextRow = fresh ? Math.max(row, 0) : Math.clamp(row + down, 0, picture.map().queries() - 1);
        int nextColumn = fresh ? Math.max(column, 0) : Math.clamp(column + right, 0, picture.map().keys() - 1);
        selection.lock(picture.section(), new Cell(picture.map().query(nextRow), picture.map().key(nextColumn)));
    }
}
