package io.headscope.checkpoint;

import io.headscope.model.StoredTensor;
import java.util.List;
import java.util.regex.Pattern;

/// Tensors that are no parameters: masks, positions and rotary tables that a network computes for itself, counters of its
/// training. Older files hold them; nobody misses them.
final class Buffers {

    private static final Pattern NAMES = Pattern.compile("(^|.*\\.)(position_ids|token_type_ids|inv_freq|masked_bias"
            + "|relative_position_index|relative_coords_table|num_batches_tracked|cos_cached|sin_cached|freqs_cis"
            + "|embed_positions\\._float_tensor)");

    /// Causal masks under the name of a bias.
    private static final Pattern MASKS = Pattern.compile(".*\\b(attn|attention)\\.bias");

    private Buffers() {}

    static boolean has(StoredTensor tensor) {
        return NAMES.matcher(tensor.name()).matches() || isMask(tensor);
    }

    /// [1, 1, T, T], as GPT-2 and its descendants register it.
    private static boolean isMask(StoredTensor tensor) {
        List<Long> shape = tensor.shape();
        return MASKS.matcher(tensor.name()).matches()
                && shape.size() == 4
                && shape.get(0) == 1
                && shape.get(1) == 1
                && shape.get(2).equals(shape.get(3));
    }
}
