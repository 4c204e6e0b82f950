package io.headscope.model.family;

import io.headscope.model.ModelConfig;

/// The shares that BART and those written after it drop in training.
///
/// @param hidden     of embeddings and of what each branch adds
/// @param attention  of attention weights
/// @param activation within the MLP
record Dropouts(double hidden, double attention, double activation) {

    static Dropouts of(ModelConfig config) {
        return new Dropouts(
                config.share("dropout", 0), config.share("attention_dropout", 0), config.share("activation_dropout", 0));
    }
}
