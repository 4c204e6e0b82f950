package io.headscope.model;

import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;

/// How an input follows from others of one text, so that nobody needs to give it.
public sealed interface Derived {

    /// The input, worked out.
    ///
    /// @param inputs of the program, by name, those that are given or already worked out
    InputTensor from(Map<String, InputTensor> inputs);

    /// By which angles queries and keys are turned at every position: cosines, then sines.   [1, tokens, 2 · pairs]
    ///
    /// @param positions the input that numbers the positions
    record RotaryTable(String positions, Rotation rotation) implements Derived {
        @Override
        public InputTensor from(Map<String, InputTensor> inputs) {
            long[] places = Objects.requireNonNull(inputs.get(positions), positions).values();
            long length = LongStream.of(places).max().orElse(0) + 1;
            float[] frequencies = rotation.frequencies(length);
            float scale = (float) rotation.magnitude();
            float[] table = new float[places.length * 2 * frequencies.length];
            int at = 0;
            for (long place : places) {
                for (int pair = 0; pair < frequencies.length; pair++, at++) {
                    // The angle is rounded to F32 first, as the networks were trained.
                    double angle = frequencies[pair] * (float) place;
                    table[at] = (float) Math.cos(angle) * scale;
                    table[at + frequencies.length] = (float) Math.sin(angle) * scale;
                }
                at += frequencies.length;
            }
            return InputTensor.of(table, 1, places.length, 2L * frequencies.length);
        }
    }

    /// 1 where a token stands last, 0 elsewhere; where it does not stand, the last place is taken.   [1, 1, tokens]
    ///
    /// @param ids   the input that has the tokens
    /// @param token which
    record LastOf(String ids, int token) implements Derived {
        @Override
        public InputTensor from(Map<String, InputTensor> inputs) {
            long[] all = Objects.requireNonNull(inputs.get(ids), ids).values();
            int last = all.length - 1;
            for (int i = 0; i < all.length; i++) {
                last = all[i] == token ? i : last;
            }
            float[] row = new float[all.length];
            row[last] = 1;
            return InputTensor.of(row, 1, 1, all.length);
        }
    }

    /// 1 at the last token that is not padding, 0 elsewhere: a row that picks its hidden state.   [1, 1, tokens]
    ///
    /// @param mask the input that is 0 at padding
    record LastToken(String mask) implements Derived {
        @Override
        public InputTensor from(Map<String, InputTensor> inputs) {
            long[] valid = Objects.requireNonNull(inputs.get(mask), mask).values();
            float[] row = new float[valid.length];
            int last = valid.length - 1;
            while (last > 0 && valid[last] == 0) {
                last--;
            }
            row[last] = 1;
            return InputTensor.of(row, 1, 1, valid.length);
        }
    }
}
