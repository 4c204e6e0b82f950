package io.headscope.view.prediction;

import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Section;
import io.headscope.attention.Trace;
import io.headscope.session.Selection;
import io.headscope.session.Selection.Cell;
import io.headscope.session.ViewContext;
import java.util.List;
import javafx.beans.Observable;
import org.jspecify.annotations.Nullable;

/// Which token's answer is shown: that of the focused query, or of the last where none is.
public final class PredictionViewModel {

    private final ViewContext context;
    private final Selection selection;

    public PredictionViewModel(ViewContext context) {
        this.context = context;
        this.selection = context.selection();
    }

    /// What asks for a new drawing when it changes.
    public List<Observable> causes() {
        return List.of(selection.focusedCell(), context.vocabulary(), context.network());
    }

    /// The position that a person has chosen, if any, among those that are answered at.
    public @Nullable Integer position(Trace trace) {
        Cell cell = selection.focusedIn(new Section(Prediction.answering(trace), Kind.SELF));
        return cell == null ? null : cell.query();
    }
}
