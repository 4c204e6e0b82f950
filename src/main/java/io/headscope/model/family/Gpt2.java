package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// GPT-2 (Radford et al., 2019, "Language Models are Unsupervised Multitask Learners"): a decoder with learned positions
/// and the norm before each block; its output shares the embedding table.
public final class Gpt2 implements ModelFamily {

    private static final String LANGUAGE_MODEL = "GPT2LMHeadModel";
    private static final String BASE = "GPT2Model";

    @Override
    public String id() {
        return "gpt2";
    }

    @Override
    public List<String> architectures() {
        return List.of(LANGUAGE_MODEL, BASE);
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id(), architectures());
        Settings settings = Settings.of(config);
        Ops ops = new Ops();
        Writer writer = new Writer(ops, settings);
        Value hidden = writer.decoder();
        Answer answer = new Answer.None();
        if (architecture.equals(LANGUAGE_MODEL)) {
            Value table = config.flag("tie_word_embeddings", true)
                    ? writer.wordTable()
                    : ops.weight("lm_head.weight", settings.init, settings.vocabulary, settings.width);
            ops.output("logits", ops.part("lm_head", () -> ops.linear(hidden, table, null)));
            answer = new Answer.NextToken();
        }
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(), architecture, ops.program(), answer, settings.positions, settings.vocabulary, "transformer.");
    }

    private record Settings(
            int vocabulary,
            int positions,
            int width,
            int layers,
            int heads,
            int inner,
            Activation activation,
            double epsilon,
            double embeddingDropout,
            double attentionDropout,
            double residualDropout,
            boolean scaled,
            boolean scaledByLayer,
            double deviation,
            Init init) {

        static Settings of(ModelConfig config) {
            if (config.flag("add_cross_attention", false)) {
                throw config.wrong("add_cross_attention", "false");
            }
            int width = config.count("n_embd");
            double deviation = config.decimal("initializer_range", 0.02, 0, 10);
            return new Settings(
                    config.count("vocab_size"),
                    config.count("n_positions"),
                    width,
                    config.layers("n_layer"),
                    config.divisor("n_head", width),
                    config.count("n_inner", 4 * width),
                    config.activation("activation_function", Activation.GELU_TANH),
                    config.decimal("layer_norm_epsilon", 1e-5, 0, 1),
                    config.share("embd_pdrop", 0.1),
                    config.share("attn_pdrop", 0.1),
                    config.share("resid_pdrop", 0.1),
                    config.flag("scale_attn_weights", true),
                    config.flag("scale_attn_by_inverse_layer_idx", false),
                    deviation,
                    new Init.Normal(deviation));
        }
    }

    private record Writer(Ops ops, Settings settings) {

        Value decoder() {
            Dim tokens = Dim.named("tokens");
            Value ids = ops.input("input_ids", ElementType.I64, Dim.BATCH, tokens);
            Value valid = ops.input("attention_mask", ElementType.I64, Dim.BATCH, tokens);
            Value positions = ops.input("position_ids", ElementType.I64, Dim.BATCH, tokens);
            Value embedded = ops.part("embeddings", () -> embeddings(ids, positions));
            Value hidden = ops.tap("hidden_states.0", embedded);
            for (int layer = 0; layer < settings.layers; layer++) {
                int at = layer;
                Value before = hidden;
                hidden = ops.part("h." + layer, () -> block(at, before, valid));
                if (layer < settings.layers - 1) {
                    hidden = ops.tap("hidden_states." + (layer + 1), hidden);
                }
            }
            Value last = hidden;
            // The last hidden state is the one behind the final norm, as Hugging Face counts them.
            return ops.tap("hidden_states." + settings.layers, ops.part("ln_f", () -> norm("transformer.ln_f", last)));
        }

        private Value embeddings(Value ids, Value positions) {
            Value table = ops.weight("transformer.wpe.weight", settings.init, settings.positions, settings.width);
            Value sum = ops.add(ops.embed(wordTable(), ids), ops.embed(table, positions));
            return ops.dropout(sum, settings.embeddingDropout);
        }

        Value wordTable() {
            return ops.weight("transformer.wte.weight", settings.init, settings.vocabulary, settings.width);
        }

        private Value block(int layer, Value hidden, Value valid) {
            String name = "transformer.h." + layer;
            Value attended = ops.part("attn", () -> attention(layer, name, hidden, valid));
            return ops.part("mlp", () -> mlp(name, attended));
        }

        private Value attention(int layer, String name, Value hidden, Value valid) {
            Value normed = norm(name + ".ln_1", hidden);
            // GPT-2 keeps Q, K and V in one matrix, and transposed.
            List<Value> qkv = ops.split(project(name + ".attn.c_attn", normed, 3 * settings.width, settings.init), 3);
            double scale = settings.scaled ? 1 / Math.sqrt(settings.width / (double) settings.heads) : 1;
            Value mixed = ops.attention(
                    new AttentionSite(Stack.DECODER, Kind.SELF, layer, settings.heads),
                    ops.splitHeads(qkv.get(0), settings.heads),
                    ops.splitHeads(qkv.get(1), settings.heads),
                    ops.splitHeads(qkv.get(2), settings.heads),
                    new Attention(
                            settings.scaledByLayer ? scale / (layer + 1) : scale,
                            Mask.padding(valid).and(new Mask.Causal()),
                            settings.heads,
                            settings.attentionDropout));
            return residual(name + ".attn.c_proj", ops.mergeHeads(mixed), hidden);
        }

        private Value mlp(String name, Value hidden) {
            Value normed = norm(name + ".ln_2", hidden);
            Value wide = project(name + ".mlp.c_fc", normed, settings.inner, settings.init);
            return residual(name + ".mlp.c_proj", ops.activate(settings.activation, wide), hidden);
        }

        /// The weights that write into the residual stream start smaller, by 1/√(2 · layers) (section 2.3).
        private Value residual(String name, Value x, Value hidden) {
            Init init = new Init.Normal(settings.deviation / Math.sqrt(2.0 * settings.layers));
            Value out = project(name, x, settings.width, init);
            return ops.add(hidden, ops.dropout(out, settings.residualDropout));
        }

        /// x W + b, with W as GPT-2 keeps it: [in, out].
        private Value project(String name, Value x, int out, Init init) {
            Value weight = ops.weight(name + ".weight", init, x.length(-1), out);
            return ops.turnedLinear(x, weight, ops.weight(name + ".bias", Init.ZEROS, out));
        }

        private Value norm(String name, Value x) {
            Value scale = ops.weight(name + ".weight", Init.ONES, settings.width);
            return ops.layerNorm(x, scale, ops.weight(name + ".bias", Init.ZEROS, settings.width), settings.epsilon);
        }
    }
}
