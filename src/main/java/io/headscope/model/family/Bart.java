package io.headscope.model.family;

import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Counting;
import io.headscope.model.Derived;
import io.headscope.model.Dim;
import io.headscope.model.Init;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Target;
import io.headscope.model.Value;
import java.util.List;

/// BART (Lewis et al., 2020, <https://arxiv.org/abs/1910.13461>), an encoder that reads a text and a decoder that writes
/// one, and its relatives, which differ in where they put norms and how they count positions.
public final class Bart implements ModelFamily {

    /// What a relative has of its own.
    ///
    /// @param id             its `model_type`
    /// @param name           what its architectures begin with
    /// @param writes         the architecture that writes
    /// @param normFirst      whether norms stand before what they serve, with one more at the end of each stack
    /// @param normEmbeddings whether embeddings are normed
    /// @param sinusoids      whether positions are sines and cosines, not learned
    /// @param turned         whether a target's last token, its language, comes first in the decoder
    record Kind(
            String id,
            String name,
            String writes,
            boolean normFirst,
            boolean normEmbeddings,
            boolean sinusoids,
            boolean turned) {

        /// Whether it comes with a head for classes of texts.
        boolean classifies() {
            return !sinusoids;
        }
    }

    private static final String CLASSES = "ForSequenceClassification";

    private final Kind kind;

    private Bart(Kind kind) {
        this.kind = kind;
    }

    public static Bart bart() {
        return new Bart(new Kind("bart", "Bart", "BartForConditionalGeneration", false, true, false, false));
    }

    /// mBART (Liu et al., 2020, <https://arxiv.org/abs/2001.08210>): norms first, and languages as tokens.
    public static Bart mbart() {
        return new Bart(new Kind("mbart", "MBart", "MBartForConditionalGeneration", true, true, false, true));
    }

    /// Marian (Junczys-Dowmunt et al., 2018, <https://arxiv.org/abs/1804.00344>): the transformer as it was first written.
    public static Bart marian() {
        return new Bart(new Kind("marian", "Marian", "MarianMTModel", false, false, true, false));
    }

    /// Pegasus (Zhang et al., 2020, <https://arxiv.org/abs/1912.08777>): norms first, positions as sines and cosines.
    public static Bart pegasus() {
        return new Bart(new Kind("pegasus", "Pegasus", "PegasusForConditionalGeneration", true, false, true, false));
    }

    @Override
    public String id() {
        return kind.id();
    }

    @Override
    public List<String> architectures() {
        String base = kind.name() + "Model";
        return kind.classifies()
                ? List.of(kind.writes(), base, kind.name() + CLASSES)
                : List.of(kind.writes(), base);
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id(), architectures());
        BartStacks.Settings settings = BartStacks.Settings.of(config, kind.writes().equals("MarianMTModel"));
        Ops ops = new Ops();
        BartStacks stacks = new BartStacks(ops, new Layers(ops, settings.init(), 1e-5), settings, kind);
        BartStacks.Encoded encoded = stacks.encoder();
        Value decoded = stacks.decoder(encoded);
        Answer answer = new Answer.None();
        if (architecture.equals(kind.writes())) {
            ops.output("logits", ops.part("lm_head", () -> logits(ops, stacks, decoded, config)));
            answer = new Answer.NextToken();
        } else if (architecture.endsWith(CLASSES)) {
            answer = ops.part("classification_head", () -> classes(ops, stacks, decoded, config));
        }
        ops.output("last_hidden_state", decoded);
        ops.output("encoder_last_hidden_state", encoded.hidden());
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                settings.positions(),
                settings.vocabulary(),
                "model.",
                new Counting.Positions(kind.sinusoids() ? 0 : BartStacks.LEARNED_FROM),
                new Target(start(config), kind.turned(), architecture.endsWith(CLASSES)));
    }

    /// What a text is, told by what its decoder has understood where the text ends.
    private static Answer classes(Ops ops, BartStacks stacks, Value decoded, ModelConfig config) {
        Layers layers = stacks.layers();
        Dropouts dropouts = stacks.settings().dropouts();
        Derived ending = new Derived.LastOf("input_ids", config.tokenId("eos_token_id", 2));
        Value row = ops.derived("last_ending", ending, Dim.BATCH, Dim.of(1), decoded.dim(1));
        Value last = ops.reshape(ops.matMul(row, decoded), decoded.dim(0), decoded.dim(2));
        Value understood = ops.activate(
                Activation.TANH,
                layers.dense("classification_head.dense", ops.dropout(last, dropouts.hidden()), stacks.settings().width()));
        List<String> labels = config.labels();
        ops.output("logits", layers.dense("classification_head.out_proj", ops.dropout(understood, dropouts.hidden()), labels.size()));
        return new Answer.Classes(labels);
    }

    private Value logits(Ops ops, BartStacks stacks, Value decoded, ModelConfig config) {
        BartStacks.Settings settings = stacks.settings();
        Value table = config.flag("tie_word_embeddings", true)
                ? stacks.decoderTable()
                : stacks.layers().table("lm_head", settings.targetVocabulary(), settings.width());
        Value bias = ops.weight("final_logits_bias", Init.ZEROS, 1, settings.targetVocabulary());
        return ops.linear(decoded, table, ops.reshape(bias, table.dim(0)));
    }

    /// Where nothing is said of it, decoders begin with the token that texts end with.
    private static int start(ModelConfig config) {
        return config.tokenId("decoder_start_token_id", config.tokenId("eos_token_id", 2));
    }
}
