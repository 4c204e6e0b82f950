package io.headscope.attention;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What one run of a network leaves behind: its tokens, the attention of every site with its queries, keys and values,
/// and the tensors it was asked for. Owns its memory: reading after [#close] is an error, never a crash.
public final class Trace implements AutoCloseable {

    /// What is known of one site.
    ///
    /// @param rules  how its weights come about, where that is known
    /// @param failed what was found wanting when its network was opened; nothing of networks of our own
    public record SiteTrace(AttentionMap map, Projections projections, @Nullable ScoreRules rules, Set<Claim> failed) {
        public SiteTrace {
            failed = Set.copyOf(failed);
        }

        public SiteTrace(AttentionMap map, Projections projections, @Nullable ScoreRules rules) {
            this(map, projections, rules, Set.of());
        }

        public SiteTrace(AttentionMap map, Projections projections) {
            this(map, projections, null);
        }

        /// The same, seen with what it fails.
        public SiteTrace failing(Set<Claim> claims) {
            return new SiteTrace(map, projections, rules, claims);
        }
    }

    private final Map<Stack, List<Token>> tokens;
    private final Layouts layouts;
    private final @Nullable Source source;
    private final SequencedMap<AttentionSite, SiteTrace> sites;
    private final SequencedMap<String, FloatTensor> tensors;
    private final Map<String, Passed> passed;
    private final Arena arena;

    /// Of a text.
    ///
    /// @param arena what the maps, projections and tensors lie in; closed with the trace
    public Trace(
            Map<Stack, List<Token>> tokens,
            SequencedMap<AttentionSite, SiteTrace> sites,
            SequencedMap<String, FloatTensor> tensors,
            Arena arena) {
        this(tokens, Layouts.TEXT, null, sites, tensors, arena);
    }

    /// @param layouts where the positions lie in what was taken in
    /// @param source  the picture or the sound that was taken in, if it is known
    /// @param arena   what the maps, projections and tensors lie in; closed with the trace
    public Trace(
            Map<Stack, List<Token>> tokens,
            Layouts layouts,
            @Nullable Source source,
            SequencedMap<AttentionSite, SiteTrace> sites,
            SequencedMap<String, FloatTensor> tensors,
            Arena arena) {
        this(tokens, layouts, source, sites, tensors, Map.of(), arena);
    }

    /// @param passed what passed the network's values, by their names, if that was asked for
    public Trace(
            Map<Stack, List<Token>> tokens,
            Layouts layouts,
            @Nullable Source source,
            SequencedMap<AttentionSite, SiteTrace> sites,
            SequencedMap<String, FloatTensor> tensors,
            Map<String, Passed> passed,
            Arena arena) {
        this.tokens = Map.copyOf(tokens);
        this.layouts = layouts;
        this.source = source;
        this.sites = java.util.Collections.unmodifiableSequencedMap(sites);
        this.tensors = java.util.Collections.unmodifiableSequencedMap(tensors);
        this.passed = Map.copyOf(passed);
        this.arena = arena;
    }

    /// The positions of a stack, first to last.
    public List<Token> tokens(Stack stack) {
        return Objects.requireNonNull(tokens.get(stack), () -> "no tokens of " + stack);
    }

    public List<Token> queries(AttentionSite site) {
        Layouts.Axes own = layouts.own(site);
        return own == null ? tokens(site.stack()) : own.queries().tokens();
    }

    public List<Token> keys(AttentionSite site) {
        Layouts.Axes own = layouts.own(site);
        return own == null ? tokens(site.keyStack()) : own.keys().tokens();
    }

    /// The picture or the sound that was taken in, if it is known.
    public @Nullable Source source() {
        return source;
    }

    /// Where the positions of a stack lie in what was taken in.
    public Layout layout(Stack stack) {
        return layouts.of(stack).over(tokens(stack).size());
    }

    /// Where the queries of a site lie in what was taken in.
    public Layout queryLayout(AttentionSite site) {
        Layouts.Axes own = layouts.own(site);
        return own == null ? layout(site.stack()) : own.queries();
    }

    /// Where the keys of a site lie in what was taken in.
    public Layout keyLayout(AttentionSite site) {
        Layouts.Axes own = layouts.own(site);
        return own == null ? layout(site.keyStack()) : own.keys();
    }

    /// All sites, in the order they run.
    public SequencedSet<AttentionSite> sites() {
        return sites.sequencedKeySet();
    }

    public AttentionMap map(AttentionSite site) {
        return site(site).map();
    }

    public Projections projections(AttentionSite site) {
        return site(site).projections();
    }

    /// How the weights of a site come about; nothing where that is not known.
    public @Nullable ScoreRules rules(AttentionSite site) {
        return site(site).rules();
    }

    /// What was found wanting of a site when its network was opened; nothing where all is as it should be.
    public Set<Claim> failed(AttentionSite site) {
        return site(site).failed();
    }

    private SiteTrace site(AttentionSite site) {
        return Objects.requireNonNull(sites.get(site), () -> "no such site: " + site);
    }

    /// The tensors that were asked for, by the names of their outputs (`logits`, `hidden_states.3`), without the batch axis.
    public SequencedMap<String, FloatTensor> tensors() {
        return tensors;
    }

    /// One of [#tensors].
    public FloatTensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), () -> "not asked for: " + name);
    }

    /// What passed the network's values, by their names (`%12` where the network is a program);
    /// empty where it was not asked for.
    public Map<String, Passed> passed() {
        return passed;
    }

    /// Gives the memory back. Afterwards every read is refused.
    @Override
    public void close() {
        arena.close();
    }
}
