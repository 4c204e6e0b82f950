package io.headscope.model.family;

import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import java.util.List;

/// Mistral 7B (Jiang et al., 2023, <https://arxiv.org/abs/2310.06825>): Llama with a sliding window in all layers, where
/// the config has one.
public final class Mistral implements ModelFamily {

    @Override
    public String id() {
        return "mistral";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("Mistral");
    }

    @Override
    public Network write(ModelConfig config) {
        int window = config.count("sliding_window", Integer.MAX_VALUE);
        LlamaStack.Traits traits =
                LlamaStack.Traits.of(config).withWindow(window, _ -> window < Integer.MAX_VALUE);
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        return LlamaStack.network(frame, config, traits, traits.size());
    }
}
