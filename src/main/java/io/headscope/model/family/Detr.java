package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Bias;
import io.headscope.model.Completion;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Extent;
import io.headscope.model.Init;
import io.headscope.model.InputTensor;
import io.headscope.model.Intake;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// DETR (Carion et al., 2020, <https://arxiv.org/abs/2005.12872>): a residual network looks at the picture, an encoder at
/// what it saw, and learned queries ask where things are.
public final class Detr implements ModelFamily {

    private static final String BOXES = "DetrForObjectDetection";
    private static final String BASE = "DetrModel";
    private static final String SEGMENTS = "DetrForSegmentation";
    private static final String MASK = "pixel_mask";

    /// Pixels on each side that become one position.
    private static final double STRIDE = 32;

    /// 1 where a position lies in the picture, 0 where in its fill.    [batch, positions]
    private static final String VALID = "patch_mask";

    /// Where positions lie, as sines and cosines.                     [batch, positions, width]
    private static final String PLACES = "patch_places";

    @Override
    public String id() {
        return "detr";
    }

    @Override
    public List<String> architectures() {
        return List.of(BOXES, BASE);
    }

    @Override
    public Network write(ModelConfig config) {
        return write(config, Extent.USUAL);
    }

    @Override
    public Network write(ModelConfig config, Extent extent) {
        // Its detector finds boxes; the head of segments upon it is left out.
        boolean segments = config.namedArchitecture().filter(SEGMENTS::equals).isPresent();
        String architecture = segments ? BOXES : config.architecture(id(), architectures());
        Extent.Picture size = extent instanceof Extent.Picture picture ? picture : config.picture("image_size", 320);
        Settings settings = Settings.of(config);
        Ops ops = new Ops();
        Writer writer = new Writer(ops, new Layers(ops, settings.init, 1e-5), settings);
        Value pixels = ops.input(
                Patches.PIXELS, ElementType.F32, Dim.BATCH, Dim.of(settings.channels), Dim.of(size.height()), Dim.of(size.width()));
        Value grid = ResNet.of(writer.layers, "model.backbone.conv_encoder.model", config).write(pixels);
        int rows = Math.toIntExact(grid.length(2));
        int columns = Math.toIntExact(grid.length(3));
        Seen seen = writer.encoder(grid);
        Value hidden = writer.decoder(seen);
        Answer answer = new Answer.None();
        if (architecture.equals(BOXES)) {
            writer.heads(hidden, config.labels().size());
            answer = new Answer.Boxes(config.labels());
        }
        ops.output("last_hidden_state", hidden);
        ops.output("encoder_last_hidden_state", seen.hidden);
        Layout picture = Layout.of(new Layout.Patches(rows, columns, size.height() / STRIDE, size.width() / STRIDE));
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(new Intake.Image(Stack.ENCODER, Patches.PIXELS, settings.channels, size.height(), size.width(), MASK, true)),
                new Layouts(Map.of(Stack.ENCODER, picture, Stack.DECODER, Layout.of(new Layout.Queries(settings.queries)))),
                "model.")
                .with(new Completion(Set.of(MASK), given -> ofMask(given.get(MASK), size, rows, columns, settings.width)));
    }

    private static Map<String, InputTensor> ofMask(
            @org.jspecify.annotations.Nullable InputTensor pixels, Extent.Picture size, int rows, int columns, int width) {
        long[] valid = PixelMask.coarse(MASK, pixels, size, rows, columns);
        return Map.of(
                VALID, InputTensor.row(valid),
                PLACES, InputTensor.of(GridSinusoids.of(valid, rows, columns, width), 1, (long) rows * columns, width));
    }

    private record Settings(
            int channels,
            int queries,
            int width,
            int encoderLayers,
            int encoderHeads,
            int encoderInner,
            int decoderLayers,
            int decoderHeads,
            int decoderInner,
            Activation activation,
            Init init) {

        static Settings of(ModelConfig config) {
            if (!config.text("position_embedding_type").orElse("sine").equals("sine")) {
                throw config.wrong("position_embedding_type", "\"sine\"");
            }
            int width = config.count("d_model", 256);
            return new Settings(
                    config.count("num_channels", 3),
                    config.count("num_queries", 100),
                    width,
                    config.layers("encoder_layers", 6),
                    config.divisor("encoder_attention_heads", width, 8),
                    config.count("encoder_ffn_dim", 2048),
                    config.layers("decoder_layers", 6),
                    config.divisor("decoder_attention_heads", width, 8),
                    config.count("decoder_ffn_dim", 2048),
                    config.activation("activation_function", Activation.RELU),
                    new Init.Normal(config.decimal("init_std", 0.02, 0, 10)));
        }
    }

    /// What the encoder has seen.
    ///
    /// @param hidden [batch, positions, width]
    /// @param places [batch, positions, width]
    /// @param valid  [batch, positions]
    private record Seen(Value hidden, Value places, Value valid) {}

    private record Writer(Ops ops, Layers layers, Settings settings) {

        Seen encoder(Value grid) {
            Value projected = ops.part("input_projection", () -> Patches.sequence(layers, ops.conv(
                    grid,
                    ops.weight("model.input_projection.weight", layers.init(), settings.width, grid.length(1), 1, 1),
                    ops.weight("model.input_projection.bias", Init.ZEROS, settings.width),
                    new Op.Conv(List.of(1, 1), List.of(0, 0), 1))));
            Value places = ops.input(PLACES, ElementType.F32, Dim.BATCH, projected.dim(1), Dim.of(settings.width));
            Value valid = ops.input(VALID, ElementType.I64, Dim.BATCH, projected.dim(1));
            Value hidden = projected;
            for (int layer = 0; layer < settings.encoderLayers; layer++) {
                int at = layer;
                Value before = ops.tap("encoder_hidden_states." + layer, hidden);
                hidden = ops.part("encoder.layers." + layer, () -> encoderLayer(at, before, places, valid));
            }
            return new Seen(ops.tap("encoder_hidden_states." + settings.encoderLayers, hidden), places, valid);
        }

        private Value encoderLayer(int layer, Value hidden, Value places, Value valid) {
            String name = "model.encoder.layers." + layer;
            AttentionSite site = new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.encoderHeads);
            Value attended = ops.part("self_attn", () -> around(name + ".self_attn_layer_norm", hidden, x -> {
                Value placed = ops.add(x, places);
                return block().write(site, name + ".self_attn", placed, placed, x, Mask.padding(valid), Bias.NONE);
            }));
            return ops.part("mlp", () -> mlp(name, attended, settings.encoderInner));
        }

        Value decoder(Seen seen) {
            Value asked = ops.reshape(
                    layers.table("model.query_position_embeddings", settings.queries, settings.width),
                    Dim.of(1),
                    Dim.of(settings.queries),
                    Dim.of(settings.width));
            Value hidden = ops.constant(new float[settings.queries * settings.width], 1, settings.queries, settings.width);
            for (int layer = 0; layer < settings.decoderLayers; layer++) {
                int at = layer;
                Value before = ops.tap("decoder_hidden_states." + layer, hidden);
                hidden = ops.part("decoder.layers." + layer, () -> decoderLayer(at, before, asked, seen));
            }
            Value last = hidden;
            return ops.tap(
                    "decoder_hidden_states." + settings.decoderLayers,
                    ops.part("decoder.layernorm", () -> layers.norm("model.decoder.layernorm", last)));
        }

        private Value decoderLayer(int layer, Value hidden, Value asked, Seen seen) {
            String name = "model.decoder.layers." + layer;
            AttentionSite self = new AttentionSite(Stack.DECODER, Kind.SELF, layer, settings.decoderHeads);
            AttentionSite cross = new AttentionSite(Stack.DECODER, Kind.CROSS, layer, settings.decoderHeads);
            Value attended = ops.part("self_attn", () -> around(name + ".self_attn_layer_norm", hidden, x -> {
                Value placed = ops.add(x, asked);
                return block().write(self, name + ".self_attn", placed, placed, x, new Mask.None(), Bias.NONE);
            }));
            Value looked = ops.part("encoder_attn", () -> around(name + ".encoder_attn_layer_norm", attended, x -> block().write(
                    cross,
                    name + ".encoder_attn",
                    ops.add(x, asked),
                    ops.add(seen.hidden, seen.places),
                    seen.hidden,
                    new Mask.Keys(seen.valid),
                    Bias.NONE)));
            return ops.part("mlp", () -> mlp(name, looked, settings.decoderInner));
        }

        private AttentionBlock block() {
            return new AttentionBlock(layers, AttentionBlock.Names.BART);
        }

        private Value around(String norm, Value hidden, UnaryOperator<Value> body) {
            return layers.norm(norm, ops.add(hidden, body.apply(hidden)));
        }

        private Value mlp(String name, Value hidden, int inner) {
            return around(name + ".final_layer_norm", hidden, x -> layers.dense(
                    name + ".fc2", ops.activate(settings.activation, layers.dense(name + ".fc1", x, inner)), settings.width));
        }

        void heads(Value hidden, int classes) {
            ops.output("logits", ops.part(
                    "class_labels_classifier", () -> layers.dense("class_labels_classifier", hidden, classes + 1L)));
            ops.output("pred_boxes", ops.part("bbox_predictor", () -> {
                Value first = ops.activate(Activation.RELU, layers.dense("bbox_predictor.layers.0", hidden, settings.width));
                Value second = ops.activate(Activation.RELU, layers.dense("bbox_predictor.layers.1", first, settings.width));
                return ops.activate(Activation.SIGMOID, layers.dense("bbox_predictor.layers.2", second, 4));
            }));
        }
    }
}
