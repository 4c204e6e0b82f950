package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Counting;
import io.headscope.model.Derived;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Rotation;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What stands around the blocks of a decoder: a row of tokens, the hidden states between its blocks, and what is read
/// off the last of them.
final class DecoderFrame {

    private static final String LANGUAGE_MODEL = "ForCausalLM";
    /// A language model that also chooses between texts; the head that chooses is left out.
    static final String TWO_HEADS = "GPT2DoubleHeadsModel";
    private static final String CLASSES = "ForSequenceClassification";
    private static final String TOKEN_CLASSES = "ForTokenClassification";

    /// One block of the network.
    @FunctionalInterface
    interface Block {
        /// @param hidden [batch, tokens, width]
        /// @return       [batch, tokens, width]
        Value write(int layer, Value hidden);
    }

    private final String family;
    private final String architecture;
    private final ModelConfig config;
    private final Ops ops = new Ops();
    private final Dim tokens = Dim.named("tokens");
    private final Value ids = ops.input("input_ids", ElementType.I64, Dim.BATCH, tokens);
    private final Value valid = ops.input("attention_mask", ElementType.I64, Dim.BATCH, tokens);

    private @Nullable Value positions;

    /// @param architectures those that the family writes
    /// @throws io.headscope.message.ProblemException if `config` names another
    DecoderFrame(String family, List<String> architectures, ModelConfig config) {
        this.family = family;
        this.config = config;
        this.architecture = config.architecture(family, architectures);
    }

    /// The architectures of a family whose names begin with `name`: a language model, hidden states alone, classes of
    /// texts and classes of tokens.
    static List<String> architectures(String name) {
        return List.of(name + LANGUAGE_MODEL, name + "Model", name + CLASSES, name + TOKEN_CLASSES);
    }

    Ops ops() {
        return ops;
    }

    Layers layers(String epsilon, double otherwise) {
        return layers(epsilon, otherwise, "initializer_range");
    }

    /// @param epsilon   the key of what norms add to the variance
    /// @param otherwise its value where there is none
    /// @param deviation the key of how far from 0 weights start in training
    Layers layers(String epsilon, double otherwise, String deviation) {
        Init init = new Init.Normal(config.decimal(deviation, 0.02, 0, 10));
        return new Layers(ops, init, config.decimal(epsilon, otherwise, 0, 1));
    }

    /// Which of the tokens are not padding                           [batch, tokens]
    Value valid() {
        return valid;
    }

    /// The numbers of the positions                                  [batch, tokens]
    Value positions() {
        Value known = positions;
        if (known == null) {
            known = ops.input("position_ids", ElementType.I64, Dim.BATCH, tokens);
            positions = known;
        }
        return known;
    }

    /// What turns queries and keys                                   [batch, tokens, turned]
    Value angles(Rotation rotation) {
        positions();
        return ops.derived(
                "rotary", new Derived.RotaryTable("position_ids", rotation), Dim.BATCH, tokens, Dim.of(rotation.size()));
    }

    /// The rows of a table for the tokens.
    Value embed(Value table) {
        return ops.embed(table, ids);
    }

    /// Every token attends to itself and to those before it, padding left out.
    Mask mask() {
        return Mask.padding(valid).and(new Mask.Causal());
    }

    /// Attention of the tokens to each other.
    ///
    /// @param q [batch, heads, tokens, size]
    /// @return  [batch, tokens, heads · size]
    Value attend(int layer, Value q, Value k, Value v, Attention attention) {
        AttentionSite site = new AttentionSite(Stack.DECODER, Kind.SELF, layer, Math.toIntExact(q.length(1)));
        return ops.mergeHeads(ops.attention(site, q, k, v, attention));
    }

    /// All blocks, one behind the other.
    ///
    /// @param name what the blocks are called: `layers`
    /// @param last what follows the last of them, usually a norm
    /// @return     the last hidden state
    Value stack(Value embedded, int layers, String name, Block block, UnaryOperator<Value> last) {
        Value hidden = ops.tap("hidden_states.0", embedded);
        for (int layer = 0; layer < layers; layer++) {
            int at = layer;
            Value before = hidden;
            hidden = ops.part(name + "." + layer, () -> block.write(at, before));
            if (layer < layers - 1) {
                hidden = ops.tap("hidden_states." + (layer + 1), hidden);
            }
        }
        // The last hidden state is the one behind the final norm, as Hugging Face counts them.
        return ops.tap("hidden_states." + layers, last.apply(hidden));
    }

