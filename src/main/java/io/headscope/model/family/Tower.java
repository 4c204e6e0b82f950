package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Bias;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.Ops;
import io.headscope.model.Value;

/// One of the two encoders that are trained to meet, of texts or of pictures, norms before each branch (Radford et al.,
/// 2021, section 2.4, <https://arxiv.org/abs/2103.00020>).
record Tower(Layers layers, Settings settings, Stack stack) {

    /// @param inner the width within the perceptrons
    record Settings(int width, int layers, int heads, int inner, Activation activation) {}

    /// @param usual what is taken where the config does not say
    static Tower of(Ops ops, ModelConfig config, Settings usual, double epsilon, Stack stack) {
        int width = config.count("hidden_size", usual.width);
        Settings settings = new Settings(
                width,
                config.layers("num_hidden_layers", usual.layers),
                config.divisor("num_attention_heads", width, usual.heads),
                config.count("intermediate_size", usual.inner),
                config.activation("hidden_act", usual.activation));
        Init init = new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10));
        return new Tower(new Layers(ops, init, config.decimal("layer_norm_eps", epsilon, 0, 1)), settings, stack);
    }

    private Ops ops() {
        return layers.ops();
    }

    /// What the names of its weights begin with.
    String name() {
        return stack.id() + "_model";
    }

    /// All layers. Every state between them can be read, the one behind the last before any norm.
    Value write(Value hidden, Mask mask) {
        Value before = ops().tap(stack.id() + ".hidden_states.0", hidden);
        for (int layer = 0; layer < settings.layers; layer++) {
            int at = layer;
            Value given = before;
            Value after = ops().part(name() + ".encoder.layers." + layer, () -> layer(at, given, mask));
            before = ops().tap(stack.id() + ".hidden_states." + (layer + 1), after);
        }
        return before;
    }

    private Value layer(int layer, Value hidden, Mask mask) {
        String name = name() + ".encoder.layers." + layer;
        Value attended = ops().part("self_attn", () -> {
            AttentionSite site = new AttentionSite(stack, Kind.SELF, layer, settings.heads);
            AttentionBlock block = new AttentionBlock(layers, AttentionBlock.Names.BART);
            Value normed = layers.norm(name + ".layer_norm1", hidden);
            return ops().add(hidden, block.write(site, name + ".self_attn", normed, mask, Bias.NONE));
        });
        return ops().part("mlp", () -> ops().add(attended, mlp(name + ".mlp", layers.norm(name + ".layer_norm2", attended))));
    }

    Value mlp(String name, Value x) {
        Value wide = ops().activate(settings.activation, layers.dense(name + ".fc1", x, settings.inner));
        return layers.dense(name + ".fc2", wide, settings.width);
    }
}
