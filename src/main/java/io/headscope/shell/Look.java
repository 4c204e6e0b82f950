package io.headscope.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import io.headscope.drawing.LatinFont;
import io.headscope.drawing.TextMeasure;
import io.headscope.message.Messages.Language;
import io.headscope.session.Theme;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import javafx.application.Application;
import javafx.scene.Scene;
import javafx.scene.text.Font;

/// How the window looks: the library's themes and our own stylesheet on top.
final class Look {

    private static final String STYLES =
            Objects.requireNonNull(Look.class.getResource("/css/headscope.css")).toExternalForm();

    private Look() {}

    /// What is different where texts are in Latin letters: their font.
    private static final String LATIN =
            Objects.requireNonNull(Look.class.getResource("/css/latin.css")).toExternalForm();

    /// Makes the bundled font known, and what Latin texts take instead; stylesheets name them. Called once, before the first
    /// window.
    static void loadFont() {
        try (InputStream font = Look.class.getResourceAsStream(TextMeasure.FONT_RESOURCE);
                InputStream latin = new ByteArrayInputStream(LatinFont.bytes())) {
            if (font == null || Font.loadFont(font, 0) == null || Font.loadFont(latin, 0) == null) {
                throw new FileNotFoundException(TextMeasure.FONT_RESOURCE);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static void dress(Scene scene, Language language) {
        switch (language) {
            case ENGLISH -> scene.getStylesheets().setAll(STYLES, LATIN);
            case CHINESE -> scene.getStylesheets().setAll(STYLES);
        }
    }

    static void wear(Theme theme) {
        Application.setUserAgentStylesheet(switch (theme) {
            case LIGHT -> new PrimerLight().getUserAgentStylesheet();
            case DARK -> new PrimerDark().getUserAgentStylesheet();
        });
    }
}
