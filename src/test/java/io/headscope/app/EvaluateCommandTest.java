package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EvaluateCommandTest {

    private static final Path SAMPLES = Path.of("sample-models");

    @TempDir
    Path data;

    /// The digits that come along, one of them under a wrong label.
    @Test
    void digitsAreCountedByClass() throws IOException {
        digits(List.of("three", "five", "seven"), 3, 5, 1);
        JsonObject json = json(Terminal.run("evaluate", SAMPLES.resolve("digits-vit"), "--data", data, "--json"));
        assertAll(
                () -> assertEquals("digits", json.get("layout").getAsString()),
                () -> assertEquals("all", json.get("split").getAsString()),
                () -> assertEquals(3, json.get("examples").getAsInt()),
                () -> assertEquals(0, json.get("too_long").getAsInt()),
                () -> assertEquals(2 / 3.0, measure(json, "accuracy"), 1e-12),
                () -> assertEquals(0.5, measure(json, "macro_f1"), 1e-12, "two of the four classes 1, 3, 5 and 7 are right throughout"),
                () -> assertEquals("{\"label\":\"3\",\"precision\":1.0,\"recall\":1.0,\"f1\":1.0,\"examples\":1}",
                        json.getAsJsonArray("classes").get(3).toString()),
                () -> assertEquals("[0,0,0,0,0,0,0,1,0,0]", json.getAsJsonArray("confusion").get(1).toString()));
    }

    @Test
    void withoutJsonItIsATable() throws IOException {
        digits(List.of("three", "five", "seven"), 3, 5, 1);
        Terminal answer = Terminal.run("evaluate", SAMPLES.resolve("digits-vit"), "--data", data);
        assertAll(
                () -> assertEquals("sample-models/digits-vit on " + data + " (digits, all), 3 examples", line(answer, 0)),
                () -> assertEquals("accuracy         0.6667", line(answer, 1)),
                () -> assertTrue(answer.out().contains("rows: right, columns: given"), answer::out));
    }

    @Test
    void storiesAreAskedForTheExactWord() throws IOException {
        Files.writeString(data.resolve("qa1_single-supporting-fact_train.txt"), """
                1 Mary moved to the bathroom.
                2 John went to the hallway.
                3 Where is Mary? \tbathroom\t1
                4 Daniel went back to the hallway.
                5 Where is John? \tgarden\t2
                """);
        JsonObject json = json(Terminal.run("evaluate", SAMPLES.resolve("babi-qa"), "--data", data, "--json"));
        assertAll(
                () -> assertEquals(2, json.get("examples").getAsInt()),
                () -> assertEquals(0.5, measure(json, "exact_match"), "John did not go to the garden"));
    }

    /// Five films that the network knows, and one that nobody knows.
    @Test
    void theLastFilmIsGuessedAmongThoseNotSeen() throws IOException {
        Files.writeString(data.resolve("movies.dat"), """
                1::Man of Steel (2013)::
                2::Pacific Rim (2013)::
                3::The Avengers (2012)::
                4::Iron Man 3 (2013)::
                5::Star Trek Into Darkness (2013)::
                6::A Film That Nobody Has Seen (1907)::
                """);
        StringBuilder ratings = new StringBuilder();
        for (int film = 1; film <= 6; film++) {
            ratings.append("1::").append(7 - film).append("::8::").append(film).append('\n');
        }
        ratings.append("2::1::8::1\n2::2::8::2\n");
        Files.writeString(data.resolve("ratings.dat"), ratings);
        JsonObject json = json(Terminal.run("evaluate", SAMPLES.resolve("films"), "--data", data, "--json"));
        assertAll(
                () -> assertEquals(1, json.get("examples").getAsInt(), "who knows two films is not asked"),
                () -> assertEquals(5, measure(json, "known_films")),
                () -> assertEquals(1, measure(json, "hit_rate_10"), "of one film that is left, the last is the first"),
                () -> assertEquals(1, measure(json, "ndcg_10")));
    }

    @Test
    void aTextIsPredictedFromWindowToWindow() throws IOException {
        String text = "First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\n".repeat(130);
        Files.writeString(data.resolve("input.txt"), text);
        Path model = SAMPLES.resolve("shakespeare-gpt");
        JsonObject json = json(Terminal.run("evaluate", model, "--data", data, "--split", "validation", "--json"));
        assertAll(
                () -> assertEquals(Math.exp(measure(json, "nats_a_token")), measure(json, "perplexity"), 1e-9),
                () -> assertTrue(measure(json, "nats_a_character") < 1.473, "easier than what the card measures: " + json),
                () -> assertTrue(measure(json, "nats_a_character") < measure(json, "nats_a_token"), json::toString));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "digits-vit|input.txt|texts and films ask for a model that writes on from a text",
        "shakespeare-gpt|input.txt|input.txt has 5 characters, too few",
        "shakespeare-gpt|movies.dat|movies.dat, line 1: here should be a number, a title and genres",
        "films|images-idx3-ubyte.gz|digits ask for a model that looks at a picture and chooses one of the classes 0 to 9",
        "digits-vit|images-idx3-ubyte.gz|images-idx3-ubyte.gz cannot be used: it is not a gzipped IDX file",
        "digits-vit|yelp_labelled.txt|reviews ask for a model that reads a text and chooses one of two classes",
        "digits-vit|some_mask.png|micrographs ask for a model that tells two classes apart at every place of a picture",
        "digits-vit|qa1_single-supporting-fact_train.txt|stories ask for a model that marks the answer to a question",
        "digits-vit|pairs.tsv|translations ask for a model that reads one text and writes another",
        "digits-vit|7_theo_12.wav|recordings ask for a model that hears a sound and writes what was said",
        "digits-vit|notes.txt|is no folder with data of a layout that can be evaluated on (reviews, digits"
    })
    void whatDoesNotFitIsSaidInOneSentence(String model, String file, String said) throws IOException {
        Files.writeString(data.resolve(file), "To be");
        Terminal answer = Terminal.run("evaluate", SAMPLES.resolve(model), "--data", data);
        assertAll(
                () -> assertEquals(3, answer.code()),
                () -> assertEquals("", answer.out()),
                () -> assertEquals(1, answer.err().lines().count(), answer::err),
                () -> assertTrue(answer.err().contains(said), answer::err));
    }

    @Test
    void aMissingFolderAndABrokenLineAreNamed() throws IOException {
        Path nowhere = data.resolve("nowhere");
        Terminal missing = Terminal.run("evaluate", SAMPLES.resolve("babi-qa"), "--data", nowhere);
        Path file = data.resolve("qa1_single-supporting-fact_train.txt");
        Files.writeString(file, "1 Mary went home.\n\n");
        Terminal broken = Terminal.run("evaluate", SAMPLES.resolve("babi-qa"), "--data", data);
        assertAll(
                () -> assertEquals(3, missing.code()),
                () -> assertTrue(missing.err().startsWith(nowhere + " does not exist."), missing::err),
                () -> assertEquals(3, broken.code()),
                () -> assertTrue(broken.err().startsWith(file + ", line 2: here should be a number and a sentence"), broken::err));
    }

    @Test
    void aPartThatThereIsNotIsWrongUse() {
        assertEquals(2, Terminal.run("evaluate", SAMPLES.resolve("babi-qa"), "--data", data, "--split", "test").code());
    }

    /// What the cards say, measured again, where the data lies beside this checkout.
    @ParameterizedTest
    @CsvSource({"digits-vit, mnist, accuracy, 0.0005", "babi-qa, babi-qa, exact_match, 0.0005", "films, movietweetings, hit_rate_10, 0.0005",
        "nuclei-segformer, nuclei, dice, 0.0005"})
    void theFiguresOfTheCardsAreReproduced(String sample, String folder, String measure, double tolerance) throws IOException {
        Path from = Path.of("../shared/data", folder);
        assumeTrue(Files.isDirectory(from), "the data that the sample learned from is not beside this checkout");
        JsonObject json = json(Terminal.run("evaluate", SAMPLES.resolve(sample), "--data", from, "--split", "validation", "--json"));
        Matcher stated = Pattern.compile("\\*\\*([0-9.]+)( %)?\\*\\*").matcher(Files.readString(SAMPLES.resolve(sample).resolve("README.md")));
        assertTrue(stated.find());
        double figure = Double.parseDouble(stated.group(1)) / (stated.group(2) == null ? 1 : 100);
        assertEquals(figure, measure(json, measure), tolerance);
    }

    private static double measure(JsonObject json, String name) {
        return json.getAsJsonObject("measures").get(name).getAsDouble();
    }

    private static JsonObject json(Terminal answer) {
        assertEquals(0, answer.code(), answer::err);
        return JsonParser.parseString(answer.out()).getAsJsonObject();
    }

    private static String line(Terminal answer, int number) {
        return answer.out().lines().skip(number).findFirst().orElseThrow();
    }

    private void digits(List<String> pictures, int... labels) throws IOException {
        try (DataOutputStream out = gzip("images-idx3-ubyte.gz")) {
            out.writeInt(0x803);
            out.writeInt(pictures.size());
            out.writeInt(28);
            out.writeInt(28);
            for (String picture : pictures) {
                BufferedImage image = ImageIO.read(SAMPLES.resolve("digits-vit").resolve(picture + ".png").toFile());
                for (int i = 0; i < 784; i++) {
                    out.writeByte(image.getRaster().getSample(i % 28, i / 28, 0));
                }
            }
        }
        try (DataOutputStream out = gzip("labels-idx1-ubyte.gz")) {
            out.writeInt(0x801);
            out.writeInt(labels.length);
            for (int label : labels) {
                out.writeByte(label);
            }
        }
    }

    private DataOutputStream gzip(String name) throws IOException {
        return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(data.resolve(name))));
    }
}
