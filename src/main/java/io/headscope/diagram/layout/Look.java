package io.headscope.diagram.layout;

import io.headscope.diagram.Diagram;
import io.headscope.drawing.Ink;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a node, link or frame is drawn in: the palette's inks unless its classes and styles say otherwise.
///
/// @param thickness of the edge
/// @param dash      of the edge; 0 for a whole line
record Look(@Nullable Ink fill, @Nullable Ink edge, Ink text, double thickness, double dash) {

    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?");

    static final Look NODE = new Look(Role.NODE, Role.NODE_EDGE, Role.TEXT, 1.2, 0);
    static final Look FRAME = new Look(Role.GROUP, Role.RULE, Role.QUIET_TEXT, 1.2, 0);
    static final Look LINK = new Look(null, Role.NODE_EDGE, Role.TEXT, 1.4, 0);

    /// This look, changed by what classes and then styles declare.
    Look with(Diagram diagram, List<String> classes, List<String> styles) {
        List<String> declarations = new ArrayList<>();
        diagram.styleClass("default").ifPresent(one -> declarations.addAll(one.styles()));
        classes.forEach(name -> diagram.styleClass(name).ifPresent(one -> declarations.addAll(one.styles())));
        declarations.addAll(styles);
        return with(declarations);
    }

    Look with(List<String> declarations) {
        Look look = this;
        boolean colored = false;
        for (String declaration : declarations) {
            int colon = declaration.indexOf(':');
            if (colon > 0) {
                String name = declaration.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                look = look.with(name, declaration.substring(colon + 1).strip());
                colored |= name.equals("color");
            }
        }
        // A ground that somebody chose needs letters that stand out from it in either theme.
        if (!colored && look.fill instanceof Rgb ground) {
            Role letters = ground.luminance() > 0.35 ? Role.ON_LIGHT : Role.ON_DARK;
            look = new Look(look.fill, look.edge, letters, look.thickness, look.dash);
        }
        return look;
    }

    private Look with(String name, String value) {
        return switch (name) {
            case "fill", "background", "background-color" -> new Look(ink(value, fill), edge, text, thickness, dash);
            case "stroke", "border-color" -> new Look(fill, ink(value, edge), text, thickness, dash);
            case "color" -> {
                Ink letters = ink(value, text);
                yield new Look(fill, edge, letters == null ? text : letters, thickness, dash);
            }
            case "stroke-width" -> new Look(fill, edge, text, Math.min(number(value, thickness), 12), dash);
            case "stroke-dasharray" -> new Look(fill, edge, text, thickness, Math.min(number(value, dash), 100));
            default -> this;
        };
    }

    private static @Nullable Ink ink(String value, @Nullable Ink otherwise) {
        if (value.equalsIgnoreCase("none") || value.equalsIgnoreCase("transparent")) {
            return null;
        }
        return CssColors.of(value).<Ink>map(color -> color).orElse(otherwise);
    }

    private static double number(String value, double otherwise) {
        Matcher number = NUMBER.matcher(value);
        return number.find() ? Double.parseDouble(number.group()) : otherwise;
    }
}
