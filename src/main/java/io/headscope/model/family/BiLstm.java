package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Counting;
import io.headscope.model.Dim;
import io.headscope.model.Init;
import io.headscope.model.Intake;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Score;
import io.headscope.model.Value;
import java.util.List;

/// Attention as it was before transformers: a bidirectional LSTM reads the words, and one learned query asks each of them how
/// much it says, wᵀ tanh(W h + b) (Yang et al., 2016, section 2.2, <https://aclanthology.org/N16-1174>, of words alone). A
/// format of Headscope's own; weights are named as PyTorch names those of `nn.LSTM`.
public final class BiLstm implements ModelFamily {

    private static final String CLASSES = "BiLstmForSequenceClassification";

    @Override
    public String id() {
        return "bilstm-attention";
    }

    @Override
    public List<String> architectures() {
        return List.of(CLASSES);
    }

    @Override
    public Network write(ModelConfig config) {
        Ops ops = new Ops();
        Settings settings = Settings.of(config);
        Writer writer = new Writer(ops, new Layers(ops, new Init.Normal(settings.deviation), 0), settings);
        Value valid = TextHeads.tokens(ops, "attention_mask");
        Value states = writer.states(TextHeads.tokens(ops, "input_ids"), valid);
        Value gathered = ops.part("attention", () -> writer.attention(states, valid));
        Answer answer = new TextHeads(writer.layers, config).classes("classifier", ops.dropout(gathered, settings.dropout));
        ops.output("last_hidden_state", states);
        return new Network(
                id(),
                config.architecture(id(), architectures()),
                ops.program(),
                answer,
                List.of(new Intake.Text(Stack.ENCODER, "input_ids", settings.longest, settings.vocabulary, false)),
                new Layouts(Stack.DECODER, Layout.of(new Layout.Queries(1))),
                "",
                new Counting.Positions(0),
                null);
    }

    /// @param size    of the states of one direction
    /// @param scored  the width in which words and query meet
    /// @param longest text in tokens; nothing in the network depends on it
    private record Settings(
            int vocabulary, int longest, int embedding, int size, int layers, int scored, double dropout, double deviation) {

        static Settings of(ModelConfig config) {
            int size = config.count("hidden_size");
            return new Settings(
                    config.count("vocab_size"),
                    config.count("max_length", 512),
                    config.count("embedding_size"),
                    size,
                    config.layers("num_layers"),
                    config.count("attention_size", size),
                    config.share("dropout", 0),
                    config.decimal("initializer_range", 0.1, 0, 10));
        }
    }

    private record Writer(Ops ops, Layers layers, Settings settings) {

        /// What both directions make of every word.                   [batch, tokens, 2 · size]
        Value states(Value ids, Value valid) {
            Value states = ops.part("embedding", () ->
                    ops.embed(layers.table("embedding", settings.vocabulary, settings.embedding), ids));
            for (int layer = 0; layer < settings.layers; layer++) {
                String name = "_l" + layer;
                Value read = ops.dropout(ops.tap("hidden_states." + layer, states), settings.dropout);
                states = ops.part("lstm." + layer, () -> ops.concat(
                        2, direction(false, name, read, valid), direction(true, name + "_reverse", read, valid)));
            }
            return ops.dropout(ops.tap("hidden_states." + settings.layers, states), settings.dropout);
        }

        private Value direction(boolean backward, String name, Value x, Value valid) {
            long gates = 4L * settings.size;
            return ops.lstm(
                    backward,
                    x,
                    valid,
                    ops.weight("lstm.weight_ih" + name, layers.init(), gates, x.length(2)),
                    ops.weight("lstm.weight_hh" + name, layers.init(), gates, settings.size),
                    List.of(
                            ops.weight("lstm.bias_ih" + name, Init.ZEROS, gates),
                            ops.weight("lstm.bias_hh" + name, Init.ZEROS, gates)));
        }

        /// @return what the words say together                         [batch, 2 · size]
        Value attention(Value states, Value valid) {
            Value keys = layers.product("attention.dense", states, settings.scored);
            Value query = ops.weight("attention.dense.bias", Init.ZEROS, settings.scored);
            Value weights = ops.weight("attention.score.weight", layers.init(), 1, settings.scored);
            Dim one = Dim.of(1);
            Value gathered = ops.attention(
                    new AttentionSite(Stack.DECODER, Kind.CROSS, 0, 1),
                    ops.reshape(query, one, one, one, Dim.of(settings.scored)),
                    ops.splitHeads(keys, 1),
                    ops.splitHeads(states, 1),
                    new Attention(1, new Mask.Keys(valid), 1, 0).with(new Score.Additive(weights)));
            return ops.reshape(gathered, gathered.dim(0), gathered.dim(3));
        }
    }
}
