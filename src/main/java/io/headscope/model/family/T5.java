package io.headscope.model.family;

import io.headscope.model.Answer;
import io.headscope.model.Counting;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Target;
import io.headscope.model.Value;
import java.util.List;

/// T5 (Raffel et al., 2020, <https://arxiv.org/abs/1910.10683>), T5 v1.1 and mT5 (Xue et al., 2021,
/// <https://arxiv.org/abs/2010.11934>): an encoder and a decoder without positions, whose scores are not scaled but
/// biased by distance; the encoder also alone. UMT5 (Chung et al., 2023, <https://arxiv.org/abs/2304.09151>) has a table of
/// distances in every layer.
public final class T5 implements ModelFamily {

    /// Scores depend on distances alone, of which the farthest are all alike: no length is too long for the network.
    private static final int POSITIONS = 1 << 16;

    private final String id;
    private final String name;
    private final boolean tableEach;

    private T5(String id, String name, boolean tableEach) {
        this.id = id;
        this.name = name;
        this.tableEach = tableEach;
    }

    public static T5 t5() {
        return new T5("t5", "T5", false);
    }

    public static T5 mt5() {
        return new T5("mt5", "MT5", false);
    }

    public static T5 umt5() {
        return new T5("umt5", "UMT5", true);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<String> architectures() {
        return List.of(name + "ForConditionalGeneration", name + "WithLMHeadModel", name + "Model", name + "EncoderModel");
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id, architectures());
        T5Stacks.Settings settings = T5Stacks.Settings.of(config, tableEach);
        Ops ops = new Ops();
        T5Stacks stacks = new T5Stacks(ops, new Layers(ops, settings.init(), settings.epsilon()), settings);
        return architecture.endsWith("EncoderModel")
                ? encoder(architecture, stacks)
                : both(architecture, stacks, config);
    }

    private Network encoder(String architecture, T5Stacks stacks) {
        stacks.ops().output("last_hidden_state", stacks.encoder("").hidden());
        return new Network(
                id, architecture, stacks.ops().program(), new Answer.None(), POSITIONS, stacks.settings().vocabulary(), "");
    }

    private Network both(String architecture, T5Stacks stacks, ModelConfig config) {
        T5Stacks.Encoded encoded = stacks.encoder("encoder_");
        Value decoded = stacks.decoder(encoded);
        Answer answer = new Answer.None();
        if (!architecture.equals(name + "Model")) {
            boolean tied = config.flag("tie_word_embeddings", true);
            stacks.ops().output("logits", stacks.ops().part("lm_head", () -> stacks.logits(decoded, tied)));
            answer = new Answer.NextToken();
        }
        stacks.ops().output("last_hidden_state", decoded);
        stacks.ops().output("encoder_last_hidden_state", encoded.hidden());
        int start = config.tokenId("decoder_start_token_id", config.tokenId("pad_token_id", 0));
        return new Network(
                id,
                architecture,
                stacks.ops().program(),
                answer,
                POSITIONS,
                stacks.settings().vocabulary(),
                "",
                new Counting.Positions(0),
                new Target(start, false));
    }
}
