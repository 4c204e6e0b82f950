package io.headscope.training.course;

import io.headscope.model.InputTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Texts of different lengths as the inputs of one batch, filled up at their ends.
final class Padded {

    private Padded() {}

    /// What a text encoder takes.
    ///
    /// @param texts token ids
    /// @param types which of two texts each token belongs to, as long as the texts
    static Map<String, InputTensor> encoder(List<int[]> texts, List<int[]> types, int padding) {
        int longest = longest(texts);
        Map<String, InputTensor> inputs = new LinkedHashMap<>(decoder(texts, padding));
        inputs.put("token_type_ids", fill(types, longest, 0));
        return inputs;
    }

    /// What a decoder takes.
    ///
    /// @param texts token ids
    static Map<String, InputTensor> decoder(List<int[]> texts, int padding) {
        int rows = texts.size();
        int longest = longest(texts);
        return Map.of(
                "input_ids", fill(texts, longest, padding),
                "attention_mask", mask(texts, longest),
                "position_ids", InputTensor.of(
                        IntStream.range(0, rows * longest).mapToLong(i -> i % longest).toArray(), rows, longest));
    }

    /// What the decoder of an encoder–decoder takes.
    ///
    /// @param texts token ids, what a decoder begins with first
    static Map<String, InputTensor> target(List<int[]> texts, int padding) {
        Map<String, InputTensor> inputs = new LinkedHashMap<>();
        decoder(texts, padding).forEach((name, tensor) -> inputs.put("decoder_" + name, tensor));
        return inputs;
    }

    static int longest(List<int[]> texts) {
        return texts.stream().mapToInt(text -> text.length).max().orElseThrow();
    }

    /// Rows of one length.                                          [rows, length]
    static InputTensor fill(List<int[]> rows, int length, long filler) {
        long[] numbers = new long[rows.size() * length];
        java.util.Arrays.fill(numbers, filler);
        for (int row = 0; row < rows.size(); row++) {
            for (int i = 0; i < rows.get(row).length; i++) {
                numbers[row * length + i] = rows.get(row)[i];
            }
        }
        return InputTensor.of(numbers, rows.size(), length);
    }

    /// 1 where a text has a token and 0 where it was filled up.     [rows, length]
    static InputTensor mask(List<int[]> rows, int length) {
        long[] numbers = new long[rows.size() * length];
        for (int row = 0; row < rows.size(); row++) {
            java.util.Arrays.fill(numbers, row * length, row * length + rows.get(row).length, 1);
        }
        return InputTensor.of(numbers, rows.size(), length);
    }
}
