package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.message.Messages;
import io.headscope.message.Messages.Language;
import java.nio.file.Path;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.Button;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is seen while nothing is open, and whenever it is asked for.
class StartPageTest {

    private final Workbenches bench = Workbenches.openInEarnest(1000, 1000);

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    @Test
    void tilesShowAHeadAndSayWhatTheModelDoesInTheLanguageSpoken() {
        SampleTile tile = bench.find("#tile-shakespeare-gpt", SampleTile.class);
        assertTrue(tile.isShown(), "its picture has come");
        bench.photograph("start-page");
        assertEquals("Writing on. shakespeare-gpt. " + Messages.ENGLISH.text("sample.shakespeare-gpt.about"), tile.getAccessibleText());
        FxThread.run(() -> bench.session.preferences().language().set(Language.CHINESE));
        assertEquals("续写. shakespeare-gpt. " + Messages.CHINESE.text("sample.shakespeare-gpt.about"), tile.getAccessibleText());
    }

    @Test
    void oneClickOpensAndTheMenuLeadsBackAndForth() {
        assertTrue(bench.find(".welcome", Node.class).isVisible());
        FxThread.run(() -> bench.find("#tile-shakespeare-gpt", Button.class).fire());
        assertEquals(Path.of("sample-models", "shakespeare-gpt"), Objects.requireNonNull(bench.session.model().get()).folder());
        assertFalse(bench.find(".welcome", Node.class).isVisible());
        FxThread.run(() -> bench.window.showStartPage());
        assertTrue(bench.find(".welcome", Node.class).isVisible());
        FxThread.run(() -> bench.find("#welcome-back", Button.class).fire());
        assertFalse(bench.find(".welcome", Node.class).isVisible());
        FxThread.run(() -> bench.window.showStartPage());
        FxThread.run(() -> bench.window.showView("lines"));
        assertTrue(bench.find(".desk", Node.class).isVisible());
    }
}
