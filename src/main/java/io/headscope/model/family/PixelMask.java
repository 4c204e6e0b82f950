package io.headscope.model.family;

import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Extent;
import io.headscope.model.InputTensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Which pixels are picture and which fill, seen from the positions that they become.
final class PixelMask {

    private PixelMask() {}

    /// @param pixels [1, height, width]; none where all are picture
    /// @return       1 where a position lies in the picture, by the pixel nearest to it    [rows · columns]
    static long[] coarse(String name, @Nullable InputTensor pixels, Extent.Picture size, int rows, int columns) {
        long[] valid = new long[rows * columns];
        if (pixels == null) {
            Arrays.fill(valid, 1);
            return valid;
        }
        if (!(pixels instanceof InputTensor.Whole(long[] values, long[] shape))) {
            throw new ProblemException(Problem.INPUT_WRONG, name, Phrase.of("reason.input-whole-only"));
        }
        if (shape.length != 3 || shape[0] != 1 || shape[1] != size.height() || shape[2] != size.width()) {
            throw new ProblemException(
                    Problem.INPUT_WRONG, name, Phrase.of("reason.input-mask-size", size.height(), size.width()));
        }
        for (int i = 0; i < valid.length; i++) {
            int y = (int) ((long) (i / columns) * size.height() / rows);
            int x = (int) ((long) (i % columns) * size.width() / columns);
            valid[i] = values[y * size.width() + x] == 0 ? 0 : 1;
        }
        if (Arrays.stream(valid).allMatch(one -> one == 0)) {
            throw new ProblemException(Problem.INPUT_WRONG, name, Phrase.of("reason.input-masked"));
        }
        return valid;
    }
}
