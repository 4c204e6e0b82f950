package io.headscope.view.inspector;

import io.headscope.analysis.Reduction;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import java.util.List;
import javafx.beans.Observable;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;

/// Which head is inspected, and what pointing at one of its pairs does to the selection.
final class InspectorViewModel {

    private final ViewContext context;
    private final Selection selection;
    private final BooleanProperty hideSpecial = new SimpleBooleanProperty();
    private final BooleanProperty omitFirst = new SimpleBooleanProperty();

    InspectorViewModel(ViewContext context) {
        this.context = context;
        this.selection = context.selection();
    }

    BooleanProperty hideSpecial() {
        return hideSpecial;
    }

    BooleanProperty omitFirst() {
        return omitFirst;
    }

    /// What asks for a new drawing when it changes.
    List<Observable> causes() {
        return List.of(
                hideSpecial, omitFirst, selection.words(), context.switches().off(), selection.focusedHead(), selection.section(), selection.focusedCell(), context.network());
    }

    Reduction leftOut() {
        return new Reduction(hideSpecial.get(), omitFirst.get(), selection.words().get());
    }

    HeadAddress head(Trace trace) {
        return selection.headOf(trace);
    }

    /// What is focused in the map of a head.
    @Nullable Cell cell(HeadAddress head) {
        return selection.focusedIn(head.site().section());
    }

    /// What is pinned in it.
    @Nullable Cell locked(HeadAddress head) {
        return selection.lockedIn(head.site().section());
    }

    /// Switches the head that is shown off, or on again.
    void toggleSwitch() {
        Trace trace = context.trace().getValue();
        if (trace != null) {
            context.switches().toggle(head(trace));
        }
    }

    void hover(HeadAddress head, @Nullable Cell cell) {
        selection.hover(head.site().section(), cell);
    }

    void leave() {
        selection.hoveredCell().set(null);
    }

    void toggleLock(HeadAddress head, Cell cell) {
        selection.toggleLock(head.site().section(), cell);
    }
}
