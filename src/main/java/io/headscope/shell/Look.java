package io.headscope.shell;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import io.headscope.session.Theme;
import java.util.Objects;
import javafx.application.Application;
import javafx.css.PseudoClass;
import javafx.scene.Scene;

/// How the window looks: the library's themes and our own stylesheet on top.
final class Look {

    private static final String STYLES =
            Objects.requireNonNull(Look.class.getResource("/css/headscope.css")).toExternalForm();
    private static final PseudoClass DARK = PseudoClass.getPseudoClass("dark");

    private Look() {}

    static void dress(Scene scene) {
        scene.getStylesheets().setAll(STYLES);
    }

    static void wear(Theme theme, Scene scene) {
        Application.setUserAgentStylesheet(switch (theme) {
            case LIGHT -> new PrimerLight().getUserAgentStylesheet();
            case DARK -> new PrimerDark().getUserAgentStylesheet();
        });
        scene.getRoot().pseudoClassStateChanged(DARK, theme == Theme.DARK);
    }
}
