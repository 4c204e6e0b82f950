package io.headscope.view.timeline;

import io.headscope.analysis.Candidate;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.generation.WrittenToken;
import io.headscope.model.Answer;
import io.headscope.model.Network;
import io.headscope.session.Writing;
import java.util.Collection;
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
/// @param kept       whether this is what was kept when the next was chosen; else it is of the run over the whole text
record Moment(
        List<Token> text, int position, Look self, @Nullable Look cross, List<Candidate> candidates, boolean kept) {

    private static final int CANDIDATES = 10;

    /// What one site's last query attended to.
    ///
    /// @param keys no later than the query
    /// @param row  of every head                                        [keys]
    record Look(AttentionSite site, List<Token> keys, Row row) {

        Look {
            keys = List.copyOf(keys);
        }

        /// Reads the weights of a head.
        @FunctionalInterface
        interface Row {
            float[] of(int head);
        }
    }

    Moment {
        text = List.copyOf(text);
        candidates = List.copyOf(candidates);
    }

    /// The moment at `position`, or the newest where there is none such; nothing of networks that do not write.
    ///
    /// @param trace   of the whole text, where there is one
    /// @param writing how it was written, where it was
    static Optional<Moment> of(
            @Nullable Trace trace, @Nullable Writing writing, @Nullable Network network, @Nullable Integer position, int layer) {
        if (network != null && !(network.answer() instanceof Answer.NextToken || network.answer() instanceof Answer.NextItem)) {
            return Optional.empty();
        }
        if (writing != null && !writing.done()) {
            int newest = writing.beginning() + writing.written().size() - 2;
            int at = position != null && writing.after(position).isPresent() ? position : newest;
            return kept(writing, at, layer);
        }
        Integer wanted = position;
        if (writing != null && wanted != null) {
            Optional<Moment> kept = kept(writing, wanted, layer);
            if (kept.isPresent()) {
                return kept;
            }
        }
        return trace == null ? Optional.empty() : traced(trace, wanted, layer);
    }

    /// As it was when the next token was chosen.
    private static Optional<Moment> kept(Writing writing, int position, int layer) {
        Optional<WrittenToken> next = writing.after(position);
        Optional<AttentionSite> self = next.flatMap(token -> site(token.rows().keySet(), Kind.SELF, layer));
        if (next.isEmpty() || self.isEmpty()) {
            return Optional.empty();
        }
        WrittenToken token = next.get();
        return Optional.of(new Moment(
                writing.all(),
                position,
                look(token, self.get(), writing.all()),
                site(token.rows().keySet(), Kind.CROSS, layer).map(site -> look(token, site, writing.keys(site))).orElse(null),
                token.candidates().subList(0, Math.min(CANDIDATES, token.candidates().size())),
                true));
    }

    private static Look look(WrittenToken token, AttentionSite site, List<Token> keys) {
        FloatTensor rows = java.util.Objects.requireNonNull(token.rows().get(site));
        int length = rows.length(1);
        return new Look(site, keys.subList(0, length), head -> {
            float[] row = new float[length];
            rows.copy((long) head * length, row, 0, length);
            return row;
        });
    }

    private static Optional<Moment> traced(Trace trace, @Nullable Integer position, int layer) {
        AttentionSite last = trace.sites().getLast();
        List<AttentionSite> sites = trace.sites().stream().filter(site -> site.stack() == last.stack()).toList();
        Optional<AttentionSite> self = site(sites, Kind.SELF, layer);
        if (self.isEmpty()) {
            return Optional.empty();
        }
        List<Token> text = trace.queries(self.get());
        int at = position != null && position >= 0 && position < text.size() ? position : text.size() - 1;
        FloatTensor logits = trace.tensors().get("logits");
        List<Candidate> candidates = logits == null || logits.length(0) != text.size()
                ? List.of()
                : Candidate.likeliest(logits, at, CANDIDATES);
        // Nothing later than the moment is there to be looked at.
        return Optional.of(new Moment(
                text,
                at,
                look(trace, self.get(), at, Math.min(trace.keys(self.get()).size(), at + 1)),
                site(sites, Kind.CROSS, layer).map(site -> look(trace, site, at, trace.keys(site).size())).orElse(null),
                candidates,
                false));
    }

    private static Look look(Trace trace, AttentionSite site, int query, int keys) {
        AttentionMap map = trace.map(site);
        return new Look(site, trace.keys(site).subList(0, keys), head -> {
            float[] row = new float[keys];
            map.read(head, new IndexRange(query, query + 1), IndexRange.upTo(keys), row);
            return row;
        });
    }

    private static Optional<AttentionSite> site(Collection<AttentionSite> sites, Kind kind, int layer) {
        return sites.stream().filter(site -> site.kind() == kind).filter(site -> site.layer() <= layer).reduce((_, later) -> later);
    }

    /// What it looked at, the text first.
    List<Look> looks() {
        return cross == null ? List.of(self) : List.of(self, cross);
    }

    /// The token that came next, if there is one.
    Optional<Token> next() {
        return position + 1 < text.size() ? Optional.of(text.get(position + 1)) : Optional.empty();
    }
}
