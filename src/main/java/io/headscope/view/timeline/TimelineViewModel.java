package io.headscope.view.timeline;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.model.Network;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import io.headscope.session.Writing;
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
        return Moment.of(trace, context.writing().getValue(), context.network().getValue(), position(trace), layer(trace));
    }

    /// The query that is focused, where it is one of the text that is written.
    private @Nullable Integer position(@Nullable Trace trace) {
        Collection<AttentionSite> sites = sites(trace);
        if (sites.isEmpty()) {
            return null;
        }
        Stack written = List.copyOf(sites).getLast().stack();
        Cell cell = selection.focusedIn(new Section(written, Kind.SELF));
        return cell == null ? null : cell.query();
    }

    private Collection<AttentionSite> sites(@Nullable Trace trace) {
        Network network = context.network().getValue();
        Writing writing = context.writing().getValue();
        if (network != null) {
            return network.program().sites();
        }
        return trace != null ? trace.sites() : writing == null ? List.of() : writing.sites();
    }

    private int layer(@Nullable Trace trace) {
        HeadAddress focused = selection.focusedHead().getValue();
        return trace != null ? selection.headOf(trace).site().layer() : focused == null ? 0 : focused.site().layer();
    }

    void hover(Moment moment, @Nullable Integer token) {
        selection.hoveredHead().set(null);
        selection.hover(moment.self().site().section(), token == null ? null : new Cell(token, null));
    }

    void hover(Moment moment, TimelinePicture.Place place) {
        selection.hoveredHead().set(place.head());
        selection.hover(place.head().site().section(), new Cell(moment.position(), place.key()));
    }

    void leave() {
        selection.hoveredHead().set(null);
        selection.hoveredCell().set(null);
    }

    /// Stays at a token.
    void pin(Moment moment, int token) {
        selection.lock(moment.self().site().section(), new Cell(token, null));
    }

    void pin(TimelinePicture.Place place) {
        selection.lockedHead().set(place.head());
    }

    /// Goes some tokens on, or back.
    void move(Moment moment, int tokens) {
        pin(moment, Math.clamp(moment.position() + tokens, 0, moment.text().size() - 1));
    }

    /// Goes some layers up, or down.
    void moveLayer(Moment moment, int layers) {
        AttentionSite now = moment.self().site();
        Collection<AttentionSite> all = sites(context.trace().getValue());
        List<AttentionSite> sites = (all.isEmpty() ? List.of(now) : all).stream().filter(site -> site.section().equals(now.section())).toList();
        int at = Math.clamp(sites.indexOf(now) + layers, 0, sites.size() - 1);
        selection.lockedHead().set(sites.get(at).head(0));
    }
}
