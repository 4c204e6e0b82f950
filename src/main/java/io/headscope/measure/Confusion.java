package io.headscope.measure;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/// Which class was given for which: the confusion matrix, and what is read off it.
///
/// @param labels of the classes
/// @param counts row: the right class, column: the class given         [classes, classes]
public record Confusion(List<String> labels, long[][] counts) {

    public Confusion {
        labels = List.copyOf(labels);
        int classes = labels.size();
        if (counts.length != classes || Arrays.stream(counts).anyMatch(row -> row.length != classes)) {
            throw new IllegalArgumentException(counts.length + " rows for " + classes + " classes");
        }
        counts = Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /// Nothing asked yet.
    public static Confusion empty(List<String> labels) {
        return new Confusion(labels, new long[labels.size()][labels.size()]);
    }

    /// The same with one example more.
    public Confusion with(int right, int given) {
        Confusion more = new Confusion(labels, counts);
        more.counts[right][given]++;
        return more;
    }

    /// How often `given` was given where `right` would have been right.
    public long count(int right, int given) {
        return counts[right][given];
    }

    public int classes() {
        return labels.size();
    }

    public long all() {
        return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
    }

    /// How many examples are of a class.
    public long examples(int one) {
        return Arrays.stream(counts[one]).sum();
    }

    /// How often a class was given.
    public long given(int one) {
        return Arrays.stream(counts).mapToLong(row -> row[one]).sum();
    }

    /// The share that was right, from 0 to 1.
    public double accuracy() {
        return share(IntStream.range(0, classes()).mapToLong(one -> counts[one][one]).sum(), all());
    }

    /// Of what was given a class, the share that is of it; 0 where nothing was.
    public double precision(int one) {
        return share(counts[one][one], given(one));
    }

    /// Of what is of a class, the share that was given it; 0 where nothing is.
    public double recall(int one) {
        return share(counts[one][one], examples(one));
    }

    /// The harmonic mean of precision and recall: 2 · right / (given + examples); 0 where both are 0.
    public double f1(int one) {
        return share(2 * counts[one][one], given(one) + examples(one));
    }

    /// The mean over all classes that are right or given at least once, each counted alike, however many examples it has
    /// (the macro average).
    ///
    /// @param measure of a class: `confusion::f1`
    public double macro(IntToDoubleFunction measure) {
        return IntStream.range(0, classes())
                .filter(one -> examples(one) + given(one) > 0)
                .mapToDouble(measure)
                .average()
                .orElse(0);
    }

    private static double share(long part, long whole) {
        return whole == 0 ? 0 : part / (double) whole;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Confusion(List<String> otherLabels, long[][] others)
                && labels.equals(otherLabels)
                && Arrays.deepEquals(counts, others);
    }

    @Override
    public int hashCode() {
        return 31 * labels.hashCode() + Arrays.deepHashCode(counts);
    }

    @Override
    public String toString() {
        return labels + " " + Arrays.deepToString(counts);
    }
}
