package io.headscope.view.heads;

import io.headscope.attention.HeadAddress;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.view.Picture;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The drawing of all heads, and where each of them is.
public record HeadsPicture(Drawing drawing, SequencedMap<HeadAddress, Box> places) implements Picture {

    public HeadsPicture {
        places = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(places));
    }

    /// The head drawn at a point.
    public Optional<HeadAddress> at(double x, double y) {
        return places.entrySet().stream().filter(place -> place.getValue().contains(x, y)).map(Map.Entry::getKey).findFirst();
    }

    public Optional<Box> place(@Nullable HeadAddress head) {
        return head == null ? Optional.empty() : Optional.ofNullable(places.get(head));
    }

    /// The nearest head in a direction, the head itself at the edge.
    ///
    /// @param right 1, 0 or -1
    /// @param down  1, 0 or -1
    public HeadAddress neighbour(HeadAddress head, int right, int down) {
        Box from = places.get(head);
        if (from == null) {
            return places.firstEntry().getKey();
        }
        return places.entrySet().stream()
                .filter(place -> lies(from, place.getValue(), right, down))
                .min(Comparator.comparingDouble(place -> distance(from, place.getValue())))
                .map(Map.Entry::getKey)
                .orElse(head);
    }

    private static boolean lies(Box from, Box to, int right, int down) {
        double dx = to.centerX() - from.centerX();
        double dy = to.centerY() - from.centerY();
        return right != 0 ? dx * right > 0.5 && Math.abs(dy) < 0.5 : dy * down > 0.5;
    }

    private static double distance(Box from, Box to) {
        // Straight down before aside: the columns of two sections need not stand under each other.
        return Math.abs(to.centerY() - from.centerY()) * 100 + Math.abs(to.centerX() - from.centerX());
    }
}
