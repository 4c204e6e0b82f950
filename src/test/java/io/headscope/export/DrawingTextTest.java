package io.headscope.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DrawingTextTest {

    @Test
    void everyMarkIsALine() {
        assertEquals(
                """
                drawing 120×80
                raster [10 10 60×40] 2×3 linear 1 viridis
                  0 0.5 1
                  0.25 - 0.75
                hatch [30 30 20×20] missing
                frame [10 10 60×40] frame 1
                area [80 60 10×10] series-2 0.5
                rule (0 79) (120 79) rule 1
                link (70 20) (110 60) series-1 2 0.4
                colour-bar [100 10 8×40] viridis
                photo [75 10 20×20] 2×1 fee10c61
                veil [75 10 20×20] 1×2 linear 1 viridis 0.5
                  1 -
                filled [20 60 12×8] 6 segments series-3 0.8
                clipped [10 55 40×20]
                  area [0 60 100×5] locked 1
                label "<猫> & "cat"\u0007" (60 70) 10 middle level text
                label "key" (8 40) 8 end upwards quiet-text
                """,
                DrawingText.of(ExampleDrawing.everyMark()));
    }
}
