package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import java.util.List;

/// Gemma (2024, <https://arxiv.org/abs/2403.08295>): Llama with scaled embeddings, norms around one and heads of a size of
/// their own.
public final class Gemma implements ModelFamily {

    @Override
    public String id() {
        return "gemma";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("Gemma");
    }

    @Override
    public Network write(ModelConfig config) {
        boolean biased = config.flag("attention_bias", false);
        // Early files say "gelu" in hidden_act and mean its approximation.
        LlamaStack.Traits traits = LlamaStack.Traits.of(config)
                .aroundOne(config.activation("hidden_activation", Activation.GELU_TANH))
                .with(new LlamaStack.Biases(biased, biased, false));
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        return LlamaStack.network(frame, config, traits, traits.size());
    }
}
