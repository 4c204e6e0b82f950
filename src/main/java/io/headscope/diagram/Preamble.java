package io.headscope.diagram;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is said about a diagram beside its graph.
///
/// @param frontMatter   the YAML between `---`, without these, as it was written
/// @param directives    `%%{ … }%%`, as they were written, one a line
/// @param theme         the theme that either of them names
/// @param settings      what either of them sets besides, by its path: `themeVariables.primaryColor`, `flowchart.curve`
/// @param title         shown over the diagram
/// @param accessibleTitle       for those who do not see it
/// @param accessibleDescription likewise
public record Preamble(
        @Nullable String frontMatter,
        @Nullable String directives,
        @Nullable String theme,
        Map<String, String> settings,
        @Nullable String title,
        @Nullable String accessibleTitle,
        @Nullable String accessibleDescription) {

    public static final Preamble NONE = new Preamble(null, null, null, Map.of(), null, null, null);

    public Preamble {
        settings = Map.copyOf(settings);
    }
}
