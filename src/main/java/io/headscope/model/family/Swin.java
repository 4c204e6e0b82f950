package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.message.Phrase;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Dim;
import io.headscope.model.Extent;
import io.headscope.model.Init;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Swin (Liu et al., 2021, <https://arxiv.org/abs/2103.14030>): attention within windows, which every other block shifts;
/// between its stages four neighbours become one.
public final class Swin implements ModelFamily {

    private static final String CLASSES = "SwinForImageClassification";
    private static final String BASE = "SwinModel";

    @Override
    public String id() {
        return "swin";
    }

    @Override
    public List<String> architectures() {
        return List.of(CLASSES, BASE);
    }

    @Override
    public Network write(ModelConfig config) {
        return write(config, Extent.USUAL);
    }

    @Override
    public Network write(ModelConfig config, Extent extent) {
        String architecture = config.architecture(id(), architectures());
        Ops ops = new Ops();
        Patches patches = Patches.of(config, extent, 4);
        Writer writer = Writer.of(ops, config);
        Value encoded = writer.encoder(patches);
        Value hidden = ops.part("layernorm", () -> writer.layers.norm("swin.layernorm", encoded));
        Answer answer = new Answer.None();
        if (architecture.equals(CLASSES)) {
            answer = new PictureHeads(writer.layers, config).classes("classifier", ops.mean(hidden, 1));
        }
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(patches.intake(Stack.ENCODER, null)),
                new Layouts(Map.of(Stack.ENCODER, patches.layout()), writer.axes),
                "swin.");
    }

    /// @param depths blocks of every stage
    /// @param heads  of every stage
    /// @param axes   where the positions of every block lie, filled as they are written
    private record Writer(
            Ops ops,
            Layers layers,
            int width,
            List<Integer> depths,
            List<Integer> heads,
            int window,
            double ratio,
            Activation activation,
            ModelConfig config,
            Map<AttentionSite, Layouts.Axes> axes) {

        static Writer of(Ops ops, ModelConfig config) {
            int width = config.count("embed_dim", 96);
            List<Integer> depths = config.counts("depths");
            List<Integer> heads = config.counts("num_heads");
            if (heads.size() != depths.size()) {
                throw config.wrong("num_heads", Phrase.of("reason.want-as-many", depths.size()));
            }
            for (int stage = 0; stage < heads.size(); stage++) {
                if ((width << stage) % heads.get(stage) != 0) {
                    throw config.wrong("num_heads", Phrase.of("reason.want-divisors"));
                }
            }
            Init init = new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10));
            return new Writer(
                    ops,
                    new Layers(ops, init, config.decimal("layer_norm_eps", 1e-5, 0, 1)),
                    width,
                    depths,
                    heads,
                    config.count("window_size", 7),
                    config.decimal("mlp_ratio", 4, 0.01, 1000),
                    config.activation("hidden_act", Activation.GELU),
                    config,
                    new HashMap<>());
        }

        Value encoder(Patches patches) {
            Value hidden = tapped(0, ops.part("embeddings", () -> embeddings(patches)), patches.rows(), patches.columns());
            int rows = patches.rows();
            int columns = patches.columns();
            int block = 0;
            for (int stage = 0; stage < depths.size(); stage++) {
                SwinStage at = stage(stage, rows, columns, block);
                Value before = hidden;
                Value after = at.write(before);
                block += depths.get(stage);
                if (stage < depths.size() - 1) {
                    hidden = ops.part("encoder.layers." + stage + ".downsample", () -> at.merged(after));
                    rows = Math.ceilDiv(rows, 2);
                    columns = Math.ceilDiv(columns, 2);
                } else {
                    hidden = after;
                }
                hidden = tapped(stage + 1, hidden, rows, columns);
            }
            return hidden;
        }

        private SwinStage stage(int stage, int rows, int columns, int block) {
            if (Math.min(rows, columns) < window) {
                throw config.wrong("window_size", Phrase.of("reason.want-whole-number", 1, Math.min(rows, columns)));
            }
            return new SwinStage(
                    layers, stage, depths.get(stage), block, heads.get(stage), rows, columns, window, ratio, activation,
                    config.flag("qkv_bias", true), axes);
        }

        /// Every state can be read as positions and as a grid, as the reference gives both.
        private Value tapped(int stage, Value hidden, int rows, int columns) {
            Value tapped = ops.tap("hidden_states." + stage, hidden);
            Value grid = ops.reshape(
                    ops.permute(tapped, 0, 2, 1), Dim.BATCH, hidden.dim(2), Dim.of(rows), Dim.of(columns));
            ops.tap("reshaped_hidden_states." + stage, grid);
            return tapped;
        }

        private Value embeddings(Patches patches) {
            Value pieces = patches.embedded(
                    layers, "swin.embeddings.patch_embeddings.projection", patches.pixels(layers), width, true);
            Value normed = layers.norm("swin.embeddings.norm", pieces);
            if (!config.flag("use_absolute_embeddings", false)) {
                return normed;
            }
            Value table = ops.weight("swin.embeddings.position_embeddings", layers.init(), 1, patches.trainedCount(), width);
            return ops.add(normed, patches.places(layers, table, 0));
        }
    }
}
