package io.headscope.view.chart;

import io.headscope.drawing.TextMeasure;
import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/// The bundled font, for who measures with the platform.
public final class ChartFont {

    private static final Font BUNDLED = load();

    private ChartFont() {}

    public static Font of(double size) {
        return BUNDLED.deriveFont((float) size);
    }

    private static Font load() {
        try (InputStream stream = Objects.requireNonNull(ChartFont.class.getResourceAsStream(TextMeasure.FONT_RESOURCE))) {
            return Font.createFont(Font.TRUETYPE_FONT, stream);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (FontFormatException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
