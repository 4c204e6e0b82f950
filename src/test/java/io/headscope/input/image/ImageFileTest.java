package io.headscope.input.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.RgbImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures are decoded to the very pixels that Pillow makes of them.
final class ImageFileTest {

    private static final Path INPUTS = Path.of("src/test/resources/preprocess/inputs");
    private static final Path FORMATS = Path.of("src/test/resources/preprocess/formats");

    @ParameterizedTest
    @ValueSource(strings = {"gray_square.png", "palette.png", "photo_exif6.jpg", "rgba_portrait.png"})
    void pixelsAreThoseOfTheReference(String name) {
        Path decoded = INPUTS.resolve(name.replaceAll("\\.\\w+$", ".decoded.png"));
        assertEquals(0, largestDifference(pixels(decoded), decode(INPUTS.resolve(name))));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "alpha.webp", "bits.png", "cmyk.jpg", "exif8.jpg", "exif8.png", "exif8.webp", "full.jpg", "grey.jpg",
        "grey_alpha.png", "lossless.webp", "moving.gif", "progressive.jpg", "still.gif"
    })
    void everyFormatIsReadAsPillowReadsIt(String name) {
        assertEquals(0, largestDifference(pixels(FORMATS.resolve(name + ".decoded.png")), decode(FORMATS.resolve(name))));
    }

    /// The library repeats the colours of a lossy WebP, which are stored for every second pixel, where Pillow passes
    /// smoothly from one to the next: of this small picture, full of edges, some pixels differ a lot, all together little.
    @Test
    void lossyWebpIsReadWithCoarserColours() {
        RgbImage expected = pixels(FORMATS.resolve("lossy.webp.decoded.png"));
        RgbImage actual = decode(FORMATS.resolve("lossy.webp"));
        double sum = 0;
        for (int y = 0; y < expected.height(); y++) {
            for (int x = 0; x < expected.width(); x++) {
                sum += Math.abs(lightness(expected, x, y) - lightness(actual, x, y));
            }
        }
        assertEquals(0, sum / expected.width() / expected.height(), 3);
    }

    @Test
    void greyOf16BitsKeepsItsUpperEight() {
        RgbImage eight = decode(FORMATS.resolve("grey_alpha.png"));
        assertEquals(30, eight.width());
        RgbImage sixteen = decode(FORMATS.resolve("grey16.png"));
        RgbImage colour = decode(FORMATS.resolve("lossless.webp"));
        assertEquals(lightness(colour, 20, 10), sixteen.at(20, 10, 0));
        assertEquals(sixteen.at(20, 10, 0), sixteen.at(20, 10, 2));
    }

    @Test
    void sizeIsKnownBeforeDecoding() {
        ImageFile file = ImageFile.open(INPUTS.resolve("rgb_landscape.png"));
        assertArrayEquals(new int[] {320, 200}, new int[] {file.width(), file.height()});
    }

    private static int lightness(RgbImage image, int x, int y) {
        return image.at(x, y, 0) * 19595 + image.at(x, y, 1) * 38470 + image.at(x, y, 2) * 7471 + 0x8000 >> 16;
    }

    static RgbImage decode(Path file) {
        return ImageFile.open(file).decode();
    }

    /// Of an RGB PNG, read without anything of ours.
    private static RgbImage pixels(Path file) {
        try {
            BufferedImage image = ImageIO.read(file.toFile());
            byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
            for (int i = 0; i < rgb.length / 3; i++) {
                int color = image.getRGB(i % image.getWidth(), i / image.getWidth());
                rgb[3 * i] = (byte) (color >> 16);
                rgb[3 * i + 1] = (byte) (color >> 8);
                rgb[3 * i + 2] = (byte) color;
            }
            return new RgbImage(image.getWidth(), image.getHeight(), rgb);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static int largestDifference(RgbImage expected, RgbImage actual) {
        assertArrayEquals(new int[] {expected.width(), expected.height()}, new int[] {actual.width(), actual.height()});
        int largest = 0;
        for (int i = 0; i < expected.rgb().length; i++) {
            largest = Math.max(largest, Math.abs((expected.rgb()[i] & 0xFF) - (actual.rgb()[i] & 0xFF)));
        }
        return largest;
    }
}
