package io.headscope.app.bench;

import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;

/// A mouse wheel.
final class Wheel {

    private static final double NOTCH = 40;

    private Wheel() {}

    /// Turns it by one notch over the middle of `place`.
    static void turn(Region place, boolean up) {
        double x = place.getWidth() / 2;
        double y = place.getHeight() / 2;
        double delta = up ? NOTCH : -NOTCH;
        place.fireEvent(new ScrollEvent(
                ScrollEvent.SCROLL, x, y, x, y, false, false, false, false, false, false,
                0, delta, 0, delta, ScrollEvent.HorizontalTextScrollUnits.NONE, 0,
                ScrollEvent.VerticalTextScrollUnits.NONE, 0, 0, null));
    }
}
