package io.headscope.training.course;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.ToIntFunction;

/// Batches of examples that are about equally long, so that little is filled up, in another mixture every time round.
///
/// @param <T> an example
final class LengthBatches<T> {

    /// Batches that are sorted together: shorter than all, so that neighbours change from round to round.
    private static final int TOGETHER = 20;

    private final List<T> examples;
    private final ToIntFunction<T> length;
    private final int size;
    private long seed;
    private int round = -1;
    private List<List<T>> batches = List.of();

    /// @param size examples a batch
    LengthBatches(List<T> examples, ToIntFunction<T> length, int size) {
        this.examples = List.copyOf(examples);
        this.length = length;
        this.size = Math.min(size, examples.size());
    }

    /// How many batches show every example once; what does not fill a batch waits for the next round.
    int perRound() {
        return examples.size() / size;
    }

    /// The batch of a step, whatever came before.
    List<T> at(int step, long ofSeed) {
        if (step / perRound() != round || ofSeed != seed) {
            seed = ofSeed;
            round = step / perRound();
            batches = shuffled(new Random(seed * 31 + round));
        }
        return batches.get(step % perRound());
    }

    private List<List<T>> shuffled(Random random) {
        List<T> order = new ArrayList<>(examples);
        Collections.shuffle(order, random);
        List<List<T>> mixed = new ArrayList<>();
        for (int from = 0; from < order.size(); from += TOGETHER * size) {
            List<T> some = order.subList(from, Math.min(order.size(), from + TOGETHER * size));
            some.sort(Comparator.comparingInt(length));
            for (int at = 0; at + size <= some.size(); at += size) {
                mixed.add(List.copyOf(some.subList(at, at + size)));
            }
        }
        Collections.shuffle(mixed, random);
        return mixed;
    }
}
