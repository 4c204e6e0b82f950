package io.headscope.model.family;

import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import java.util.List;

/// Llama 1 to 3 (Touvron et al., 2023, <https://arxiv.org/abs/2302.13971>; Llama 3, 2024,
/// <https://arxiv.org/abs/2407.21783>).
public final class Llama implements ModelFamily {

    @Override
    public String id() {
        return "llama";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("Llama");
    }

    @Override
    public Network write(ModelConfig config) {
        boolean biased = config.flag("attention_bias", false);
        LlamaStack.Traits traits = LlamaStack.Traits.of(config)
                .with(new LlamaStack.Biases(biased, biased, config.flag("mlp_bias", false)));
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        return LlamaStack.network(frame, config, traits, traits.size());
    }
}
