package io.headscope.view.heads;

import io.headscope.analysis.Reduction;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Tint;
import io.headscope.session.HeadSwitches;
import io.headscope.session.Selection;
import java.util.List;
import javafx.beans.Observable;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/// How all heads are shown, and what pointing at them does to the selection.
public final class HeadsViewModel {

    private final Selection selection;
    private final HeadSwitches switches;
    private final ObjectProperty<Scale.Kind> scale = new SimpleObjectProperty<>(Scale.Kind.SQUARE_ROOT);
    private final ObjectProperty<ColorMap> colorMap = new SimpleObjectProperty<>(ColorMap.VIRIDIS);

    public HeadsViewModel(Selection selection, HeadSwitches switches) {
        this.selection = selection;
        this.switches = switches;
    }

    public ObjectProperty<Scale.Kind> scale() {
        return scale;
    }

    public ObjectProperty<ColorMap> colorMap() {
        return colorMap;
    }

    /// What asks for a new drawing when it changes.
    public List<Observable> causes() {
        return List.of(scale, colorMap, selection.words(), selection.section(), switches.off());
    }

    public Tint tint() {
        return new Tint(Scale.of(scale.get()), colorMap.get());
    }

    public HeadsLayout.Options options(Trace trace, Box viewport) {
        return new HeadsLayout.Options(viewport.width(), viewport.height(), tint(), selection.sectionOf(trace), reduction(), switches.off().get());
    }

    Reduction reduction() {
        return new Reduction(false, false, selection.words().get());
    }

    public void hover(@Nullable HeadAddress head) {
        selection.hoveredHead().set(head);
    }

    /// Pins a head, or releases it where it is the pinned one.
    public void toggleLock(HeadAddress head) {
        boolean locked = head.equals(selection.lockedHead().get());
        selection.lockedHead().set(locked ? null : head);
    }

    /// Adds a head to those that are shown together, or takes it out.
    public void toggleChosen(HeadAddress head) {
        if (!selection.chosenHeads().remove(head)) {
            selection.chosenHeads().add(head);
        }
    }

    /// Pins the neighbour of the pinned head.
    public void move(HeadsPicture picture, int right, int down) {
        HeadAddress locked = selection.lockedHead().get();
        HeadAddress from = locked == null ? picture.places().firstEntry().getKey() : picture.neighbour(locked, right, down);
        selection.lockedHead().set(from);
    }

    /// Whether `trace` has the head: one of another model may still be pinned.
    static boolean has(Trace trace, @Nullable HeadAddress head) {
        return head != null && trace.sites().contains(head.site());
    }
}
