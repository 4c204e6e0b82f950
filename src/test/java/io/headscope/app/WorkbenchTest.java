package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.message.Messages;
import io.headscope.session.OpenModel;
import io.headscope.session.Settings;
import io.headscope.task.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkbenchTest {

    private static final String HOME = "headscope.home";

    @TempDir
    private Path home;

    private Path sample;
    private Workbench bench;

    @BeforeEach
    void installASample() throws IOException {
        sample = Files.createDirectories(home.resolve("sample-models/a-sample"));
        for (String name : List.of("config.json", "model.safetensors", "tokenizer.json")) {
            Files.copy(Path.of("sample-models/shakespeare-gpt", name), sample.resolve(name));
        }
        System.setProperty(HOME, home.toString());
        bench = new Workbench(Settings.inMemory(), Tasks.inline());
    }

    @AfterEach
    void close() {
        bench.close();
        System.clearProperty(HOME);
    }

    @Test
    void sampleIsOpenedWhereNothingIsAskedFor() {
        bench.begin(Optional.empty());
        assertEquals("a-sample", model().name());
        assertEquals(Workbench.FIRST_TEXT, bench.session().runs().text().get());
    }

    @Test
    void sampleThatComesAlongShowsAllItsHeadsAtOnce() {
        System.clearProperty(HOME);
        try (Workbench started = new Workbench(Settings.inMemory(), Tasks.inline())) {
            started.begin(Optional.empty());
            assertEquals(List.of(), started.session().notices().unread());
            assertNull(started.session().runs().problem().get());
            Trace trace = started.session().runs().trace().get();
            assertEquals(
                    started.session().model().get().network().program().sites(), List.copyOf(trace.sites()));
            List<String> texts = trace.queries(trace.sites().getFirst()).stream().map(Token::text).toList();
            assertEquals(List.of("<|endoftext|>", "ROMEO", ":", "↵", "What"), texts.subList(0, 5));
        }
    }

    @Test
    void folderThatIsAskedForIsOpened(@TempDir Path other) throws IOException {
        Path asked = Files.createDirectory(other.resolve("asked-for"));
        Files.move(sample.resolve("config.json"), asked.resolve("config.json"));
        Files.move(sample.resolve("model.safetensors"), asked.resolve("model.safetensors"));
        Files.move(sample.resolve("tokenizer.json"), asked.resolve("tokenizer.json"));
        bench.begin(Optional.of(asked));
        assertEquals("asked-for", model().name());
    }

    @Test
    void textRunsThroughTokenizerAndEngine(@TempDir Path other) throws IOException {
        // One byte, one token: the reference model knows no more than two hundred.
        bench.session().runs().text().set("a");
        bench.session().open(Golden.withTokenizer(Golden.GPT2, "bytelevel", other));
        Trace trace = bench.session().runs().trace().get();
        assertNotNull(trace);
        assertEquals(model().network().program().sites(), List.copyOf(trace.sites()));
        assertEquals("a", trace.queries(trace.sites().getFirst()).getFirst().text());
        assertTrue(trace.tensors().containsKey("logits"));
    }

    @Test
    void folderWithoutTokenizerIsRefusedAndTheOpenModelStays(@TempDir Path other) throws IOException {
        bench.begin(Optional.of(sample));
        bench.session().open(Golden.copy(Golden.GPT2, other));
        assertEquals("a-sample", model().name());
        assertEquals(
                List.of(other + " has no tokenizer.json, so text cannot be entered. Copy the tokenizer.json of the model into the folder."),
                unread());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a"})
    void weightsThatAreNoNumbersAreRefusedAndTheOpenModelStays(String text, @TempDir Path other) throws IOException {
        bench.begin(Optional.of(sample));
        bench.session().runs().text().set(text);
        Golden.withTokenizer(Golden.GPT2, "bytelevel", other);
        Path weights = other.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
        Files.write(weights, bytes);
        bench.session().open(other);
        assertEquals("a-sample", model().name());
        assertEquals(1, unread().size());
        assertTrue(unread().getFirst().contains(weights.toString()), unread()::getFirst);
    }

    @Test
    void folderThatIsNotThereIsToldOf() {
        bench.begin(Optional.of(home.resolve("nowhere")));
        assertNull(bench.session().model().get());
        assertEquals(List.of(home.resolve("nowhere") + " does not exist. Check the path."), unread());
    }

    @Test
    void windowIsOpenedForNothingOrForWhatLiesOnTheDisk() {
        assertTrue(Launcher.opensTheWindow());
        assertTrue(Launcher.opensTheWindow(sample.toString()));
        assertFalse(Launcher.opensTheWindow(home.resolve("nowhere").toString()));
        assertFalse(Launcher.opensTheWindow("inspect"));
        assertFalse(Launcher.opensTheWindow("--help"));
        assertFalse(Launcher.opensTheWindow("inspect", sample.toString()));
    }

    private OpenModel model() {
        return java.util.Objects.requireNonNull(bench.session().model().get());
    }

    private List<String> unread() {
        return bench.session().notices().unread().stream().map(notice -> notice.sentence(Messages.ENGLISH)).toList();
    }
}
