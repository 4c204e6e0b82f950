package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.model.Answer;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.Extent;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// BEiT (Bao et al., 2022, <https://arxiv.org/abs/2106.08254>): ViT's encoder, where patches know how they lie to each
/// other by a learned table, and branches are scaled by a learned factor for each channel.
public final class Beit implements ModelFamily {

    private static final String BASE = "BeitModel";
    private static final String CLASSES = "BeitForImageClassification";

    /// The rows of a table for what the class token has to do with.
    private static final int CLASS_ROWS = 3;

    @Override
    public String id() {
        return "beit";
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
        Patches patches = Patches.of(config, extent);
        PatchEncoder encoder = PatchEncoder.of(ops, config, 1e-12);
        Writer writer = new Writer(encoder.layers(), encoder.settings(), patches, config);
        Value encoded = writer.encoder();
        boolean mean = config.flag("use_mean_pooling", true);
        Value hidden = mean ? encoded : ops.part("layernorm", () -> encoder.layers().norm("beit.layernorm", encoded));
        Answer answer = new Answer.None();
        if (architecture.equals(CLASSES)) {
            PictureHeads heads = new PictureHeads(encoder.layers(), config);
            answer = heads.classes("classifier", mean ? ops.part("pooler", () -> writer.pooled(hidden)) : heads.at(hidden, 0));
        }
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(patches.intake(Stack.ENCODER, null)),
                new Layouts(Stack.ENCODER, patches.layout("[CLS]")),
                "beit.");
    }

    private record Writer(Layers layers, PatchEncoder.Settings settings, Patches patches, ModelConfig config) {

        private Ops ops() {
            return layers.ops();
        }

        Value encoder() {
            Value before = ops().tap("hidden_states.0", ops().part("embeddings", this::embeddings));
            for (int layer = 0; layer < settings.layers(); layer++) {
                int at = layer;
                Value given = before;
                Value after = ops().part("encoder.layer." + layer, () -> layer(at, given));
                before = ops().tap("hidden_states." + (layer + 1), after);
            }
            return before;
        }

        private Value embeddings() {
            int width = settings.width();
            Value pieces = patches.embedded(
                    layers, "beit.embeddings.patch_embeddings.projection", patches.pixels(layers), width, true);
            Value all = ops().concat(1, ops().weight("beit.embeddings.cls_token", layers.init(), 1, 1, width), pieces);
            if (!config.flag("use_absolute_position_embeddings", false)) {
                return all;
            }
            Value table = ops().weight(
                    "beit.embeddings.position_embeddings", layers.init(), 1, 1 + patches.trainedCount(), width);
            return ops().add(all, patches.places(layers, table, 1));
        }

        private Value layer(int layer, Value hidden) {
            String name = "beit.encoder.layer." + layer;
            Value attended = ops().part("attention", () -> {
                Value normed = layers.norm(name + ".layernorm_before", hidden);
                AttentionSite site = new AttentionSite(Stack.ENCODER, Kind.SELF, layer, settings.heads());
                AttentionBlock block = new AttentionBlock(layers, AttentionBlock.Names.vit(true).withoutKeyBias());
                return ops().add(scaled(name + ".lambda_1", block.write(site, name, normed, new Mask.None(), bias(name))), hidden);
            });
            return ops().part("mlp", () -> {
                Value normed = layers.norm(name + ".layernorm_after", attended);
                Value wide = ops().activate(settings.activation(), layers.dense(name + ".intermediate.dense", normed, settings.inner()));
                return ops().add(scaled(name + ".lambda_2", layers.dense(name + ".output.dense", wide, settings.width())), attended);
            });
        }

        private Value scaled(String name, Value x) {
            return config.decimal("layer_scale_init_value", 0.1, 0, 1e6) > 0
                    ? ops().mul(x, ops().weight(name, Init.ONES, settings.width()))
                    : x;
        }

        /// Each layer's own table, or one that all share.
        private Bias bias(String name) {
            boolean own = config.flag("use_relative_position_bias", false);
            boolean shared = config.flag("use_shared_relative_position_bias", false);
            if (own && shared) {
                throw config.wrong("use_shared_relative_position_bias", "false");
            }
            if (!own && !shared) {
                return Bias.NONE;
            }
            String table = (shared ? "beit.encoder" : name + ".attention.attention") + ".relative_position_bias.relative_position_bias_table";
            return new Bias.Table2d(table(table), patches.rows(), patches.columns(), true);
        }

        /// Interpolated where the picture is not as large as in training.
        private Value table(String name) {
            int rows = 2 * patches.trainedRows() - 1;
            int columns = 2 * patches.trainedColumns() - 1;
            Value table = ops().weight(name, Init.ZEROS, (long) rows * columns + CLASS_ROWS, settings.heads());
            int newRows = 2 * patches.rows() - 1;
            int newColumns = 2 * patches.columns() - 1;
            if (rows == newRows && columns == newColumns) {
                return table;
            }
            Dim heads = Dim.of(settings.heads());
            Value grid = ops().reshape(ops().slice(table, 0, 0, (long) rows * columns), Dim.of(1), Dim.of((long) rows * columns), heads);
            Value resized = Interpolation.BILINEAR.resize(ops(), grid, rows, columns, newRows, newColumns);
            Value flat = ops().reshape(resized, Dim.of((long) newRows * newColumns), heads);
            return ops().concat(0, flat, ops().slice(table, 0, (long) rows * columns, CLASS_ROWS));
        }

        Value pooled(Value hidden) {
            Value pieces = ops().slice(hidden, 1, 1, (long) patches.rows() * patches.columns());
            return layers.norm("beit.pooler.layernorm", ops().mean(pieces, 1));
        }
    }
}
