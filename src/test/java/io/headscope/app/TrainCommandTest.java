package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training and what is kept of it, as they are typed: over a few stories written for it.
final class TrainCommandTest {

    private static final List<String> PEOPLE = List.of("Mary", "John", "Sandra", "Daniel");
    private static final List<String> PLACES = List.of("garden", "office", "kitchen");

    @TempDir
    Path folder;

    private Path data;
    private Path out;

    @BeforeEach
    void writeStories() throws IOException {
        data = Files.createDirectory(folder.resolve("stories"));
        out = folder.resolve("my-babi-qa");
        StringBuilder lines = new StringBuilder();
        for (int story = 0; story < 30; story++) {
            String one = PEOPLE.get(story % 4);
            String other = PEOPLE.get((story + 1) % 4);
            String place = PLACES.get(story % 3);
            lines.append("1 ").append(one).append(" went to the ").append(place).append(".\n");
            lines.append("2 ").append(other).append(" went to the ").append(PLACES.get((story + 1) % 3)).append(".\n");
            lines.append("3 Where is ").append(one).append("?\t").append(place).append("\t1\n");
        }
        Files.writeString(data.resolve("qa1_single-supporting-fact_train.txt"), lines);
    }

    @Test
    void theResultIsThatOfWhatWasKeptAside() {
        Terminal done = train("--steps", "4");
        assertEquals(0, done.code(), done::err);
        Pattern line = Pattern.compile(Pattern.quote(out.toString())
                + ": exact-match [01]\\.\\d{4} \\(loss \\d+\\.\\d{4}\\) on the data kept aside; most-frequent 0\\.\\d{4}; "
                + "chosen after step [1-4], at exact-match [01]\\.\\d{4}\n");
        assertTrue(line.matcher(done.out()).matches(), done::out);
    }

    @Test
    void epochsAreRoundsThroughAllThatIsLearnedFrom() {
        // 30 stories: 3 kept aside, 3 to choose by, 24 to learn from, in one batch.
        Terminal done = train("--epochs", "3");
        assertTrue(done.err().contains(" parameters, 3 steps"), done::err);
    }

    @Test
    void stepsAndEpochsTogetherAreWrongUse() {
        Terminal refused = train("--steps", "4", "--epochs", "1");
        assertAll(
                () -> assertEquals(2, refused.code()),
                () -> assertTrue(refused.err().startsWith("Steps and epochs both say how long to train"), refused::err),
                () -> assertFalse(Files.exists(out)));
    }

    @Test
    void aFolderWithoutTheDataIsRefusedAndNothingIsWritten() throws IOException {
        Files.delete(data.resolve("qa1_single-supporting-fact_train.txt"));
        Terminal refused = train("--steps", "4");
        assertAll(
                () -> assertEquals(3, refused.code()),
                () -> assertEquals(1, refused.err().strip().lines().count(), refused::err),
                () -> assertTrue(refused.err().contains("qa1_single-supporting-fact_train.txt"), refused::err),
                () -> assertFalse(Files.exists(out)));
    }

    @Test
    void whatHeadsDidIsToldStepByStep() {
        train("--steps", "4");
        JsonObject json = JsonParser.parseString(Terminal.run("heads", out, "--json").out()).getAsJsonObject();
        JsonObject first = json.getAsJsonArray("heads").get(0).getAsJsonObject();
        Terminal table = Terminal.run("heads", out);
        assertAll(
                () -> assertEquals("[0,1,2,4]", json.getAsJsonArray("steps").toString()),
                () -> assertEquals("previous", first.get("measure").getAsString()),
                () -> assertEquals("encoder", first.get("section").getAsString()),
                () -> assertEquals(4, first.getAsJsonArray("shares").size()),
                () -> assertTrue(table.out().contains("looks at the token before"), table::out),
                () -> assertEquals(12, table.out().lines().filter(line -> line.startsWith("Layer 0 · Head") || line.startsWith("Layer 1 · Head")
                        || line.startsWith("Layer 2 · Head")).count() / 2, table::out));
    }

    @Test
    void headsAndCurvesAreDrawnAsTheyWereAtAStep() throws IOException {
        train("--steps", "4");
        Path before = folder.resolve("before.svg");
        Path after = folder.resolve("after.svg");
        Path curves = folder.resolve("curves.svg");
        assertEquals(0, Terminal.run("render", out, "--step", "0", "--view", "heads", "--out", before).code());
        assertEquals(0, Terminal.run("render", out, "--step", "4", "--view", "heads", "--out", after).code());
        assertEquals(0, Terminal.run("heads", out, "--out", curves).code());
        assertAll(
                () -> assertFalse(Files.readString(before).equals(Files.readString(after))),
                () -> assertTrue(Files.size(curves) > 1000));
        Terminal wrong = Terminal.run("render", out, "--step", "3", "--view", "heads", "--out", after);
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().startsWith("Nothing was kept after 3 steps, but after 0, 1, 2, 4"), wrong::err);
    }

    @Test
    void aModelOfWhichNothingWasKeptSaysSo() {
        train("--steps", "2", "--no-heads");
        Terminal refused = Terminal.run("heads", out);
        assertEquals(3, refused.code());
        assertTrue(refused.err().startsWith("Nothing was kept in " + out), refused::err);
    }

    private Terminal train(String... options) {
        Object[] all = new Object[options.length + 6];
        List.of("train", "babi-qa", "--data", data, "--out", out).toArray(all);
        System.arraycopy(options, 0, all, 6, options.length);
        return Terminal.run(all);
    }
}
