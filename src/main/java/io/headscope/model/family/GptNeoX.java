package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// GPT-NeoX and Pythia (Black et al., 2022, <https://arxiv.org/abs/2204.06745>): part of every head is turned, and
/// attention and feed-forward part read the same hidden state side by side, or one behind the other.
public final class GptNeoX implements ModelFamily {

    private static final String BASE = "gpt_neox.";

    @Override
    public String id() {
        return "gpt_neox";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("GPTNeoX");
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_eps", 1e-5);
        // Older files name the turned share and the base after the library they were trained with.
        double share = config.decimal("rotary_pct", 0.25, 0, 1);
        double base = config.decimal("rotary_emb_base", 10_000, 1, 1e12);
        Rotary rotary = Rotary.of(frame, config, Rotary.turned(config, settings.size(), share), base);
        Writer writer = new Writer(frame, layers, rotary, settings);
        Ops ops = frame.ops();
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "embed_in", settings.vocabulary, settings.width));
        Value hidden = frame.stack(
                ops.part("embeddings", () -> frame.embed(table)),
                settings.layers,
                "layers",
                writer::block,
                last -> ops.part("final_layer_norm", () -> layers.norm(BASE + "final_layer_norm", last)));
        return frame.network(
                hidden,
                "classifier",
                last -> frame.scores(last, table, "embed_out", false),
                Rotary.longest(config),
                settings.vocabulary,
                BASE);
    }

    private record Settings(
            int vocabulary,
            int width,
            int layers,
            int heads,
            int inner,
            Activation activation,
            boolean parallel,
            boolean biased) {

        static Settings of(ModelConfig config) {
            int width = config.count("hidden_size");
            return new Settings(
                    config.count("vocab_size"),
                    width,
                    config.layers("num_hidden_layers"),
                    config.divisor("num_attention_heads", width),
                    config.count("intermediate_size"),
                    config.activation("hidden_act", Activation.GELU),
                    config.flag("use_parallel_residual", true),
                    config.flag("attention_bias", true));
        }

        int size() {
            return width / heads;
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, Rotary rotary, Settings settings) {

        Value block(int layer, Value hidden) {
            Ops ops = layers.ops();
            String name = BASE + "layers." + layer;
            Value mixed = ops.part(
                    "attention", () -> attention(layer, name + ".attention", layers.norm(name + ".input_layernorm", hidden)));
            Value attended = ops.add(hidden, mixed);
            Value read = settings.parallel ? hidden : attended;
            Value out = ops.part("mlp", () -> mlp(name + ".mlp", layers.norm(name + ".post_attention_layernorm", read)));
            return ops.add(attended, out);
        }

        private Value attention(int layer, String name, Value x) {
            // Every head's query, key and value lie side by side.
            Value fused = layers.project(name + ".query_key_value", x, 3L * settings.width, settings.biased);
            List<Value> qkv = frame.splitByHead(fused, settings.heads);
            Value mixed = frame.attend(
                    layer,
                    rotary.turn(qkv.get(0)),
                    rotary.turn(qkv.get(1)),
                    qkv.get(2),
                    new Attention(1 / Math.sqrt(settings.size()), frame.mask(), settings.heads, 0));
            return layers.project(name + ".dense", mixed, settings.width, settings.biased);
        }

        private Value mlp(String name, Value x) {
            Value wide = layers.dense(name + ".dense_h_to_4h", x, settings.inner);
            return layers.dense(name + ".dense_4h_to_h", layers.ops().activate(settings.activation, wide), settings.width);
        }
    }
}
