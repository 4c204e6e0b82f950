package io.headscope.view.lines;

import io.headscope.analysis.Reduction;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import java.util.List;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import org.jspecify.annotations.Nullable;

/// Which heads are shown as lines, and what pointing at a token does to the selection.
public final class LinesViewModel {

    private final Selection selection;
    private final DoubleProperty threshold = new SimpleDoubleProperty(0.1);
    private final BooleanProperty hideSpecial = new SimpleBooleanProperty();
    private final BooleanProperty omitFirst = new SimpleBooleanProperty();

    public LinesViewModel(Selection selection) {
        this.selection = selection;
    }

    /// The least weight that gets a line.
    public DoubleProperty threshold() {
        return threshold;
    }

    public BooleanProperty hideSpecial() {
        return hideSpecial;
    }

    public BooleanProperty omitFirst() {
        return omitFirst;
    }

    /// What asks for a new drawing when it changes.
    public List<Observable> causes() {
        return List.of(
                threshold,
                hideSpecial,
                omitFirst,
                selection.words(),
                selection.chosenHeads(),
                selection.focusedHead(),
                selection.section(),
                selection.focusedCell());
    }

    public LinesLayout.Options options(Trace trace, Box place) {
        return new LinesLayout.Options(
                place.width(),
                heads(trace),
                threshold.get(),
                new Reduction(hideSpecial.get(), omitFirst.get(), selection.words().get()),
                selection.focusedIn(section(trace)));
    }

    private Section section(Trace trace) {
        return heads(trace).getFirst().site().section();
    }

    /// The chosen heads; where none is chosen the focused one; the first where there is none.
    private List<HeadAddress> heads(Trace trace) {
        List<HeadAddress> chosen = selection.chosenOf(trace);
        return chosen.isEmpty() ? List.of(selection.headOf(trace)) : chosen;
    }

    void hover(LinesPicture picture, @Nullable Cell cell) {
        selection.hover(picture.section(), cell);
    }

    void leave() {
        selection.hoveredCell().set(null);
    }

    /// Pins a token, or releases it where it is the pinned one.
    void toggleLock(LinesPicture picture, @Nullable Cell cell) {
        selection.toggleLock(picture.section(), cell);
    }

    /// Pins the token above or below the pinned one.
    public void move(LinesPicture picture, int down) {
        Cell cell = selection.lockedIn(picture.section());
        if (cell != null && cell.query() == null && cell.key() != null) {
            int column = picture.map().column(cell.key()).orElse(-1) + down;
            int next = Math.clamp(column, 0, picture.map().keys() - 1);
            selection.lock(picture.section(), new Cell(null, picture.map().key(next)));
        } else {
            int row = cell == null || cell.query() == null ? -1 : picture.map().row(cell.query()).orElse(-1);
            int next = Math.clamp(row + down, 0, picture.map().queries() - 1);
            selection.lock(picture.section(), new Cell(picture.map().query(next), null));
        }
    }

    /// Pins the token across: the key beside the query, or the other way round.
    public void cross(LinesPicture picture, boolean toKeys) {
        Cell cell = selection.lockedIn(picture.section());
        int row = cell != null && cell.query() != null ? picture.map().row(cell.query()).orElse(0) : 0;
        int column = cell != null && cell.key() != null ? picture.map().column(cell.key()).orElse(0) : 0;
        int place = Math.max(row, column);
        selection.lock(picture.section(), toKeys
                ? new Cell(null, picture.map().key(Math.min(place, picture.map().keys() - 1)))
                : new Cell(picture.map().query(Math.min(place, picture.map().queries() - 1)), null));
    }
}
