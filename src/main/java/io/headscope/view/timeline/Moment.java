package io.headscope.view.timeline;

import io.headscope.analysis.Candidate;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.model.Answer;
import io.headscope.model.Network;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A text at the moment when one of its tokens had been read and the next was chosen.
///
/// @param text       all of its tokens
/// @param position   the token that had been read last
/// @param self       where it looked back on the text, in one layer
/// @param cross      where it looked at what was read, in the same layer; none where nothing else was read
/// @param candidates what could come next, best first; none where the network was not asked
record Moment(List<Token> text, int position, AttentionSite self, @Nullable AttentionSite cross, List<Candidate> candidates) {

    private static final int CANDIDATES = 10;

    Moment {
        text = List.copyOf(text);
        candidates = List.copyOf(candidates);
    }

    /// The moment at `position`, or at the last token where there is none such; nothing of networks that do not write.
    static Optional<Moment> of(Trace trace, @Nullable Network network, @Nullable Integer position, int layer) {
        AttentionSite last = trace.sites().getLast();
        Optional<AttentionSite> self = site(trace, last, Kind.SELF, layer);
        if (self.isEmpty() || (network != null && !(network.answer() instanceof Answer.NextToken))) {
            return Optional.empty();
        }
        List<Token> text = trace.queries(self.get());
        int at = position != null && position >= 0 && position < text.size() ? position : text.size() - 1;
        FloatTensor logits = trace.tensors().get("logits");
        List<Candidate> candidates = logits == null || logits.length(0) != text.size()
                ? List.of()
                : Candidate.likeliest(logits, at, CANDIDATES);
        return Optional.of(new Moment(text, at, self.get(), site(trace, last, Kind.CROSS, layer).orElse(null), candidates));
    }

    private static Optional<AttentionSite> site(Trace trace, AttentionSite last, Kind kind, int layer) {
        return trace.sites().stream()
                .filter(site -> site.stack() == last.stack() && site.kind() == kind)
                .filter(site -> site.layer() <= layer)
                .reduce((_, later) -> later);
    }

    /// The token that came next, if there is one.
    Optional<Token> next() {
        return position + 1 < text.size() ? Optional.of(text.get(position + 1)) : Optional.empty();
    }
}
