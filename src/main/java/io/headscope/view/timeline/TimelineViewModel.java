package io.headscope.view.timeline;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Trace;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import java.util.List;
import java.util.Optional;
import javafx.beans.Observable;
import org.jspecify.annotations.Nullable;

/// Which moment of a text is shown: that of the focused query, in the layer of the focused head.
final class TimelineViewModel {

    private final ViewContext context;
    private final Selection selection;

    TimelineViewModel(ViewContext context) {
        this.context = context;
        this.selection = context.selection();
    }

    /// What asks for a new drawing when it changes.
    List<Observable> causes() {
        return List.of(selection.focusedCell(), selection.focusedHead(), selection.section(), context.network(), context.vocabulary());
    }

    Optional<Moment> moment(Trace trace) {
        Cell cell = selection.focusedCell().getValue();
        return Moment.of(
                trace, context.network().getValue(), cell == null ? null : cell.query(), selection.headOf(trace).site().layer());
    }

    void hover(@Nullable Integer token) {
        selection.hoveredHead().set(null);
        selection.hoveredCell().set(token == null ? null : new Cell(token, null));
    }

    void hover(Moment moment, TimelinePicture.Place place) {
        selection.hoveredHead().set(place.head());
        selection.hoveredCell().set(new Cell(moment.position(), place.key()));
    }

    void leave() {
        selection.hoveredHead().set(null);
        selection.hoveredCell().set(null);
    }

    /// Stays at a token.
    void pin(int token) {
        selection.lockedCell().set(new Cell(token, null));
    }

    void pin(TimelinePicture.Place place) {
        selection.lockedHead().set(place.head());
    }

    /// Goes some tokens on, or back.
    void move(Moment moment, int tokens) {
        pin(Math.clamp(moment.position() + tokens, 0, moment.text().size() - 1));
    }

    /// Goes some layers up, or down.
    void moveLayer(Trace trace, Moment moment, int layers) {
        List<AttentionSite> sites =
                trace.sites().stream().filter(site -> site.section().equals(moment.self().section())).toList();
        int at = Math.clamp(sites.indexOf(moment.self()) + layers, 0, sites.size() - 1);
        selection.lockedHead().set(sites.get(at).head(0));
    }
}
