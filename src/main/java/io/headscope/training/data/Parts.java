package io.headscope.training.data;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/// What a training does with the examples of a data set. Whoever chooses the best weights by some examples has learned from
/// these too, if little; so the choice is made by a part of its own, and what is kept aside is asked once, at the end.
///
/// @param learning the examples that weights are learned from
/// @param choosing those that the best weights are chosen by
/// @param aside    those that are kept aside until the weights are chosen
public record Parts<T>(List<T> learning, List<T> choosing, List<T> aside) {

    public Parts {
        learning = List.copyOf(learning);
        choosing = List.copyOf(choosing);
        aside = List.copyOf(aside);
    }

    /// Takes the last examples of those that are not kept aside, at least one: as they come shuffled, these are any. What is
    /// kept aside stays what it is. Where all must stay together, all are learned from and chosen by.
    ///
    /// @param share    of those that are not kept aside, from 0 to 1, from which to choose
    /// @param together what neighbours have in common that must not be parted; the example itself where nothing is
    public static <T> Parts<T> of(Split<T> split, double share, Function<T, ?> together) {
        List<T> all = split.training();
        int cut = all.size() - Math.max(1, (int) Math.round(share * all.size()));
        while (cut > 0 && cut < all.size() && Objects.equals(together.apply(all.get(cut - 1)), together.apply(all.get(cut)))) {
            cut--;
        }
        return new Parts<>(cut <= 0 ? all : all.subList(0, cut), all.subList(Math.max(0, cut), all.size()), split.validation());
    }

    /// The same where every example stands for itself.
    public static <T> Parts<T> of(Split<T> split, double share) {
        return of(split, share, Function.identity());
    }

    /// All that is not kept aside: what a method may learn from that has nothing to choose.
    public List<T> known() {
        return Stream.concat(learning.stream(), choosing.stream()).toList();
    }
}
