package io.headscope.drawing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PaletteTest {

    @ParameterizedTest
    @MethodSource("roles")
    void everyColourStandsOutFromItsPage(Palette palette, Role role, double contrast) {
        double reached = palette.color(role).contrast(palette.color(Role.PAGE));
        assertTrue(reached >= contrast, "%s reaches %.2f to 1".formatted(role, reached));
    }

    private static Stream<Arguments> roles() {
        return Stream.of(Palette.LIGHT, Palette.DARK).flatMap(palette -> Stream.concat(
                Stream.of(
                        Arguments.of(palette, Role.TEXT, 12),
                        Arguments.of(palette, Role.QUIET_TEXT, 4.5),
                        Arguments.of(palette, Role.HOVERED, 3),
                        Arguments.of(palette, Role.LOCKED, 3)),
                Role.SERIES.stream().map(role -> Arguments.of(palette, role, 3))));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void noTwoSeriesShareAColour(Palette palette, Role one, Role other) {
        Rgb a = palette.color(one);
        Rgb b = palette.color(other);
        int distance = Math.abs(a.red() - b.red()) + Math.abs(a.green() - b.green()) + Math.abs(a.blue() - b.blue());
        assertTrue(distance > 80, one + " and " + other + " differ by " + distance);
    }

    private static Stream<Arguments> pairs() {
        List<Role> series = Role.SERIES;
        return Stream.of(Palette.LIGHT, Palette.DARK).flatMap(palette -> series.stream().flatMap(one -> series.stream()
                .filter(other -> one.compareTo(other) < 0)
                .map(other -> Arguments.of(palette, one, other))));
    }
}
