package io.headscope.model.family;

import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import java.util.List;

/// Qwen2 (Yang et al., 2024, <https://arxiv.org/abs/2407.10671>): Llama with a bias at queries, keys and values; and Qwen3
/// (Yang et al., 2025, <https://arxiv.org/abs/2505.09388>), which has a norm of every query and key in its place.
public final class Qwen implements ModelFamily {

    private final String id;
    private final String architecture;

    private Qwen(String id, String architecture) {
        this.id = id;
        this.architecture = architecture;
    }

    public static Qwen two() {
        return new Qwen("qwen2", "Qwen2");
    }

    public static Qwen three() {
        return new Qwen("qwen3", "Qwen3");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures(architecture);
    }

    @Override
    public Network write(ModelConfig config) {
        LlamaStack.Traits traits = windowed(config, own(config));
        DecoderFrame frame = new DecoderFrame(id, architectures(), config);
        return LlamaStack.network(frame, config, traits, traits.size());
    }

    private LlamaStack.Traits own(ModelConfig config) {
        LlamaStack.Traits traits = LlamaStack.Traits.of(config);
        if (id.equals("qwen2")) {
            return traits.with(new LlamaStack.Biases(true, false, false));
        }
        boolean biased = config.flag("attention_bias", false);
        return traits.with(new LlamaStack.Biases(biased, biased, false)).withNormedHeads();
    }

    /// The upper layers have a window, where it is switched on.
    private static LlamaStack.Traits windowed(ModelConfig config, LlamaStack.Traits traits) {
        if (!config.flag("use_sliding_window", false)) {
            return traits;
        }
        int first = config.index("max_window_layers", 28);
        return traits.withWindow(
                config.count("sliding_window", 4096), LlamaStack.Traits.sliding(config, layer -> layer >= first));
    }
}
