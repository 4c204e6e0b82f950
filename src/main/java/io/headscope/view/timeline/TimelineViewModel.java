package io.headscope.view.timeline;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.model.Network;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import java.util.Collection;
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
        return List.of(selection.focusedCell(), selection.focusedHead(), selection.section(), context.network(), context.vocabulary(), context.writing());
    }

    /// @param trace of what was run last, if anything was
    Optional<Moment> moment(@Nullable Trace trace) {
        Cell cell = selection.focusedCell().getValue();
        return Moment.of(
                trace, context.writing().getValue(), context.network().getValue(), cell == null ? null : cell.query(), layer(trace));
    }

    private int layer(@Nullable Trace trace) {
        HeadAddress focused = selection.focusedHead().getValue();
        return trace != null ? selection.headOf(trace).site().layer() : focused == null ? 0 : focused.site().layer();
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
    void moveLayer(Moment moment, int layers) {
        AttentionSite now = moment.self().site();
        Network network = context.network().getValue();
        Trace trace = context.trace().getValue();
        Collection<AttentionSite> all = network != null ? network.program().sites() : trace != null ? trace.sites() : List.of(now);
        List<AttentionSite> sites = all.stream().filter(site -> site.section().equals(now.section())).toList();
        int at = Math.clamp(sites.indexOf(now) + layers, 0, sites.size() - 1);
        selection.lockedHead().set(sites.get(at).head(0));
    }
}
