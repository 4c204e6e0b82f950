package io.headscope.lab.mechanism;

import io.headscope.lab.Quantity;
import io.headscope.lab.Quantity.Name;
import io.headscope.lab.Worksheet;
import io.headscope.lab.Worksheet.Visibility;
import org.jspecify.annotations.Nullable;

/// The way from scores to output that most mechanisms share: mask, softmax, weigh, add.
final class Attending {

    static final Name SCORES = Name.of("scores", "S");
    static final Name SCALED = Name.of("scaled", "S/√d");
    static final Name MASKED = Name.of("masked", "M");
    static final Name WEIGHTS = Name.of("weights", "A");
    static final Name WEIGHTED = Name.of("weighted", "A·v");
    static final Name OUTPUT = Name.of("output", "O");

    private Attending() {}

    /// softmax(scores) values.
    ///
    /// @param visibility which keys each query may see, or none where there is no mask
    /// @param output     what the result is called
    static Quantity attend(
            Worksheet sheet, Quantity scores, @Nullable Visibility visibility, Quantity values, Name output) {
        Quantity seen = visibility == null ? scores : sheet.masked(of(MASKED, output), scores, visibility);
        Quantity weights = sheet.softmax(of(WEIGHTS, output), seen);
        Quantity weighted = sheet.weighted(of(WEIGHTED, output), weights, values);
        return sheet.gathered(output, weights, weighted);
    }

    /// QKᵀ / √d.
    static Quantity scaledScores(Worksheet sheet, Quantity queries, Quantity keys, Name like) {
        Quantity scores = sheet.productTurned(of(SCORES, like), queries, keys);
        int size = keys.columns().length();
        return sheet.divided(of(SCALED, like), scores, Math.sqrt(size), "√" + size);
    }

    /// The same name for the head that another belongs to.
    static Name of(Name name, Name like) {
        return like.head() == 0 ? name : name.ofHead(like.head());
    }
}
