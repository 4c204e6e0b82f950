package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// GPT-BigCode: SantaCoder and StarCoder (Li et al., 2023, <https://arxiv.org/abs/2305.06161>): GPT-2 whose heads share
/// one key and one value.
public final class GptBigCode implements ModelFamily {

    private static final String BASE = "transformer.";

    @Override
    public String id() {
        return "gpt_bigcode";
    }

    @Override
    public List<String> architectures() {
        return DecoderFrame.architectures("GPTBigCode");
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_epsilon", 1e-5);
        Writer writer = new Writer(frame, layers, settings);
        Ops ops = frame.ops();
        Value table = layers.ops().part("embeddings", () -> layers.table(BASE + "wte", settings.vocabulary, settings.width));
        Value hidden = frame.stack(
                ops.part("embeddings", () -> {
                    Value places = layers.table(BASE + "wpe", settings.positions, settings.width);
                    return ops.add(frame.embed(table), ops.embed(places, frame.positions()));
                }),
                settings.layers,
                "h",
                writer::block,
                last -> ops.part("ln_f", () -> layers.norm(BASE + "ln_f", last)));
        return frame.network(
                hidden,
                "classifier",
                last -> frame.scores(last, table, "lm_head", true),
                settings.positions,
                settings.vocabulary,
                BASE);
    }

    private record Settings(
            int vocabulary,
            int positions,
            int width,
            int layers,
            int heads,
            int inner,
            boolean shared,
            boolean scaled,
            Activation activation) {

        static Settings of(ModelConfig config) {
            int width = config.count("n_embd");
            return new Settings(
                    config.count("vocab_size"),
                    config.count("n_positions"),
                    width,
                    config.layers("n_layer"),
                    config.divisor("n_head", width),
                    config.count("n_inner", 4 * width),
                    config.flag("multi_query", true),
                    config.flag("scale_attn_weights", true),
                    config.activation("activation_function", Activation.GELU_TANH));
        }

        int size() {
            return width / heads;
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, Settings settings) {

        Value block(int layer, Value hidden) {
            Ops ops = layers.ops();
            String name = BASE + "h." + layer;
            Value attended = ops.add(
                    hidden, ops.part("attn", () -> attention(layer, name + ".attn", layers.norm(name + ".ln_1", hidden))));
            return ops.add(attended, ops.part("mlp", () -> mlp(name + ".mlp", layers.norm(name + ".ln_2", attended))));
        }

        private Value attention(int layer, String name, Value x) {
            int keyHeads = settings.shared ? 1 : settings.heads;
            double scale = settings.scaled ? 1 / Math.sqrt(settings.size()) : 1;
            List<Value> qkv = queriesKeysValues(name + ".c_attn", x);
            Value mixed = frame.attend(
                    layer, qkv.get(0), qkv.get(1), qkv.get(2), new Attention(scale, frame.mask(), keyHeads, 0));
            return layers.dense(name + ".c_proj", mixed, settings.width);
        }

        /// Where heads share a key, all queries, the key and the value; else head by head.
        private List<Value> queriesKeysValues(String name, Value x) {
            Ops ops = layers.ops();
            if (!settings.shared) {
                return frame.splitByHead(layers.dense(name, x, 3L * settings.width), settings.heads);
            }
            Value fused = layers.dense(name, x, settings.width + 2L * settings.size());
            List<Value> parts = frame.stretches(fused, settings.width, settings.size(), settings.size());
            return List.of(
                    ops.splitHeads(parts.get(0), settings.heads),
                    ops.splitHeads(parts.get(1), 1),
                    ops.splitHeads(parts.get(2), 1));
        }

        private Value mlp(String name, Value x) {
            Value wide = layers.ops().activate(settings.activation, layers.dense(name + ".c_fc", x, settings.inner));
            return layers.dense(name + ".c_proj", wide, settings.width);
        }
    }
}
