package io.headscope.input.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is wrong with a picture is said in one sentence that names it.
final class DamagedImageTest {

    private static final Path ROOT = Path.of("src/test/resources/preprocess");
    private static final Set<Problem> REFUSALS =
            EnumSet.of(Problem.IMAGE_UNKNOWN, Problem.IMAGE_BROKEN, Problem.IMAGE_TRUNCATED, Problem.IMAGE_EMPTY, Problem.IMAGE_TOO_LARGE);

    @TempDir
    Path folder = Path.of("set by JUnit");

    @ParameterizedTest
    @ValueSource(strings = {"inputs/photo_exif6.jpg", "formats/progressive.jpg", "inputs/rgb_landscape.png", "formats/still.gif", "formats/lossless.webp"})
    void aPictureThatBreaksOffIsRefused(String name) throws IOException {
        byte[] whole = Files.readAllBytes(ROOT.resolve(name));
        Path cut = write(Arrays.copyOf(whole, whole.length * 2 / 3));
        ProblemException refused = assertThrows(ProblemException.class, () -> ImageFileTest.decode(cut));
        assertEquals(cut + " breaks off before the end of the picture. Download or copy it again.", refused.getMessage());
    }

    @Test
    void aTextIsNoPicture() throws IOException {
        Path text = write("Shall I compare thee to a summer's day?".getBytes(StandardCharsets.UTF_8));
        ProblemException refused = assertThrows(ProblemException.class, () -> ImageFile.open(text));
        assertEquals(text + " is not a picture that Headscope can read. Save it as PNG, JPEG, GIF or WebP.", refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"0, 200", "320, 0", "0, 0"})
    void aPictureOfNoPixelsIsRefused(int width, int height) throws IOException {
        Path empty = write(sized(width, height));
        ProblemException refused = assertThrows(ProblemException.class, () -> ImageFile.open(empty));
        assertEquals(empty + " has no pixels. Choose another picture.", refused.getMessage());
    }

    @Test
    void aJpegOfNoPixelsIsRefused() throws IOException {
        byte[] jpeg = Files.readAllBytes(ROOT.resolve("formats/full.jpg"));
        int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
        Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0);
        Path empty = write(jpeg);
        assertEquals(Problem.IMAGE_EMPTY, assertThrows(ProblemException.class, () -> ImageFile.open(empty)).problem());
    }

    @Test
    void aPictureOfAHundredMegapixelsIsAskedAbout() throws IOException {
        ImageFile large = ImageFile.open(write(sized(12_000, 9_000)));
        assertTrue(large.isLarge());
        assertEquals(108, large.megapixels());
        assertEquals(756, large.megabytes());
    }

    @Test
    void aPictureThatNoMemoryHoldsIsRefused() throws IOException {
        Path huge = write(sized(100_000, 100_000));
        ProblemException refused = assertThrows(ProblemException.class, () -> ImageFile.open(huge));
        assertEquals(huge + " has 10,000 megapixels, more than there is memory for. Make it smaller.", refused.getMessage());
    }

    /// Bytes overwritten at random, and the end cut off: it is decoded or refused, and never our fault.
    @ParameterizedTest
    @ValueSource(strings = {
        "inputs/photo_exif6.jpg", "formats/progressive.jpg", "formats/cmyk.jpg", "formats/exif8.png", "formats/bits.png",
        "inputs/palette.png", "formats/still.gif", "formats/moving.gif", "formats/lossless.webp", "formats/lossy.webp"
    })
    void damagedPicturesAreNeverOurFault(String name) throws IOException {
        Random random = new Random(5);
        byte[] whole = Files.readAllBytes(ROOT.resolve(name));
        int refused = 0;
        for (int round = 0; round < 150; round++) {
            byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 60))] = (byte) random.nextInt(256);
            }
            Path file = write(bytes);
            try {
                ImageFile open = ImageFile.open(file);
                // A size made up by chance takes its time: whether it is asked about is tested above.
                if (!open.isLarge()) {
                    open.decode();
                }
            } catch (ProblemException problem) {
                assertTrue(REFUSALS.contains(problem.problem()), problem.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 10, "refused " + refused);
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("picture"), bytes);
    }

    /// A PNG that says it has this size.
    private static byte[] sized(int width, int height) throws IOException {
        byte[] png = Files.readAllBytes(ROOT.resolve("inputs/rgb_landscape.png"));
        CRC32 sum = new CRC32();
        ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
        sum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
        return png;
    }
}
