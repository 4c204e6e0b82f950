package io.headscope.diagram.layout;

import io.headscope.drawing.Rgb;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

/// Colours as Mermaid's styles write them: by name or as `#rgb`, `#rrggbb`, with or without opacity.
final class CssColors {

    private static final Pattern HEX = Pattern.compile("#[0-9a-f]+");
    private static final Map<String, Rgb> NAMED = read();

    private CssColors() {}

    static Optional<Rgb> of(String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        if (!HEX.matcher(text).matches()) {
            return Optional.ofNullable(NAMED.get(text));
        }
        return switch (text.length()) {
            case 4, 5 -> Optional.of(Rgb.of("#" + twice(text.charAt(1)) + twice(text.charAt(2)) + twice(text.charAt(3))));
            case 7, 9 -> Optional.of(Rgb.of(text.substring(0, 7)));
            default -> Optional.empty();
        };
    }

    private static String twice(char digit) {
        return String.valueOf(digit).repeat(2);
    }

    private static Map<String, Rgb> read() {
        Map<String, Rgb> colors = new HashMap<>();
        try (InputStream stream = Objects.requireNonNull(CssColors.class.getResourceAsStream("/colors/css.txt"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            reader.readLine(); // where the colours are from
            for (String line : reader.readAllLines()) {
                StringTokenizer parts = new StringTokenizer(line);
                while (parts.hasMoreTokens()) {
                    colors.put(parts.nextToken(), Rgb.of("#" + parts.nextToken()));
                }
            }
            return colors;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
