package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RenderCommandTest {

    private static final Path INPUTS = Golden.BERT.resolve("inputs.json");

    @Test
    void everyViewIsDrawnInEveryFormat(@TempDir Path folder) throws IOException {
        List<String> views = Catalog.visualizations().stream().map(io.headscope.view.Visualization::id).toList();
        for (String view : views) {
            Path svg = folder.resolve(view + ".svg");
            assertEquals(new Terminal(0, "", ""), render(svg, "--view", view));
            assertTrue(Files.readString(svg).contains("<svg "), view);
            Path png = folder.resolve(view + ".png");
            assertEquals(new Terminal(0, "", ""), render(png, "--view", view));
            assertTrue(ImageIO.read(png.toFile()).getWidth() > 100, view);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2 * views.size(), files.count());
        }
    }

    @Test
    void themesDiffer(@TempDir Path folder) throws IOException {
        Path light = folder.resolve("light.svg");
        Path dark = folder.resolve("dark.svg");
        render(light, "--view", "heads", "--theme", "light");
        render(dark, "--view", "heads", "--theme", "DARK");
        assertTrue(Files.readString(light).contains("#ffffff") && !Files.readString(light).equals(Files.readString(dark)));
    }

    @Test
    void theKindOfAttentionIsAskedForByName(@TempDir Path folder) throws IOException {
        Path svg = folder.resolve("a.svg");
        assertEquals(new Terminal(0, "", ""), renderBart(svg, "--view", "head", "--section", "cross", "--layer", "1"));
        assertTrue(Files.readString(svg).contains("Decoder cross-attention · Layer 1 · Head 0"));
        assertWrong(
                "There is no attention called self. There is: encoder, decoder, cross",
                renderBart(svg, "--view", "head", "--section", "self"));
    }

    /// The tokens of the sample model are pieces: `tokenization` is several of them, and one word.
    @Test
    void wordsArePutTogetherWhereAskedFor(@TempDir Path folder) throws IOException {
        for (String view : List.of("head", "lines")) {
            Path pieces = folder.resolve(view + ".svg");
            Path words = folder.resolve(view + "-words.svg");
            assertEquals(0, sample(pieces, "--view", view).code());
            assertEquals(0, sample(words, "--view", view, "--words").code());
            assertFalse(Files.readString(pieces).contains(">counterfeiting<"));
            assertTrue(Files.readString(words).contains(">counterfeiting<"));
        }
    }

    private static Terminal sample(Path file, String... options) {
        return Terminal.run(Stream.concat(
                        Stream.of("render", "sample-models/shakespeare-gpt", "--text", "The counterfeiting king", "--out", file),
                        Arrays.stream(options))
                .toArray());
    }

    private static Terminal renderBart(Path file, String... options) {
        return Terminal.run(Stream.concat(
                        Stream.of("render", Golden.BART, "--inputs", Golden.BART.resolve("inputs.json"), "--out", file),
                        Arrays.stream(options))
                .toArray());
    }

    @Test
    void whatDoesNotExistIsWrongUse(@TempDir Path folder) throws IOException {
        Path svg = folder.resolve("a.svg");
        String ids = String.join(", ", Stream.concat(Catalog.visualizations().stream(), Catalog.panels().stream())
                .map(io.headscope.view.Visualization::id)
                .toList());
        assertWrong("There is no view pie. There are: " + ids, render(svg, "--view", "pie"));
        assertWrong("There is no layer 3. The last is 2", render(svg, "--view", "heads", "--layer", "3"));
        assertWrong("There is no head 4. The last is 3", render(svg, "--view", "heads", "--head", "1,4"));
        assertWrong("There is no head -1. The last is 3", render(svg, "--view", "heads", "--head", "-1"));
        Path gif = folder.resolve("a.gif");
        assertWrong(gif + " ends in none of: .svg, .pdf, .png", render(gif, "--view", "heads"));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }

    private static void assertWrong(String sentence, Terminal terminal) {
        assertEquals(new Terminal(2, "", sentence + "\nTry: headscope render --help\n"), terminal);
    }

    private static Terminal render(Path file, String... options) {
        return Terminal.run(Stream.concat(
                        Stream.of("render", Golden.BERT, "--inputs", INPUTS, "--out", file), Arrays.stream(options))
                .toArray());
    }
}
