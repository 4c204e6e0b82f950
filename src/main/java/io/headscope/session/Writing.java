package io.headscope.session;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.generation.WrittenToken;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A text as a network writes it: what each token attended to when it was chosen is what was kept then.
///
/// @param tokens    of every stack: what is read, and the text so far
/// @param beginning how much of the text there was before anything was written
/// @param written   what was written, with what was kept of it
/// @param text      what was written, as people read it
/// @param done      whether it has ended; then the newest trace is of the whole text
public record Writing(
        Map<Stack, List<Token>> tokens, int beginning, List<WrittenToken> written, String text, boolean done) {

    /// Bytes of attention that are kept; what comes later is read from the trace of the whole.
    private static final long MOST = 256L << 20;

    private static final FloatTensor NO_SCORES = FloatTensor.of(new float[0], 0);

    public Writing {
        tokens = Map.copyOf(tokens);
        written = List.copyOf(written);
    }

    /// Before the first token.
    static Writing begin(Map<Stack, List<Token>> tokens) {
        return new Writing(tokens, tokens.getOrDefault(Stack.DECODER, List.of()).size(), List.of(), "", false);
    }

    /// One token later. The scores of all tokens are not kept: those of the candidates are enough here.
    ///
    /// @param name what a person reads for the token
    /// @param said all that has been written, as people read it
    Writing with(WrittenToken next, String name, String said) {
        Map<Stack, List<Token>> longer = new HashMap<>(tokens);
        List<Token> all = new ArrayList<>(all());
        all.add(new Token(next.id(), name, name, null, Token.Role.TEXT));
        longer.put(Stack.DECODER, all);
        List<WrittenToken> kept = new ArrayList<>(written);
        boolean fits = bytes(written) + bytes(List.of(next)) <= MOST;
        kept.add(new WrittenToken(next.id(), next.candidates(), NO_SCORES, fits ? next.rows() : new LinkedHashMap<>()));
        return new Writing(longer, beginning, kept, said, false);
    }

    /// @param whole the tokens as they went into the run over the whole
    Writing ended(Map<Stack, List<Token>> whole) {
        return new Writing(whole, beginning, written, text, true);
    }

    /// Before they are read no numbers are kept twice, so this is what they take.
    private static long bytes(List<WrittenToken> tokens) {
        return tokens.stream().flatMap(token -> token.rows().values().stream()).mapToLong(FloatTensor::size).sum() * Float.BYTES;
    }

    /// The text so far.
    public List<Token> all() {
        return tokens.getOrDefault(Stack.DECODER, List.of());
    }

    /// The sites whose rows are kept.
    public Collection<AttentionSite> sites() {
        return written.isEmpty() ? List.of() : written.getFirst().rows().keySet();
    }

    /// What the site's keys are of.
    public List<Token> keys(AttentionSite site) {
        return tokens.getOrDefault(site.keyStack(), List.of());
    }

    /// What was written when the token at `position` had been read last.
    public Optional<WrittenToken> after(int position) {
        int at = position - beginning + 1;
        return at >= 0 && at < written.size() ? Optional.of(written.get(at)) : Optional.empty();
    }
}
