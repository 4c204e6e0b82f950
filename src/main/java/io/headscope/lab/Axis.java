package io.headscope.lab;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What the rows or the columns of a matrix stand for.
///
/// @param kind   `q` for queries, `k` for keys, `x` for positions …; nothing for dimensions that have no names
/// @param labels one a row or column
/// @param group  how many of them after each other belong together
public record Axis(String kind, List<String> labels, int group) {

    public Axis {
        labels = List.copyOf(labels);
    }

    /// All belonging together, or each for itself: no matter.
    public Axis(String kind, List<String> labels) {
        this(kind, labels, 1);
    }

    /// `q1 q2 q3`; without a kind, no words at all.
    public static Axis numbered(String kind, int length) {
        return new Axis(kind, IntStream.rangeClosed(1, length).mapToObj(i -> kind.isEmpty() ? "" : kind + i).toList());
    }

    public static Axis plain(int length) {
        return numbered("", length);
    }

    public int length() {
        return labels.size();
    }

    /// Every one of this with every one of the other, this one the slower.
    public Axis pairedWith(Axis other) {
        return new Axis(
                kind + other.kind,
                labels.stream()
                        .flatMap(mine -> other.labels.stream().map(theirs -> mine + " " + theirs))
                        .toList(),
                other.length());
    }

    public Axis followedBy(Axis other) {
        return new Axis(kind, Stream.concat(labels.stream(), other.labels.stream()).toList());
    }
}
