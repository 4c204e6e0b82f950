package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Bias;
import io.headscope.model.Counting;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Intake;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Target;
import io.headscope.model.Value;
import java.util.List;
import java.util.Map;

/// Whisper (Radford et al., 2022, <https://arxiv.org/abs/2212.04356>): an encoder that hears thirty seconds as a
/// spectrogram, and a decoder that writes what was said. Norms stand before each branch.
public final class Whisper implements ModelFamily {

    private static final String WRITES = "WhisperForConditionalGeneration";
    private static final String BASE = "WhisperModel";
    private static final double SECONDS_A_FRAME = 0.01;

    /// The second convolution takes every other frame.
    private static final int FRAMES_A_POSITION = 2;

    @Override
    public String id() {
        return "whisper";
    }

    @Override
    public List<String> architectures() {
        return List.of(WRITES, BASE);
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id(), architectures());
        Ops ops = new Ops();
        Settings settings = Settings.of(config);
        Writer writer = new Writer(ops, new Layers(ops, settings.init, 1e-5), settings);
        Value heard = writer.encoder();
        Value hidden = writer.decoder(heard);
        Answer answer = new Answer.None();
        if (architecture.equals(WRITES)) {
            ops.output("logits", ops.part("proj_out", () -> ops.linear(hidden, writer.wordTable(), null)));
            answer = new Answer.NextToken();
        }
        ops.output("last_hidden_state", hidden);
        ops.output("encoder_last_hidden_state", heard);
        double step = FRAMES_A_POSITION * SECONDS_A_FRAME;
        Layout sound = Layout.of(new Layout.Frames(settings.positions, 0, step, step));
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(
                        new Intake.Spectrogram(
                                Stack.ENCODER, "input_features", settings.bins, settings.frames(), SECONDS_A_FRAME, false),
                        new Intake.Target(Stack.DECODER, "decoder_input_ids", settings.targets, settings.vocabulary)),
                new Layouts(Map.of(Stack.ENCODER, sound, Stack.DECODER, Layout.text())),
                "model.",
                new Counting.Positions(0),
                new Target(config.tokenId("decoder_start_token_id", 50257), false));
    }

    /// @param positions the encoder's
    /// @param targets   the longest text, in tokens
    private record Settings(
            int bins,
            int positions,
            int targets,
            int vocabulary,
            int width,
            int encoderLayers,
            int encoderHeads,
            int encoderInner,
            int decoderLayers,
            int decoderHeads,
            int decoderInner,
            Activation activation,
            boolean scaled,
            Dropouts dropouts,
            Init init) {

        static Settings of(ModelConfig config) {
            int width = config.count("d_model", 384);
            return new Settings(
                    config.count("num_mel_bins", 80),
                    config.count("max_source_positions", 1500),
                    config.count("max_target_positions", 448),
                    config.count("vocab_size", 51865),
                    width,
                    config.layers("encoder_layers", 4),
                    config.divisor("encoder_attention_heads", width, 6),
                    config.count("encoder_ffn_dim", 1536),
                    config.layers("decoder_layers", 4),
                    config.divisor("decoder_attention_heads", width, 6),
                    config.count("decoder_ffn_dim", 1536),
                    config.activation("activation_function", Activation.GELU),
                    config.flag("scale_embedding", false),
                    Dropouts.of(config),
                    new Init.Normal(config.decimal("init_std", 0.02, 0, 10)));
        }

        int frames() {
            return FRAMES_A_POSITION * positions;
        }
    }

    private record Writer(Ops ops, Layers layers, Settings settings) {

        /// Keys have no bias.
        private static final AttentionBlock.Names NAMES = AttentionBlock.Names.BART.withoutKeyBias();

        Value encoder() {
            Value sound = ops.input(
                    "input_features", ElementType.F32, Dim.BATCH, Dim.of(settings.bins), Dim.of(settings.frames()));
            Value hidden = ops.part("encoder.embeddings", () -> heard(sound));
            for (int layer = 0; layer < settings.encoderLayers; layer++) {
                int at = layer;
                Value before = ops.tap("encoder_hidden_states." + layer, hidden);
                hidden = ops.part("encoder.layers." + layer, () -> encoderLayer(at, before));
            }
            Value last = hidden;
            return ops.tap(
                    "encoder_hidden_states." + settings.encoderLayers,
                    ops.part("encoder.norm", () -> layers.norm("model.encoder.layer_norm", last)));
        }

        private Value heard(Value sound) {
            Value first = ops.activate(Activation.GELU, conv("model.encoder.conv1", sound, 1));
            Value second = ops.activate(Activation.GELU, conv("model.encoder.conv2", first, FRAMES_A_POSITION));
            Value table = layers.table("model.encoder.embed_positions", settings.positions, settings.width);
            return dropped(ops.add(ops.permute(second, 0, 2, 1), table));
        }

        private Value conv(String name, Value x, int stride) {
            Value kernel = ops.weight(name + ".weight", layers.init(), settings.width, x.length(1), 3);
            Value bias = ops.weight(name + ".bias", Init.ZEROS, settings.width);
            return ops.conv(x, kernel, bias, new Op.Conv(List.of(stride), List.of(1), 1));
        }

        private Value encoderLayer(int layer, Value hidden) {
            String name = "model.encoder.layers." + layer;
            AttentionSite site = new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.encoderHeads);
            Value attended = ops.part("self_attn", () -> {
                Value normed = layers.norm(name + ".self_attn_layer_norm", hidden);
                return ops.add(hidden, dropped(block().write(site, name + ".self_attn", normed, new Mask.None(), Bias.NONE)));
            });
            return ops.part("mlp", () -> mlp(name, attended, settings.encoderInner));
        }

        private AttentionBlock block() {
            return new AttentionBlock(layers, NAMES, settings.dropouts.attention());
        }

        private Value dropped(Value x) {
            return ops.dropout(x, settings.dropouts.hidden());
        }

        Value wordTable() {
            return layers.table("model.decoder.embed_tokens", settings.vocabulary, settings.width);
        }

        Value decoder(Value heard) {
            Dim targets = Dim.named("targets");
            Value ids = ops.input("decoder_input_ids", ElementType.I64, Dim.BATCH, targets);
            Value valid = ops.input("decoder_attention_mask", ElementType.I64, Dim.BATCH, targets);
            Value places = ops.input("decoder_position_ids", ElementType.I64, Dim.BATCH, targets);
            Value hidden = ops.part("decoder.embeddings", () -> embedded(ids, places));
            for (int layer = 0; layer < settings.decoderLayers; layer++) {
                int at = layer;
                Value before = ops.tap("decoder_hidden_states." + layer, hidden);
                hidden = ops.part("decoder.layers." + layer, () -> decoderLayer(at, before, valid, heard));
            }
            Value last = hidden;
            return ops.tap(
                    "decoder_hidden_states." + settings.decoderLayers,
                    ops.part("decoder.norm", () -> layers.norm("model.decoder.layer_norm", last)));
        }

        private Value embedded(Value ids, Value places) {
            Value words = ops.embed(wordTable(), ids);
            Value scaled = settings.scaled
                    ? ops.mul(words, ops.constant(new float[] {(float) Math.sqrt(settings.width)}, 1))
                    : words;
            Value table = layers.table("model.decoder.embed_positions", settings.targets, settings.width);
            return dropped(ops.add(scaled, ops.embed(table, places)));
        }

        private Value decoderLayer(int layer, Value hidden, Value valid, Value heard) {
            String name = "model.decoder.layers." + layer;
            Value attended = ops.part("self_attn", () -> {
                AttentionSite site = new AttentionSite(Stack.DECODER, Kind.SELF, layer, settings.decoderHeads);
                Value normed = layers.norm(name + ".self_attn_layer_norm", hidden);
                Mask earlier = Mask.padding(valid).and(new Mask.Causal());
                return ops.add(hidden, dropped(block().write(site, name + ".self_attn", normed, earlier, Bias.NONE)));
            });
            Value read = ops.part("encoder_attn", () -> {
                AttentionSite site = new AttentionSite(Stack.DECODER, Kind.CROSS, layer, settings.decoderHeads);
                Value normed = layers.norm(name + ".encoder_attn_layer_norm", attended);
                return ops.add(attended, dropped(block().write(
                        site, name + ".encoder_attn", normed, heard, heard, new Mask.Queries(valid), Bias.NONE)));
            });
            return ops.part("mlp", () -> mlp(name, read, settings.decoderInner));
        }

        private Value mlp(String name, Value hidden, int inner) {
            Value normed = layers.norm(name + ".final_layer_norm", hidden);
            Value wide = ops.activate(settings.activation, layers.dense(name + ".fc1", normed, inner));
            Value kept = ops.dropout(wide, settings.dropouts.activation());
            return ops.add(hidden, dropped(layers.dense(name + ".fc2", kept, settings.width)));
        }
    }
}