    /// What is on top, and what must be known to feed the network.
    ///
    /// @param tokenHead the name of what tells the classes of tokens
    /// @param scores    hidden states to scores of the tokens that may come next
    /// @param positions the longest text, in tokens
    Network network(
            Value hidden, String tokenHead, UnaryOperator<Value> scores, int positions, int vocabulary, String prefix) {
        return network(hidden, tokenHead, scores, positions, vocabulary, prefix, new Counting.FromText());
    }

    Network network(
            Value hidden,
            String tokenHead,
            UnaryOperator<Value> scores,
            int positions,
            int vocabulary,
            String prefix,
            Counting counting) {
        Answer answer = answer(hidden, tokenHead, scores);
        ops.output("last_hidden_state", hidden);
        return new Network(
                family, architecture, ops.program(), answer, positions, vocabulary, prefix, counting, null);
    }

    private Answer answer(Value hidden, String tokenHead, UnaryOperator<Value> scores) {
        Layers plain = new Layers(ops, new Init.Normal(0.02), 0);
        if (architecture.endsWith(LANGUAGE_MODEL) || architecture.endsWith("LMHeadModel") || architecture.equals(TWO_HEADS)) {
            ops.output("logits", ops.part("lm_head", () -> scores.apply(hidden)));
            return isOfItems() ? new Answer.NextItem() : new Answer.NextToken();
        }
        if (architecture.endsWith(CLASSES)) {
            List<String> labels = config.labels();
            ops.output("logits", ops.part("score", () -> plain.product("score", last(hidden), labels.size())));
            return new Answer.Classes(labels);
        }
        if (architecture.endsWith(TOKEN_CLASSES)) {
            List<String> labels = config.labels();
            ops.output("logits", ops.part(tokenHead, () -> plain.dense(tokenHead, hidden, labels.size())));
            return new Answer.TokenClasses(labels);
        }
        return new Answer.None();
    }

    /// Whether its tokens are things of which each comes once: `"task_specific_params": {"recommendation": {…}}`.
    private boolean isOfItems() {
        return config.has("task_specific_params") && config.section("task_specific_params").has("recommendation");
    }

    /// The last token's hidden state: it alone has seen the whole text. [batch, width]
    private Value last(Value hidden) {
        Value row = ops.derived("last_token", new Derived.LastToken("attention_mask"), Dim.BATCH, Dim.of(1), tokens);
        return ops.reshape(ops.matMul(row, hidden), hidden.dim(0), hidden.dim(2));
    }

    /// The scores of the tokens by a table, that of the embeddings where the two are tied.
    ///
    /// @param tied whether they are where the config does not say
    Value scores(Value hidden, Value embeddings, String untied, boolean tied) {
        Value table = config.flag("tie_word_embeddings", tied)
                ? embeddings
                : ops.weight(untied + ".weight", new Init.Normal(0.02), embeddings.length(0), embeddings.length(1));
        return ops.linear(hidden, table, null);
    }

    /// Equal shares of a matrix that lie head by head: of every head first its query, then its key, then its value.
    ///
    /// @param fused [batch, tokens, heads · 3 · size]
    /// @return      Q, K and V                                       (3 × [batch, heads, tokens, size])
    List<Value> splitByHead(Value fused, int heads) {
        Value byHead = ops.splitHeads(fused, heads);
        return ops.split(byHead, 3);
    }

    /// Stretches of the last axis, one behind the other.
    ///
    /// @param widths of the stretches, in all the whole axis
    List<Value> stretches(Value x, long... widths) {
        List<Value> stretches = new ArrayList<>();
        long from = 0;
        for (long width : widths) {
            stretches.add(ops.slice(x, -1, from, width));
            from += width;
        }
        return stretches;
    }
}
