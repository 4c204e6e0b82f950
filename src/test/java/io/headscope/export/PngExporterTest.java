package io.headscope.export;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Palette;
import io.headscope.drawing.Point;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngExporterTest {

    @Test
    void cellsHaveTheColourOfTheirValue() throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes(2)));
        assertAll(
                () -> assertEquals(240, image.getWidth()),
                () -> assertEquals(160, image.getHeight()),
                () -> assertEquals(ExampleDrawing.TINT.color(0), pixel(image, 40, 40)),
                () -> assertEquals(ExampleDrawing.TINT.color(0.5), pixel(image, 62, 58)),
                () -> assertEquals(ExampleDrawing.TINT.color(1), pixel(image, 130, 50)),
                () -> assertEquals(ExampleDrawing.TINT.color(0.25), pixel(image, 56, 96)),
                () -> assertEquals(ExampleDrawing.TINT.color(0.75), pixel(image, 110, 70)));
    }

    @Test
    void aCellWithoutAValueShowsThePageBetweenItsHatching() {
        BufferedImage image = new PngExporter(1).image(ExampleDrawing.everyMark(), Palette.DARK);
        long page = IntStream.range(31, 49).filter(x -> pixel(image, x, 40).equals(Palette.DARK.color(Role.PAGE))).count();
        assertTrue(page > 5 && page < 18, page + " of 18 pixels");
    }

    @Test
    void clippedMarksKeepToTheirBox() {
        BufferedImage image = new PngExporter(1).image(ExampleDrawing.everyMark(), Palette.LIGHT);
        assertAll(
                () -> assertEquals(Palette.LIGHT.color(Role.LOCKED), pixel(image, 12, 62)),
                () -> assertEquals(Palette.LIGHT.color(Role.PAGE), pixel(image, 8, 62)));
    }

    @Test
    void lettersAreDrawnFromTheBundledFont() {
        Mark.Label label = new Mark.Label("注", new Point(10, 36), 40, Mark.Anchor.START, Mark.Turn.LEVEL, Role.TEXT);
        BufferedImage image = new PngExporter(1).image(new Drawing(60, 50, List.of(label)), Palette.LIGHT);
        long ink = IntStream.range(0, 60 * 50)
                .filter(i -> pixel(image, i % 60, i / 60).equals(Palette.LIGHT.color(Role.TEXT)))
                .count();
        assertTrue(ink > 150 && ink < 1000, ink + " pixels of ink");
    }

    @Test
    void theSameDrawingGivesTheSameBytes() throws IOException {
        assertArrayEquals(bytes(1), bytes(1));
    }

    private static byte[] bytes(double scale) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new PngExporter(scale).write(ExampleDrawing.everyMark(), Palette.LIGHT, bytes);
        return bytes.toByteArray();
    }

    private static Rgb pixel(BufferedImage image, int x, int y) {
        return new Rgb(image.getRGB(x, y) & 0xFFFFFF);
    }
}
