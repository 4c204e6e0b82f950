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

/// The encoder of ViT (Dosovitskiy et al., 2021, section 3.1, <https://arxiv.org/abs/2010.11929>) and of those that took
/// it over: norms before attention and before the perceptron.
record PatchEncoder(Layers layers, Settings settings) {

    record Settings(int width, int layers, int heads, int inner, Activation activation, boolean bias) {

        static Settings of(ModelConfig config) {
            int width = config.count("hidden_size", 768);
            return new Settings(
                    width,
                    config.layers("num_hidden_layers"),
                    config.divisor("num_attention_heads", width),
                    config.count("intermediate_size", 4 * width),
                    config.activation("hidden_act", Activation.GELU),
                    config.flag("qkv_bias", true));
        }
    }

    /// @param epsilon what norms add to the variance where the config does not say
    static PatchEncoder of(Ops ops, ModelConfig config, double epsilon) {
        Init init = new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10));
        Layers layers = new Layers(ops, init, config.decimal("layer_norm_eps", epsilon, 0, 1));
        return new PatchEncoder(layers, Settings.of(config));
    }

    private Ops ops() {
        return layers.ops();
    }

    /// A learned position that belongs to no patch, `NAME`.             [1, 1, width]
    Value token(String name) {
        return ops().weight(name, layers.init(), 1, 1, settings.width);
    }

    /// All layers.
    ///
    /// @param name   what the names of weights begin with: `vit.`
    /// @param hidden the embeddings                                    [batch, positions, width]
    /// @return       before the last norm                              [batch, positions, width]
    Value write(String name, Value hidden, Mask mask) {
        Value before = ops().tap("hidden_states.0", hidden);
        for (int layer = 0; layer < settings.layers; layer++) {
            int at = layer;
            Value given = before;
            Value after = ops().part("encoder.layer." + layer, () -> layer(at, name + "encoder.layer." + at, given, mask));
            before = ops().tap("hidden_states." + (layer + 1), after);
        }
        return before;
    }

    private Value layer(int layer, String name, Value hidden, Mask mask) {
        Value attended = ops().part("attention", () -> {
            Value normed = layers.norm(name + ".layernorm_before", hidden);
            AttentionSite site = new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.heads);
            AttentionBlock block = new AttentionBlock(layers, AttentionBlock.Names.vit(settings.bias));
            return ops().add(block.write(site, name, normed, mask, Bias.NONE), hidden);
        });
        return ops().part("mlp", () -> {
            Value normed = layers.norm(name + ".layernorm_after", attended);
            Value wide = ops().activate(settings.activation, layers.dense(name + ".intermediate.dense", normed, settings.inner));
            return ops().add(layers.dense(name + ".output.dense", wide, settings.width), attended);
        });
    }
}
