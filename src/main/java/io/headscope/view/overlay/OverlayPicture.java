package io.headscope.view.overlay;

import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.view.Picture;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The drawn overlay, and what of the trace lies where in it.
///
/// @param section what the head that is shown belongs to
/// @param plane  where the positions that can be pointed at lie, if they do
/// @param shown  where those lie whose weights are shown, if they do
/// @param chips  those that lie nowhere
/// @param heads  the small pictures of heads
/// @param focus  the position whose attention is shown
/// @param length  the number of positions that can be pointed at
/// @param reading what is shown, in words
public record OverlayPicture(
        Drawing drawing,
        Direction direction,
        Section section,
        @Nullable Plane plane,
        @Nullable Plane shown,
        SequencedMap<Integer, Box> chips,
        SequencedMap<HeadAddress, Box> heads,
        int focus,
        int length,
        String reading)
        implements Picture {

    /// The position at a point of the drawing.
    public OptionalInt at(double x, double y) {
        for (Map.Entry<Integer, Box> chip : chips.entrySet()) {
            if (chip.getValue().contains(x, y)) {
                return OptionalInt.of(chip.getKey());
            }
        }
        return plane == null ? OptionalInt.empty() : plane.at(x, y);
    }

    /// The head whose small picture is at a point of the drawing.
    public Optional<HeadAddress> headAt(double x, double y) {
        return heads.entrySet().stream()
                .filter(entry -> entry.getValue().contains(x, y))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// Where a moment is drawn, as a line from top to bottom, where a sound is.
    public Optional<Box> momentAt(double seconds) {
        Plane drawn = plane != null ? plane : shown;
        if (drawn == null || !Plane.isSound(drawn.layout()) || seconds > drawn.duration()) {
            return Optional.empty();
        }
        Box box = drawn.box();
        return Optional.of(new Box(box.x() + seconds / drawn.duration() * box.width(), box.y(), 0, box.height()));
    }

    /// The moment at a point of the drawing, in seconds, where a sound is drawn there.
    public Optional<Double> secondsAt(double x, double y) {
        Plane drawn = plane != null ? plane : shown;
        return drawn != null && Plane.isSound(drawn.layout()) && drawn.box().contains(x, y)
                ? Optional.of(drawn.seconds(x))
                : Optional.empty();
    }
}
