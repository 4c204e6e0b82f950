package io.headscope.training.course;

import io.headscope.attention.FloatTensor;
import io.headscope.model.InputTensor;
import io.headscope.model.Trainer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// What an encoder–decoder writes while it is being trained: at each place the likeliest token, several texts at once.
///
/// @param start what a decoder begins with
/// @param end   what ends a text
/// @param never what is never written
/// @param limit the most tokens to write
record GreedyDecoding(int start, int end, Set<Integer> never, int limit) {

    /// @param read what the encoder is given
    /// @param rows how many texts that is
    /// @return     the tokens written for each, without the end
    List<int[]> write(Trainer trainer, Map<String, InputTensor> read, int rows) {
        List<int[]> written = new ArrayList<>();
        IntStream.range(0, rows).forEach(_ -> written.add(new int[] {start}));
        boolean[] ended = new boolean[rows];
        for (int length = 1; length <= limit && !allTrue(ended); length++) {
            Map<String, InputTensor> inputs = new HashMap<>(read);
            inputs.putAll(Padded.target(written, end));
            FloatTensor logits = trainer.logits(inputs);                       // [B, T, V]
            for (int row = 0; row < rows; row++) {
                int next = ended[row] ? end : likeliest(logits, row, length - 1);
                ended[row] |= next == end;
                written.set(row, append(written.get(row), next));
            }
        }
        return written.stream().map(this::plain).toList();
    }

    private int likeliest(FloatTensor logits, int row, int at) {
        float[] scores = new float[logits.length(2)];
        logits.copy(((long) row * logits.length(1) + at) * scores.length, scores, 0, scores.length);
        int best = end;
        for (int i = 0; i < scores.length; i++) {
            best = scores[i] > scores[best] && !never.contains(i) ? i : best;
        }
        return best;
    }

    private int[] plain(int[] text) {
        return IntStream.of(text).skip(1).takeWhile(id -> id != end).toArray();
    }

    private static int[] append(int[] text, int id) {
        int[] longer = Arrays.copyOf(text, text.length + 1);
        longer[text.length] = id;
        return longer;
    }

    private static boolean allTrue(boolean[] flags) {
        return IntStream.range(0, flags.length).allMatch(i -> flags[i]);
    }
}
