package io.headscope.training.course;

import io.headscope.attention.FloatTensor;

/// What a network has chosen among classes.
final class Classes {

    private Classes() {}

    /// The class of a row.
    ///
    /// @param logits [rows, classes]
    static int largest(FloatTensor logits, int row) {
        int classes = logits.length(-1);
        int largest = 0;
        for (int i = 1; i < classes; i++) {
            largest = logits.at((long) row * classes + i) > logits.at((long) row * classes + largest) ? i : largest;
        }
        return largest;
    }
}
