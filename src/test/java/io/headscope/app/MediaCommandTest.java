package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.input.ReferenceTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures and sounds on the command line.
final class MediaCommandTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path VIT = GOLDEN.resolve("vit");
    private static final Path PREPROCESS = Path.of("src/test/resources/preprocess");
    private static final Path LANDSCAPE = PREPROCESS.resolve("inputs/rgb_landscape.png");

    @TempDir
    Path folder = Path.of("set by JUnit");

    @TempDir
    Path out = Path.of("set by JUnit");

    /// The same trace, whether the picture is prepared here or by the reference.
    @Test
    void aPictureIsPreparedAsTheReferenceDoes() throws IOException {
        Golden.copy(VIT, folder);
        Files.copy(PREPROCESS.resolve("vit_tiny32/preprocessor_config.json"), folder.resolve("preprocessor_config.json"));
        Path ours = out.resolve("ours.safetensors");
        assertEquals(0, Terminal.run("capture", folder, "--image", LANDSCAPE, "--out", ours).code());
        Path theirs = out.resolve("theirs.safetensors");
        assertEquals(0, Terminal.run("capture", folder, "--inputs", prepared(), "--out", theirs).code());
        Map<String, ReferenceTensors> expected = ReferenceTensors.read(theirs);
        Map<String, ReferenceTensors> actual = ReferenceTensors.read(ours);
        assertEquals(expected.keySet(), actual.keySet());
        expected.forEach((name, tensor) -> {
            double[] numbers = Objects.requireNonNull(actual.get(name)).values();
            for (int i = 0; i < numbers.length; i++) {
                assertEquals(tensor.values()[i], numbers[i], 1e-5, name + " at " + i);
            }
        });
    }

    /// Raw numbers of the picture, as the reference prepared it.
    private Path prepared() throws IOException {
        Path file = out.resolve("inputs.json");
        Files.writeString(file, "{\"inputs\": {}, \"float_inputs\": {\"pixel_values\": {\"file\": \"inputs.safetensors\"}}}");
        double[] numbers = Objects.requireNonNull(ReferenceTensors.read(PREPROCESS.resolve("vit_tiny32/expected.safetensors"))
                .get("rgb_landscape.pixel_values")).values();
        byte[] header = "{\"pixel_values\":{\"dtype\":\"F32\",\"shape\":[1,3,32,32],\"data_offsets\":[0,12288]}}  ".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 12_288).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (double number : numbers) {
            bytes.putFloat((float) number);
        }
        Files.write(out.resolve("inputs.safetensors"), bytes.array());
        return file;
    }

    @Test
    void withoutSettingsThoseUsualForTheFamilyAreTaken() {
        Terminal answer = Terminal.run("capture", VIT, "--image", LANDSCAPE);
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.out().contains("attentions.0 [4, 17, 17]"), answer.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"beit", "deit", "detr", "dinov2", "segformer", "swin", "vit"})
    void everyFamilyThatSeesIsDrawnOverItsPicture(String family) throws IOException {
        assertDrawn(GOLDEN.resolve(family), "--image", LANDSCAPE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio_spectrogram_transformer", "wav2vec2", "whisper"})
    void everyFamilyThatHearsIsDrawnOverItsSound(String family) throws IOException {
        assertDrawn(GOLDEN.resolve(family), "--audio", PREPROCESS.resolve("inputs/mono_16k_float.wav"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clip", "vilt"})
    void familiesThatReadAndSeeAreDrawnOverTheirPicture(String family) throws IOException {
        Golden.withTokenizer(GOLDEN.resolve(family), "wordpiece", folder);
        assertDrawn(folder, "--image", LANDSCAPE, "--text", "[MASK] [MASK]", "--section", family.equals("clip") ? "vision" : "encoder");
    }

    private void assertDrawn(Path model, Object... options) throws IOException {
        Path svg = out.resolve("overlay.svg");
        Object[] command = Stream.concat(
                Stream.of("render", model, "--view", "overlay", "--layer", 1, "--out", svg), Arrays.stream(options)).toArray();
        Terminal answer = Terminal.run(command);
        assertEquals(0, answer.code(), answer.err());
        String drawing = Files.readString(svg);
        // The large one and a small one for each head: a backdrop, and the weights over it.
        assertTrue(drawing.split("<image ").length > 6, () -> model + ": " + drawing.split("<image ").length);
        assertTrue(drawing.contains("opacity=\"0.65\""), model::toString);
    }

    @Test
    void anyPatchIsLookedFromAndAt() throws IOException {
        assertTrue(drawn("--query", 7).contains(">What 2,3 attends to<"), () -> "");
        assertTrue(drawn("--key", 7).contains(">Who attends to 2,3<"), () -> "");
        Terminal beyond = Terminal.run(
                "render", VIT, "--view", "overlay", "--image", LANDSCAPE, "--query", 17, "--out", out.resolve("overlay.svg"));
        assertEquals(2, beyond.code());
        assertTrue(beyond.err().startsWith("There is no query 17. The last is 16"), beyond.err());
    }

    private String drawn(String option, int position) throws IOException {
        Path svg = out.resolve("overlay.svg");
        Terminal answer = Terminal.run("render", VIT, "--view", "overlay", "--image", LANDSCAPE, option, position, "--out", svg);
        assertEquals(0, answer.code(), answer.err());
        return Files.readString(svg);
    }

    @Test
    void whatIsMissingOrNotTakenIsSaid() throws IOException {
        Path sound = PREPROCESS.resolve("inputs/mono_16k_float.wav");
        assertRefused("The model takes no sound. Leave it out.", VIT, "--audio", sound);
        assertRefused("The model takes no picture. Leave it out.", Golden.GPT2, "--image", LANDSCAPE);
        assertRefused("The model in " + VIT + " reads no text. Leave the text out.", VIT, "--image", LANDSCAPE, "--text", "a");
        assertRefused(
                "The model takes a picture. Drop one on the window, paste it, or open it; on the command line give --image.",
                VIT, "--text", "");
        Path text = Files.writeString(folder.resolve("picture.png"), "no picture");
        assertRefused(text + " is not a picture that Headscope can read. Save it as PNG, JPEG, GIF or WebP.", VIT, "--image", text);
    }

    /// Asked about, not refused: that there is nothing behind so large a header shows only once one has said yes.
    @Test
    void aPictureOfAHundredMegapixelsIsAskedAbout() throws IOException {
        byte[] png = Files.readAllBytes(LANDSCAPE);
        ByteBuffer.wrap(png).putInt(16, 12_000).putInt(20, 9_000);
        CRC32 sum = new CRC32();
        sum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
        Path large = Files.write(folder.resolve("large.png"), png);
        assertRefused(
                large + " has 108 megapixels; to read it takes about 756 MB of memory. "
                        + "Run again with --large to go on, or make it smaller.",
                VIT, "--image", large);
        assertRefused(
                large + " cannot be read as a picture: the decoder says “Error reading PNG image data”. "
                        + "Open it in another program and save it again.",
                VIT, "--image", large, "--large");
    }

    private static void assertRefused(String sentence, Path model, Object... options) {
        Object[] command = java.util.stream.Stream.concat(
                java.util.stream.Stream.of("capture", model), java.util.Arrays.stream(options)).toArray();
        assertEquals(new Terminal(3, "", sentence + "\n"), Terminal.run(command));
    }
}
