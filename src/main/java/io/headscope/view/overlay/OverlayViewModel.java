package io.headscope.view.overlay;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Scale;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/// Whose attention is laid over the picture, how, and what pointing at a patch does to the selection.
public final class OverlayViewModel {

    private final Selection selection;
    private final ObjectProperty<Direction> direction = new SimpleObjectProperty<>(Direction.TO);
    private final BooleanProperty smooth = new SimpleBooleanProperty();
    private final BooleanProperty coloured = new SimpleBooleanProperty();
    private final DoubleProperty opacity = new SimpleDoubleProperty(OverlayLayout.USUAL_OPACITY);
    private final ObjectProperty<Scale.Kind> scale = new SimpleObjectProperty<>(Scale.Kind.SQUARE_ROOT);
    private final ObjectProperty<ColorMap> colorMap = new SimpleObjectProperty<>(ColorMap.VIRIDIS);

    public OverlayViewModel(Selection selection) {
        this.selection = selection;
    }

    public ObjectProperty<Direction> direction() {
        return direction;
    }

    /// Whether weights pass evenly from patch to patch.
    public BooleanProperty smooth() {
        return smooth;
    }

    /// Whether the picture keeps its colours.
    public BooleanProperty coloured() {
        return coloured;
    }

    public DoubleProperty opacity() {
        return opacity;
    }

    public ObjectProperty<Scale.Kind> scale() {
        return scale;
    }

    public ObjectProperty<ColorMap> colorMap() {
        return colorMap;
    }

    /// What asks for a new drawing when it changes.
    public List<Observable> causes() {
        return List.of(
                direction,
                smooth,
                coloured,
                opacity,
                scale,
                colorMap,
                selection.chosenHeads(),
                selection.lockedHead(),
                selection.section(),
                selection.words(),
                selection.focusedCell());
    }

    public OverlayLayout.Options options(Trace trace, Box place) {
        List<HeadAddress> heads = heads(trace);
        return new OverlayLayout.Options(
                place.width(),
                place.height(),
                heads,
                direction.get(),
                selection.focusedIn(heads.getFirst().site().section()),
                selection.words().get(),
                smooth.get(),
                coloured.get(),
                opacity.get(),
                scale.get(),
                colorMap.get());
    }

    /// The focused head first; beside it those that are chosen, or all of its layer.
    private List<HeadAddress> heads(Trace trace) {
        HeadAddress head = head(trace);
        List<HeadAddress> heads = new ArrayList<>(List.of(head));
        selection.chosenOf(trace).stream().filter(chosen -> !chosen.equals(head)).forEach(heads::add);
        return OverlayVisualization.heads(heads);
    }

    /// Where nobody has said which section to look at, one that has to do with the picture or the sound.
    private HeadAddress head(Trace trace) {
        HeadAddress head = selection.headOf(trace);
        if (OverlayLayout.shows(trace, head.site()) || selection.sectionOf(trace) != null) {
            return head;
        }
        return Section.of(trace.sites()).stream()
                .filter(section -> shows(trace, section))
                .findFirst()
                .map(section -> section.counterpart(head, trace.sites()))
                .orElse(head);
    }

    private static boolean shows(Trace trace, Section section) {
        AttentionSite first = trace.sites().stream().filter(section::contains).findFirst().orElseThrow();
        return OverlayLayout.shows(trace, first);
    }

    void hover(OverlayPicture picture, @Nullable Integer position) {
        selection.hover(picture.section(), position == null ? null : cell(position));
    }

    void leave() {
        selection.hoveredCell().set(null);
    }

    /// Pins a position, or releases it where it is the pinned one.
    void toggleLock(OverlayPicture picture, int position) {
        selection.toggleLock(picture.section(), cell(position));
    }

    /// Pins the position that many further on.
    public void move(OverlayPicture picture, int by) {
        if (picture.length() > 0) {
            selection.lock(picture.section(), cell(Math.clamp(picture.focus() + (long) by, 0, picture.length() - 1)));
        }
    }

    public void choose(HeadAddress head) {
        selection.lockedHead().set(head);
    }

    private Cell cell(int position) {
        return switch (direction.get()) {
            case TO -> new Cell(position, null);
            case FROM -> new Cell(null, position);
        };
    }
}
