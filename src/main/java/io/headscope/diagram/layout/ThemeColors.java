package io.headscope.diagram.layout;

import io.headscope.diagram.Preamble;
import io.headscope.drawing.Ink;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The inks of a diagram that names a theme of Mermaid's, or gives colours of its own (`themeVariables`); the palette's where
/// it does neither. Links keep the palette's ink unless `lineColor` says otherwise: themes are made for pages of their own.
record ThemeColors(Look node, Look link, Look frame) {

    private record Theme(String node, String nodeEdge, String text, String frame, String frameEdge) {}

    private static final Map<String, Theme> THEMES = Map.of(
            "default", new Theme("#ececff", "#9370db", "#333333", "#ffffde", "#aaaa33"),
            "neutral", new Theme("#eeeeee", "#999999", "#111111", "#fcfcfc", "#707070"),
            "forest", new Theme("#cde498", "#13540c", "#000000", "#cdffb2", "#6eaa49"),
            "dark", new Theme("#1f2020", "#cccccc", "#cccccc", "#474949", "#707070"),
            "base", new Theme("#fff4dd", "#b0a58f", "#333333", "#ecf1ff", "#8f9ab0"));

    static ThemeColors of(Preamble preamble) {
        Theme theme = preamble.theme() == null ? null : THEMES.get(preamble.theme());
        Map<String, String> given = preamble.settings();
        Ink node = ink(given, theme == null ? null : theme.node, Role.NODE, "mainBkg", "primaryColor");
        Ink edge = ink(given, theme == null ? null : theme.nodeEdge, Role.NODE_EDGE, "nodeBorder", "primaryBorderColor");
        Ink text = ink(given, theme == null ? null : theme.text, readable(node, Role.TEXT), "nodeTextColor", "primaryTextColor", "textColor");
        Ink line = ink(given, null, Role.NODE_EDGE, "lineColor", "defaultLinkColor");
        Ink linkText = ink(given, null, Role.TEXT, "edgeLabelColor", "textColor");
        Ink frame = ink(given, theme == null ? null : theme.frame, Role.GROUP, "clusterBkg", "tertiaryColor", "secondaryColor");
        Ink frameEdge = ink(given, theme == null ? null : theme.frameEdge, Role.RULE, "clusterBorder", "tertiaryBorderColor");
        Ink title = ink(given, null, readable(frame, Role.QUIET_TEXT), "titleColor", "tertiaryTextColor");
        return new ThemeColors(
                new Look(node, edge, text, Look.NODE.thickness(), 0),
                new Look(null, line, linkText, Look.LINK.thickness(), 0),
                new Look(frame, frameEdge, title, Look.FRAME.thickness(), 0));
    }

    /// The first of the variables that is given, then the theme's own, then the palette's.
    private static Ink ink(Map<String, String> given, @Nullable String ofTheme, Ink otherwise, String... variables) {
        for (String variable : variables) {
            Optional<Rgb> color = Optional.ofNullable(given.get("themeVariables." + variable)).flatMap(CssColors::of);
            if (color.isPresent()) {
                return color.get();
            }
        }
        return ofTheme == null ? otherwise : CssColors.of(ofTheme).<Ink>map(color -> color).orElse(otherwise);
    }

    private static Ink readable(Ink ground, Role otherwise) {
        return ground instanceof Rgb color ? color.luminance() > 0.35 ? Role.ON_LIGHT : Role.ON_DARK : otherwise;
    }
}
