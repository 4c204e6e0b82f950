package io.headscope.model.family;

import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import java.util.List;

/// Phi-3 (Abdin et al., 2024, <https://arxiv.org/abs/2404.14219>): Llama with fused matrices, and a window where the
/// config has one.
public final class Phi3 implements ModelFamily {

    @Override
    public String id() {
        return "phi3";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("Phi3");
    }

    @Override
    public Network write(ModelConfig config) {
        int window = config.count("sliding_window", Integer.MAX_VALUE);
        LlamaStack.Traits traits = LlamaStack.Traits.of(config)
                .withFusedMatrices()
                .withWindow(window, _ -> window < Integer.MAX_VALUE);
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        return LlamaStack.network(frame, config, traits, Rotary.turned(config, traits.size(), 1));
    }
}
