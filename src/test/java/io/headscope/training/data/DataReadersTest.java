package io.headscope.training.data;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.Waveform;
import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DataReadersTest {

    @TempDir
    Path folder;

    @Test
    void reviewsAreSentencesWithLabels() throws IOException {
        reviews("Good.\t1\nIt is a\u0085 sign, not a line.\t0\n");
        assertEquals(
                List.of(new Review("Good.", 1), new Review("It is a\u0085 sign, not a line.", 0)), Review.read(folder).subList(0, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Good.\t1\nBad.\n", "Good.\t1\nBad.\t2\n", "Good.\t1\n\nBad.\t0\n", "Good.\t1\n\t1\n"})
    void aLineThatIsNoReviewIsNamed(String text) throws IOException {
        reviews(text);
        assertEquals(
                folder.resolve("imdb_labelled.txt")
                        + ", line 2: here should be a sentence, a tab, and 0 or 1. Correct the line, or copy the data again.",
                refusal(() -> Review.read(folder)));
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        reviews("Good.\t1\n");
        Files.delete(folder.resolve("yelp_labelled.txt"));
        assertTrue(refusal(() -> Review.read(folder)).startsWith(folder.resolve("yelp_labelled.txt") + " does not exist."));
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        reviews("Good.\t1\n");
        Files.write(folder.resolve("imdb_labelled.txt"), new byte[] {'a', (byte) 0xff, '\t', '1'});
        assertTrue(refusal(() -> Review.read(folder)).contains("it is not UTF-8 text"));
    }

    @Test
    void storiesGrowUpToTheirQuestions() throws IOException {
        stories("1 Mary went home.\n2 John left.\n3 Where is Mary? \thome\t1\n4 Mary left.\n1 Ann sat.\n2 Who sat?\tAnn\t1\n");
        List<Story> stories = Story.read(folder);
        assertAll(
                () -> assertEquals(new Story(List.of("Mary went home.", "John left."), "Where is Mary?", "home", 0, 1), stories.get(0)),
                () -> assertEquals(new Story(List.of("Ann sat."), "Who sat?", "Ann", 0, 2), stories.get(1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "1 Mary went home.\nJohn left.\n", "1 Mary went home.\n2 Where?\thome\t9\n", "1 Mary went home.\n2 Where?\thome\n", "1 Mary went home.\n\n"
    })
    void aLineThatIsNoneOfAStoryIsNamed(String text) throws IOException {
        stories(text);
        assertTrue(refusal(() -> Story.read(folder)).contains("train.txt, line 2: here should be a number and a sentence"));
    }

    @Test
    void viewersHaveTheirFilmsInTheOrderOfTime() throws IOException {
        films("1::First (2001)::Drama\n2::Second (2002)::\n3::First (2001)::Comedy\n", "7::2::8::20\n7::1::9::10\n7::3::9::30\n8::2::5::1\n");
        assertEquals(
                List.of(
                        new Viewer(List.of("First (2001)", "Second (2002)", "First (2001) #3")),
                        new Viewer(List.of("Second (2002)"))),
                Viewer.read(folder));
    }

    @Test
    void aRatingWithoutATimeIsNamed() throws IOException {
        films("1::First (2001)::Drama\n", "7::1::9::10\n7::1::9::soon\n");
        assertTrue(refusal(() -> Viewer.read(folder)).contains("ratings.dat, line 2: here should be a viewer, a film"));
    }

    @Test
    void digitsAreReadAndDamageIsNamed() throws IOException {
        digits(2, 2, 3);
        List<Digit> digits = Digit.read(folder);
        assertAll(() -> assertEquals(2, digits.size()), () -> assertEquals(3, digits.getFirst().label()));
        digits(2, 1, 3);
        assertTrue(refusal(() -> Digit.read(folder)).contains("it has 1 labels for 2 pictures"));
        digits(1, 1, 11);
        assertTrue(refusal(() -> Digit.read(folder)).contains("label 0 is 11, which is no digit"));
        Path images = folder.resolve("images-idx3-ubyte.gz");
        Files.write(images, java.util.Arrays.copyOf(Files.readAllBytes(images), 20));
        assertTrue(refusal(() -> Digit.read(folder)).contains("it is not a gzipped IDX file"));
    }

    @Test
    void micrographsHaveMasksOfTheirSizeAndAreOfOneSize() throws IOException {
        picture("b.png", 4, 4, 90);
        picture("b_mask.png", 4, 4, 255);
        picture("a.png", 4, 4, 30);
        picture("a_mask.png", 4, 4, 0);
        List<Micrograph> pictures = Micrograph.read(folder);
        assertAll(
                () -> assertEquals(List.of("a.png", "b.png"), pictures.stream().map(one -> one.file().getFileName().toString()).toList()),
                () -> assertEquals(30, pictures.getFirst().image().at(2, 2, 1)),
                () -> assertTrue(pictures.getLast().nuclei()[15]));
        picture("a_mask.png", 4, 2, 0);
        assertTrue(refusal(() -> Micrograph.read(folder)).contains("a_mask.png cannot be used: it is 4×2, but its picture is 4×4"));
        picture("a_mask.png", 4, 4, 7);
        assertTrue(refusal(() -> Micrograph.read(folder)).contains("its pixel (0, 0) is 7, where a mask has 0 or 255"));
        picture("a_mask.png", 4, 4, 0);
        picture("b.png", 8, 4, 0);
        picture("b_mask.png", 8, 4, 0);
        assertTrue(refusal(() -> Micrograph.read(folder)).contains("b.png cannot be used: it is 8×4, but the first picture of the folder is 4×4"));
        Files.delete(folder.resolve("b_mask.png"));
        assertTrue(refusal(() -> Micrograph.read(folder)).startsWith(folder.resolve("b_mask.png") + " does not exist."));
    }

    @Test
    void aFolderWithoutMicrographsIsRefused() {
        assertTrue(refusal(() -> Micrograph.read(folder)).contains("there is no picture NAME.png with its NAME_mask.png in it"));
    }

    @Test
    void questionsAboutAStoryStayTogether() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int story = 0; story < 40; story++) {
            text.append("1 Mary went home.\n2 Where is Mary?\thome\t1\n3 Where is she?\thome\t1\n");
        }
        stories(text.toString());
        Split<Story> split = Story.split(folder);
        assertAll(
                () -> assertEquals(8, split.validation().size()),
                () -> assertEquals(4, split.validation().stream().map(Story::story).distinct().count()),
                () -> assertTrue(split.training().stream().noneMatch(one -> split.validation().stream().anyMatch(other -> one.story() == other.story()))));
    }

    @Test
    void rowsOfDigitsAreTheSameEveryTimeAndEveryOtherOfOneSpeaker() {
        List<SpokenDigit> digits = java.util.stream.IntStream.range(0, 40)
                .mapToObj(i -> new SpokenDigit(i % 10, i % 2 == 0 ? "ann" : "ben", new Waveform(new float[800], SpokenDigit.RATE)))
                .toList();
        List<SpokenRow> rows = SpokenRow.of(digits);
        assertAll(
                () -> assertEquals(240, rows.size()),
                () -> assertEquals(
                        List.of(60L, 60L, 60L, 60L),
                        java.util.stream.IntStream.rangeClosed(1, 4)
                                .mapToObj(length -> rows.stream().filter(row -> row.digits().size() == length).count())
                                .toList()),
                () -> assertTrue(java.util.stream.IntStream.range(0, 120).allMatch(
                        i -> rows.get(2 * i + 1).digits().stream().map(SpokenDigit::speaker).distinct().count() == 1)),
                () -> assertEquals(rows.stream().map(SpokenRow::labels).toList(), SpokenRow.of(digits).stream().map(SpokenRow::labels).toList()));
    }

    private void picture(String name, int width, int height, int level) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < width * height; i++) {
            image.getRaster().setSample(i % width, i / width, 0, level);
        }
        ImageIO.write(image, "png", folder.resolve(name).toFile());
    }

    @Test
    void pairsAreSentencesWithTheirTranslations() throws IOException {
        Files.writeString(folder.resolve("pairs.tsv"), "Hi.\t嗨。\tCC-BY 2.0 (France)\nRun!\t 跑！\tCC-BY 2.0 (France)\n");
        assertEquals(List.of(new SentencePair("Hi.", "嗨。"), new SentencePair("Run!", "跑！")), SentencePair.read(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hi.\t嗨。\tx\n\n", "Hi.\t嗨。\tx\nRun!\t跑！\n", "Hi.\t嗨。\tx\n\t跑！\tx\n", "Hi.\t嗨。\tx\nRun!\t \tx\n"})
    void aLineThatIsNoPairIsNamed(String text) throws IOException {
        Files.writeString(folder.resolve("pairs.tsv"), text);
        assertEquals(
                folder.resolve("pairs.tsv") + ", line 2: here should be an English sentence, a tab, a Chinese one, a tab, and whose "
                        + "they are. Correct the line, or copy the data again.",
                refusal(() -> SentencePair.read(folder)));
    }

    @Test
    void pairsThatAreMissingAreNamed() {
        assertTrue(refusal(() -> SentencePair.read(folder)).startsWith(folder.resolve("pairs.tsv") + " does not exist."));
    }

    @Test
    void spokenDigitsAreReadInTheOrderOfTheirNames() throws IOException {
        sound("7_theo_12.wav", 8000);
        sound("0_lucas_3.wav", 8000);
        List<SpokenDigit> digits = SpokenDigit.read(folder);
        assertAll(
                () -> assertEquals(List.of(0, 7), digits.stream().map(SpokenDigit::label).toList()),
                () -> assertEquals(List.of("lucas", "theo"), digits.stream().map(SpokenDigit::speaker).toList()),
                () -> assertEquals(0.1, digits.getFirst().sound().seconds(), 1e-9));
    }

    @Test
    void aRecordingOfAnotherRateIsNamed() throws IOException {
        sound("0_lucas_3.wav", 8000);
        sound("7_theo_12.wav", 44_100);
        assertEquals(
                folder.resolve("7_theo_12.wav") + " cannot be used: it has 44100 samples a second where recordings of this "
                        + "collection have 8000. Correct it, or copy it again.",
                refusal(() -> SpokenDigit.read(folder)));
    }

    @Test
    void aRecordingThatNamesNoDigitIsNamed() throws IOException {
        sound("seven.wav", 8000);
        assertEquals(
                folder.resolve("seven.wav") + " cannot be used: its name should be a digit, a speaker and a number, as in "
                        + "7_theo_12.wav. Correct it, or copy it again.",
                refusal(() -> SpokenDigit.read(folder)));
    }

    @Test
    void aBrokenRecordingIsNamed() throws IOException {
        Files.writeString(folder.resolve("7_theo_12.wav"), "RIFF");
        assertTrue(refusal(() -> SpokenDigit.read(folder)).startsWith(folder.resolve("7_theo_12.wav").toString()));
    }

    @Test
    void aFolderWithoutRecordingsIsRefused() {
        assertEquals(
                folder + " cannot be used: it holds no recordings, as 7_theo_12.wav. Correct it, or copy it again.",
                refusal(() -> SpokenDigit.read(folder)));
        Path nowhere = folder.resolve("nowhere");
        assertTrue(refusal(() -> SpokenDigit.read(nowhere)).startsWith(nowhere + " does not exist."));
    }

    /// A tenth of a second of nearly nothing.
    private void sound(String name, int rate) throws IOException {
        int length = rate / 10 * 2;
        java.nio.ByteBuffer wave = java.nio.ByteBuffer.allocate(44 + length).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        wave.put("RIFF".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(36 + length);
        wave.put("WAVEfmt ".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(16);
        wave.putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate).putShort((short) 2).putShort((short) 16);
        wave.put("data".getBytes(java.nio.charset.StandardCharsets.US_ASCII)).putInt(length).putShort((short) 1000);
        Files.write(folder.resolve(name), wave.array());
    }

    private void reviews(String imdb) throws IOException {
        Files.writeString(folder.resolve("imdb_labelled.txt"), imdb);
        Files.writeString(folder.resolve("amazon_cells_labelled.txt"), "Works.\t1\n");
        Files.writeString(folder.resolve("yelp_labelled.txt"), "Cold.\t0\n");
    }

    private void stories(String text) throws IOException {
        Files.writeString(folder.resolve("qa1_single-supporting-fact_train.txt"), text);
    }

    private void films(String titles, String ratings) throws IOException {
        Files.writeString(folder.resolve("movies.dat"), titles);
        Files.writeString(folder.resolve("ratings.dat"), ratings);
    }

    private void digits(int images, int labels, int label) throws IOException {
        try (DataOutputStream out = gzip("images-idx3-ubyte.gz")) {
            out.writeInt(0x803);
            out.writeInt(images);
            out.writeInt(28);
            out.writeInt(28);
            out.write(new byte[images * 784]);
        }
        try (DataOutputStream out = gzip("labels-idx1-ubyte.gz")) {
            out.writeInt(0x801);
            out.writeInt(labels);
            for (int i = 0; i < labels; i++) {
                out.writeByte(label);
            }
        }
    }

    private DataOutputStream gzip(String name) throws IOException {
        return new DataOutputStream(new GZIPOutputStream(Files.newOutputStream(folder.resolve(name))));
    }

    private static String refusal(Executable reading) {
        return assertThrows(ProblemException.class, reading).sentence(Messages.ENGLISH);
    }
}
