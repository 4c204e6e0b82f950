package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Attention;
import io.headscope.model.Init;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// GPT-2 (Radford et al., 2019, "Language Models are Unsupervised Multitask Learners"): a decoder with learned positions
/// and the norm before each block; its output shares the embedding table.
public final class Gpt2 implements ModelFamily {

    private static final String BASE = "transformer.";

    @Override
    public String id() {
        return "gpt2";
    }

    @Override
    public List<String> architectures() {
        return List.of("GPT2LMHeadModel", "GPT2Model", "GPT2ForSequenceClassification", "GPT2ForTokenClassification", DecoderFrame.TWO_HEADS);
    }

    @Override
    public Network write(ModelConfig config) {
        DecoderFrame frame = new DecoderFrame(id(), architectures(), config);
        Settings settings = Settings.of(config);
        Layers layers = frame.layers("layer_norm_epsilon", 1e-5);
        Writer writer = new Writer(frame, layers, settings);
        Ops ops = frame.ops();
        // Training draws weights in this order: another would make another sample model of the same seed.
        Value places = ops.part("embeddings", () -> layers.table(BASE + "wpe", settings.positions, settings.width));
        Value table = ops.part("embeddings", () -> layers.table(BASE + "wte", settings.vocabulary, settings.width));
        Value hidden = frame.stack(
                ops.part("embeddings", () -> writer.embeddings(table, places)),
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
            Activation activation,
            double embeddingDropout,
            double attentionDropout,
            double residualDropout,
            boolean scaled,
            boolean scaledByLayer,
            double deviation) {

        static Settings of(ModelConfig config) {
            if (config.flag("add_cross_attention", false)) {
                throw config.wrong("add_cross_attention", "false");
            }
            int width = config.count("n_embd");
            return new Settings(
                    config.count("vocab_size"),
                    config.count("n_positions"),
                    width,
                    config.layers("n_layer"),
                    config.divisor("n_head", width),
                    config.count("n_inner", 4 * width),
                    config.activation("activation_function", Activation.GELU_TANH),
                    config.share("embd_pdrop", 0.1),
                    config.share("attn_pdrop", 0.1),
                    config.share("resid_pdrop", 0.1),
                    config.flag("scale_attn_weights", true),
                    config.flag("scale_attn_by_inverse_layer_idx", false),
                    config.decimal("initializer_range", 0.02, 0, 10));
        }
    }

    private record Writer(DecoderFrame frame, Layers layers, Settings settings) {

        private Ops ops() {
            return layers.ops();
        }

        Value embeddings(Value table, Value places) {
            Value sum = ops().add(frame.embed(table), ops().embed(places, frame.positions()));
            return ops().dropout(sum, settings.embeddingDropout);
        }

        Value block(int layer, Value hidden) {
            String name = BASE + "h." + layer;
            Value attended = ops().part("attn", () -> attention(layer, name, hidden));
            return ops().part("mlp", () -> mlp(name, attended));
        }

        private Value attention(int layer, String name, Value hidden) {
            Value normed = layers.norm(name + ".ln_1", hidden);
            // GPT-2 keeps Q, K and V in one matrix, and transposed.
            List<Value> qkv =
                    ops().split(project(name + ".attn.c_attn", normed, 3 * settings.width, layers.init()), 3);
            double scale = settings.scaled ? 1 / Math.sqrt(settings.width / (double) settings.heads) : 1;
            Value mixed = frame.attend(
                    layer,
                    ops().splitHeads(qkv.get(0), settings.heads),
                    ops().splitHeads(qkv.get(1), settings.heads),
                    ops().splitHeads(qkv.get(2), settings.heads),
                    new Attention(
                            settings.scaledByLayer ? scale / (layer + 1) : scale,
                            frame.mask(),
                            settings.heads,
                            settings.attentionDropout));
            return residual(name + ".attn.c_proj", mixed, hidden);
        }

        private Value mlp(String name, Value hidden) {
            Value normed = layers.norm(name + ".ln_2", hidden);
            Value wide = project(name + ".mlp.c_fc", normed, settings.inner, layers.init());
            return residual(name + ".mlp.c_proj", ops().activate(settings.activation, wide), hidden);
        }

        /// The weights that write into the residual stream start smaller, by 1/√(2 · layers) (section 2.3).
        private Value residual(String name, Value x, Value hidden) {
            Init init = new Init.Normal(settings.deviation / Math.sqrt(2.0 * settings.layers));
            Value out = project(name, x, settings.width, init);
            return ops().add(hidden, ops().dropout(out, settings.residualDropout));
        }

        /// x W + b, with W as GPT-2 keeps it: [in, out].
        private Value project(String name, Value x, int out, Init init) {
            Value weight = ops().weight(name + ".weight", init, x.length(-1), out);
            return ops().turnedLinear(x, weight, ops().weight(name + ".bias", Init.ZEROS, out));
        }
    }
}
