package io.headscope.drawing;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ColorMapTest {

    @Test
    void theEndsAreThoseThatWerePublished() {
        assertAll(
                () -> assertEquals("#440154", ColorMap.VIRIDIS.at(0).hex()),
                () -> assertEquals("#fde725", ColorMap.VIRIDIS.at(1).hex()),
                () -> assertEquals("#000004", ColorMap.MAGMA.at(0).hex()),
                () -> assertEquals("#fcfdbf", ColorMap.MAGMA.at(1).hex()));
    }

    @ParameterizedTest
    @EnumSource(names = {"VIRIDIS", "MAGMA", "CIVIDIS"})
    void moreIsLighter(ColorMap map) {
        for (int step = 8; step < ColorMap.STEPS; step++) {
            assertTrue(map.color(step).luminance() > map.color(step - 8).luminance(), map + " at step " + step);
        }
    }

    @Test
    void theDivergingMapIsLightestInTheMiddleAndEvenAtTheEnds() {
        Rgb middle = ColorMap.BLUE_ORANGE.color(128);
        assertAll(
                () -> assertTrue(middle.luminance() > 0.8),
                () -> assertTrue(ColorMap.BLUE_ORANGE.color(0).contrast(ColorMap.BLUE_ORANGE.color(255)) < 1.3));
    }
}
