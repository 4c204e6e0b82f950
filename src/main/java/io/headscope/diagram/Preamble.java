package io.headscope.diagram;

import org.jspecify.annotations.Nullable;

/// What is said about a diagram beside its graph.
///
/// @param frontMatter   the YAML between `---`, without these, as it was written
/// @param directives    `%%{ … }%%`, as they were written, one a line
/// @param theme         the theme that either of them names
/// @param title         shown over the diagram
/// @param accessibleTitle       for those who do not see it
/// @param accessibleDescription likewise
public record Preamble(
        @Nullable String frontMatter,
        @Nullable String directives,
        @Nullable String theme,
        @Nullable String title,
        @Nullable String accessibleTitle,
        @Nullable String accessibleDescription) {

    public static final Preamble NONE = new Preamble(null, null, null, null, null, null);
}
