package io.headscope.drawing;

import java.util.EnumMap;
import java.util.Map;

/// The colours of all roles. The series follow Okabe and Ito's order (<https://jfly.uni-koeln.de/color/>), darkened or
/// lightened until each stands out from its page by 3 to 1, text by more.
public final class Palette {

    public static final Palette LIGHT = new Palette(Map.ofEntries(
            Map.entry(Role.PAGE, "#ffffff"),
            Map.entry(Role.SURFACE, "#ffffff"),
            Map.entry(Role.TEXT, "#1b222c"),
            Map.entry(Role.QUIET_TEXT, "#5b6572"),
            Map.entry(Role.RULE, "#d9dee5"),
            Map.entry(Role.FRAME, "#8b95a3"),
            Map.entry(Role.HOVERED, "#0b66d6"),
            Map.entry(Role.LOCKED, "#c8390a"),
            Map.entry(Role.MISSING, "#b4bcc7"),
            Map.entry(Role.ON_DARK, "#ffffff"),
            Map.entry(Role.ON_LIGHT, "#101418"),
            Map.entry(Role.NODE, "#eef3fb"),
            Map.entry(Role.NODE_EDGE, "#5a6b82"),
            Map.entry(Role.GROUP, "#f6f7f9"),
            Map.entry(Role.SERIES_1, "#0072b2"),
            Map.entry(Role.SERIES_2, "#d55e00"),
            Map.entry(Role.SERIES_3, "#008f68"),
            Map.entry(Role.SERIES_4, "#b8548f"),
            Map.entry(Role.SERIES_5, "#7a6a00"),
            Map.entry(Role.SERIES_6, "#2b8cc4"),
            Map.entry(Role.SERIES_7, "#4b3a94"),
            Map.entry(Role.SERIES_8, "#5b6470")));

    public static final Palette DARK = new Palette(Map.ofEntries(
            Map.entry(Role.PAGE, "#14181f"),
            Map.entry(Role.SURFACE, "#1e242d"),
            Map.entry(Role.TEXT, "#e8ecf1"),
            Map.entry(Role.QUIET_TEXT, "#a4aebb"),
            Map.entry(Role.RULE, "#323b47"),
            Map.entry(Role.FRAME, "#66717f"),
            Map.entry(Role.HOVERED, "#7cb7ff"),
            Map.entry(Role.LOCKED, "#ff8a5c"),
            Map.entry(Role.MISSING, "#4d5865"),
            Map.entry(Role.ON_DARK, "#ffffff"),
            Map.entry(Role.ON_LIGHT, "#101418"),
            Map.entry(Role.NODE, "#253146"),
            Map.entry(Role.NODE_EDGE, "#93a3b8"),
            Map.entry(Role.GROUP, "#1a2029"),
            Map.entry(Role.SERIES_1, "#56b4e9"),
            Map.entry(Role.SERIES_2, "#ff9248"),
            Map.entry(Role.SERIES_3, "#2fc59b"),
            Map.entry(Role.SERIES_4, "#e79ac4"),
            Map.entry(Role.SERIES_5, "#f0e442"),
            Map.entry(Role.SERIES_6, "#7fe3f0"),
            Map.entry(Role.SERIES_7, "#a994ff"),
            Map.entry(Role.SERIES_8, "#b9c1cb")));

    private final Map<Role, Rgb> colors;

    private Palette(Map<Role, String> colors) {
        this.colors = new EnumMap<>(Role.class);
        colors.forEach((role, hex) -> this.colors.put(role, Rgb.of(hex)));
        for (Role role : Role.values()) {
            if (!this.colors.containsKey(role)) {
                throw new IllegalArgumentException("no colour for " + role);
            }
        }
    }

    public Rgb color(Ink ink) {
        return switch (ink) {
            case Role role -> java.util.Objects.requireNonNull(colors.get(role));
            case Rgb rgb -> rgb;
        };
    }
}
