package io.headscope.analysis;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// What of a map is left out before it is looked at.
///
/// @param special whether rows and columns of special tokens and padding go; alone, it leaves the rest its weights
/// @param first   whether the first token goes, on which many heads rest when they have nothing to say (the attention
///                sink, Xiao et al., 2023, <https://arxiv.org/abs/2309.17453>); what is then left of each row, special
///                tokens gone or not, is divided by its sum, so that rows sum to 1 again
/// @param words   whether the pieces of each word are put together before
public record Reduction(boolean special, boolean first, boolean words) {

    public static final Reduction NONE = new Reduction(false, false);

    public Reduction(boolean special, boolean first) {
        this(special, first, false);
    }

    /// What is left of the map of `site`.
    public ReducedMap of(Trace trace, AttentionSite site) {
        return of(trace, site, trace.map(site));
    }

    /// What is left of `map`, which is the map of `site` read another way.
    public ReducedMap of(Trace trace, AttentionSite site, AttentionMap map) {
        Words queryWords = words(trace.queries(site));
        Words keyWords = words(trace.keys(site));
        List<Token> queries = queryWords.merged(trace.queries(site));
        List<Token> keys = keyWords.merged(trace.keys(site));
        // The first query is the first key's own token only where both are of one stack.
        boolean own = site.kind() == AttentionSite.Kind.SELF;
        OptionalInt sink = first ? firstToken(keys) : OptionalInt.empty();
        return new ReducedMap(
                words ? new WordMap(map, queryWords, keyWords) : map,
                new ReducedMap.Axis(queryWords, left(queries, own ? sink : OptionalInt.empty()), queries),
                new ReducedMap.Axis(keyWords, left(keys, sink), keys),
                sink.isPresent());
    }

    private Words words(List<Token> tokens) {
        return words ? Words.of(tokens) : Words.each(tokens.size());
    }

    private int[] left(List<Token> tokens, OptionalInt sink) {
        return IntStream.range(0, tokens.size())
                .filter(i -> !(special && tokens.get(i).isSpecial()))
                .filter(i -> sink.isEmpty() || sink.getAsInt() != i)
                .toArray();
    }

    private static OptionalInt firstToken(List<Token> tokens) {
        return IntStream.range(0, tokens.size())
                .filter(i -> tokens.get(i).role() != Token.Role.PADDING)
                .findFirst();
    }
}
