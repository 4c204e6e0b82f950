package io.headscope.view;

import io.headscope.analysis.Reduction;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.message.Messages;
import io.headscope.model.Network;
import io.headscope.session.Selection.Cell;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// What a view is to draw where there is no window.
///
/// @param network    what made the trace, for views of its answer
/// @param vocabulary what a person reads for a token id, for the same
/// @param reduction  what of the maps is left out or put together
/// @param focus      the query, the key or both to look at; where none is named, what the view takes for it
/// @param heads      the heads to show, the first of them the focused one; where none is named, the first of the trace
public record FigureRequest(
        Trace trace,
        @Nullable Network network,
        @Nullable IntFunction<String> vocabulary,
        Reduction reduction,
        List<HeadAddress> heads,
        @Nullable Cell focus,
        Messages messages) {

    /// Of whole maps.
    public FigureRequest(
            Trace trace,
            @Nullable Network network,
            @Nullable IntFunction<String> vocabulary,
            List<HeadAddress> heads,
            Messages messages) {
        this(trace, network, vocabulary, Reduction.NONE, heads, null, messages);
    }

    public FigureRequest {
        heads = List.copyOf(heads.isEmpty() ? List.of(trace.sites().getFirst().head(0)) : heads);
    }
}
