package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import java.util.List;
import java.util.OptionalDouble;

/// Gemma 2 (2024, <https://arxiv.org/abs/2408.00118>): Gemma with a window in every other layer, scores kept below a cap,
/// and norms before and behind each part.
public final class Gemma2 implements ModelFamily {

    @Override
    public String id() {
        return "gemma2";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("Gemma2");
    }

    @Override
    public Network write(ModelConfig config) {
        boolean biased = config.flag("attention_bias", false);
        double scale = 1 / Math.sqrt(config.decimal("query_pre_attn_scalar", 256, 1e-6, 1e9));
        LlamaStack.Traits traits = LlamaStack.Traits.of(config)
                .aroundOne(config.activation("hidden_activation", Activation.GELU_TANH))
                .with(new LlamaStack.Biases(biased, biased, false))
                .sandwiched(scale, cap(config, "attn_logit_softcapping"), cap(config, "final_logit_softcapping"))
                .withWindow(
                        config.count("sliding_window", 4096), LlamaStack.Traits.sliding(config, layer -> layer % 2 == 0));
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        return LlamaStack.network(frame, config, traits, traits.size());
    }

    private static OptionalDouble cap(ModelConfig config, String key) {
        double cap = config.decimal(key, 0, 0, 1e9);
        return cap == 0 ? OptionalDouble.empty() : OptionalDouble.of(cap);
    }
}
