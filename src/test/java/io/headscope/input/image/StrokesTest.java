package io.headscope.input.image;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.RgbImage;
import io.headscope.input.image.Strokes.Spot;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StrokesTest {

    @Test
    void nothingDrawnIsBlack() {
        RgbImage image = new Strokes(List.of(List.of())).picture(28);
        assertTrue(IntStream.range(0, image.rgb().length).allMatch(i -> image.rgb()[i] == 0));
    }

    @Test
    void anUprightLineIsTwentyPixelsTallWhereverAndHoweverSmallItWasDrawn() {
        RgbImage corner = new Strokes(List.of(List.of(new Spot(0.05, 0.1), new Spot(0.05, 0.2)))).picture(28);
        RgbImage whole = new Strokes(List.of(List.of(new Spot(0.5, 0), new Spot(0.5, 1)))).picture(28);
        assertAll(
                () -> assertEquals(whole, corner),
                // The line ends at 4 and 24; the pen's soft edge reaches half a pixel farther.
                () -> assertEquals(List.of(0, 255, 255, 0), List.of(grey(whole, 13, 3) < 120 ? 0 : 255, grey(whole, 13, 5), grey(whole, 13, 22), grey(whole, 13, 24) < 120 ? 0 : 255)),
                () -> assertEquals(0, grey(whole, 10, 14)));
    }

    @Test
    void theCentreOfMassIsTheMiddle() {
        // An L: its mass lies low and left of the middle of its box.
        RgbImage image = new Strokes(List.of(List.of(new Spot(0.2, 0.1), new Spot(0.2, 0.9), new Spot(0.6, 0.9)))).picture(28);
        double mass = 0;
        double across = 0;
        double down = 0;
        for (int y = 0; y < 28; y++) {
            for (int x = 0; x < 28; x++) {
                mass += grey(image, x, y);
                across += grey(image, x, y) * (x + 0.5);
                down += grey(image, x, y) * (y + 0.5);
            }
        }
        assertEquals(14, across / mass, 0.1);
        assertEquals(14, down / mass, 0.1);
    }

    @Test
    void aDotIsADot() {
        RgbImage image = new Strokes(List.of(List.of(new Spot(0.9, 0.9)))).picture(28);
        // The middle of the pixel is half a diagonal away from the dot: 1.15 + 0.5 - 0.7071 of 255.
        assertEquals(240, grey(image, 13, 13));
        assertEquals(0, grey(image, 11, 13));
    }

    private static int grey(RgbImage image, int x, int y) {
        return image.at(x, y, 0);
    }
}
