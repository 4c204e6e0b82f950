package io.headscope.shell;

import io.headscope.message.Messages.Language;
import io.headscope.session.Theme;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Leaves pictures of the window around the views, to be looked at.
class ShellScreenshotTest {

    private final Workbenches bench = Workbenches.open(1000, 1000);

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    @Test
    void windowInBothThemesAndLanguages() {
        for (Theme theme : Theme.values()) {
            for (Language language : Language.values()) {
                FxThread.run(() -> {
                    bench.session.preferences().theme().set(theme);
                    bench.session.preferences().language().set(language);
                    bench.session.closeModel();
                });
                photograph("welcome", theme, language);
                FxThread.run(() -> {
                    bench.session.runs().text().set("To be, or not to be");
                    bench.session.open(Path.of("bert-pretended"));
                    bench.session.open(Path.of("missing-model"));
                    bench.session.open(Path.of("broken"));
                    bench.session.runs().text().set("");
                });
                photograph("shell", theme, language);
                FxThread.run(() -> {
                    bench.session.notices().dismissAll();
                    bench.window.showPalette();
                });
                photograph("palette", theme, language);
                FxThread.run(bench.window::showAbout);
                photograph("about", theme, language);
                FxThread.run(bench.window::hideOverlay);
            }
        }
    }

    private void photograph(String what, Theme theme, Language language) {
        bench.photograph("%s-%s-%s".formatted(what, theme, language).toLowerCase(Locale.ROOT));
    }
}
