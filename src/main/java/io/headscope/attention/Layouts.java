package io.headscope.attention;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the positions of every site's queries and keys are.
///
/// @param stacks of every stack that attends or is attended to
/// @param sites  of sites whose positions are not those of their stacks: grids that shrink from stage to stage, keys that
///               are fewer than queries, windows
public record Layouts(Map<Stack, Layout> stacks, Map<AttentionSite, Axes> sites) {

    /// Of one site.
    ///
    /// @param windows how the positions lie in windows, if they attend within windows only
    public record Axes(Layout queries, Layout keys, @Nullable Windows windows) {
        public Axes(Layout queries, Layout keys) {
            this(queries, keys, null);
        }
    }

    /// Every stack a text.
    public static final Layouts TEXT = new Layouts(Map.of());

    public Layouts {
        stacks = Map.copyOf(stacks);
        sites = Map.copyOf(sites);
    }

    public Layouts(Map<Stack, Layout> stacks) {
        this(stacks, Map.of());
    }

    public Layouts(Stack stack, Layout layout) {
        this(Map.of(stack, layout));
    }

    public Layout of(Stack stack) {
        return Objects.requireNonNullElseGet(stacks.get(stack), Layout::text);
    }

    /// Of a site whose positions are its own, if they are.
    public @Nullable Axes own(AttentionSite site) {
        return sites.get(site);
    }
}
