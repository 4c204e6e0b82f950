package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.message.Phrase;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Extent;
import io.headscope.model.Init;
import io.headscope.model.Intake;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// SegFormer (Xie et al., 2021, <https://arxiv.org/abs/2105.15203>): stages of ever coarser grids, whose keys are fewer
/// than their queries, and a head that says what stands where.
public final class Segformer implements ModelFamily {

    private static final String PLACES = "SegformerForSemanticSegmentation";
    private static final String CLASSES = "SegformerForImageClassification";
    private static final String BASE = "SegformerModel";

    @Override
    public String id() {
        return "segformer";
    }

    @Override
    public List<String> architectures() {
        return List.of(PLACES, CLASSES, BASE);
    }

    @Override
    public Network write(ModelConfig config) {
        return write(config, Extent.USUAL);
    }

    @Override
    public Network write(ModelConfig config, Extent extent) {
        String architecture = config.architecture(id(), architectures());
        Extent.Picture size = extent instanceof Extent.Picture picture ? picture : config.picture("image_size", 512);
        Ops ops = new Ops();
        int channels = config.count("num_channels", 3);
        Value pixels = ops.input(
                Patches.PIXELS, ElementType.F32, Dim.BATCH, Dim.of(channels), Dim.of(size.height()), Dim.of(size.width()));
        Writer writer = Writer.of(ops, config);
        List<Value> grids = writer.encoder(pixels);
        Value last = grids.getLast();
        Answer answer = switch (architecture) {
            case PLACES -> {
                ops.output("logits", ops.part("decode_head", () -> writer.places(grids, config.labels().size())));
                yield new Answer.Segmentation(config.labels());
            }
            case CLASSES -> new PictureHeads(writer.layers, config)
                    .classes("classifier", ops.mean(Patches.sequence(writer.layers, last), 1));
            default -> new Answer.None();
        };
        ops.output("last_hidden_state", last);
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(new Intake.Image(Stack.ENCODER, Patches.PIXELS, channels, size.height(), size.width(), null, true)),
                new Layouts(
                        Map.of(Stack.ENCODER, Layout.of(Layout.Patches.whole((int) grids.getFirst().length(2), (int) grids.getFirst().length(3)))),
                        writer.axes),
                "segformer.");
    }

    /// What one stage is made of.
    ///
    /// @param reduction how many positions on each axis become one key
    private record Stage(int depth, int width, int heads, int reduction, int patch, int stride, int inner) {}

    /// @param axes where the positions of every block lie, filled as they are written
    private record Writer(
            Ops ops, Layers layers, List<Stage> stages, Activation activation, int decoder, Map<AttentionSite, Layouts.Axes> axes) {

        static Writer of(Ops ops, ModelConfig config) {
            List<Integer> depths = config.counts("depths");
            List<Stage> stages = new ArrayList<>();
            for (int i = 0; i < depths.size(); i++) {
                int width = at(config, "hidden_sizes", i, depths.size());
                int heads = at(config, "num_attention_heads", i, depths.size());
                if (width % heads != 0) {
                    throw config.wrong("num_attention_heads", Phrase.of("reason.want-divisors"));
                }
                stages.add(new Stage(
                        depths.get(i),
                        width,
                        heads,
                        at(config, "sr_ratios", i, depths.size()),
                        at(config, "patch_sizes", i, depths.size()),
                        at(config, "strides", i, depths.size()),
                        width * at(config, "mlp_ratios", i, depths.size())));
            }
            Init init = new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10));
            // The config's own layer_norm_eps is not what its norms were trained with.
            return new Writer(
                    ops,
                    new Layers(ops, init, 1e-5),
                    stages,
                    config.activation("hidden_act", Activation.GELU),
                    config.count("decoder_hidden_size", 256),
                    new HashMap<>());
        }

        private static int at(ModelConfig config, String key, int stage, int stages) {
            List<Integer> counts = config.counts(key);
            if (counts.size() != stages) {
                throw config.wrong(key, Phrase.of("reason.want-as-many", stages));
            }
            return counts.get(stage);
        }

        /// @return the grid that each stage leaves                     [batch, width, rows, columns]
        List<Value> encoder(Value pixels) {
            List<Value> grids = new ArrayList<>();
            Value grid = pixels;
            int block = 0;
            for (int i = 0; i < stages.size(); i++) {
                int at = i;
                int first = block;
                Value before = grid;
                Value after = ops.part("encoder.block." + i, () -> stage(at, first, before));
                grid = ops.tap("hidden_states." + i, after);
                grids.add(grid);
                block += stages.get(i).depth;
            }
            return grids;
        }

        private Value stage(int number, int first, Value grid) {
            Stage stage = stages.get(number);
            String patch = "segformer.encoder.patch_embeddings." + number;
            Value cut = conv(patch + ".proj", grid, stage.width, stage.patch, stage.stride, stage.patch / 2, 1);
            Value hidden = layers.norm(patch + ".layer_norm", Patches.sequence(layers, cut));
            for (int block = 0; block < stage.depth; block++) {
                int at = block;
                Value before = hidden;
                hidden = ops.part(String.valueOf(block), () -> block(
                        "segformer.encoder.block." + number + "." + at, stage, first + at, before, cut));
            }
            return asGrid(layers.norm("segformer.encoder.layer_norm." + number, hidden), cut);
        }

        /// @param like a value with the rows and columns wanted
        private Value asGrid(Value hidden, Value like) {
            return ops.reshape(ops.permute(hidden, 0, 2, 1), hidden.dim(0), hidden.dim(2), like.dim(2), like.dim(3));
        }

        private Value conv(String name, Value x, long out, int size, int stride, int padding, int groups) {
            Value kernel = ops.weight(name + ".weight", layers.init(), out, x.length(1) / groups, size, size);
            return ops.conv(
                    x,
                    kernel,
                    ops.weight(name + ".bias", Init.ZEROS, out),
                    new Op.Conv(List.of(stride, stride), List.of(padding, padding), groups));
        }

        private Value block(String name, Stage stage, int layer, Value hidden, Value like) {
            Value attended = ops.part("attention", () -> ops.add(hidden, attention(
                    name + ".attention", stage, layer, layers.norm(name + ".layer_norm_1", hidden), like)));
            return ops.part("mlp", () -> {
                Value normed = layers.norm(name + ".layer_norm_2", attended);
                Value wide = layers.dense(name + ".mlp.dense1", normed, stage.inner);
                Value mixed = Patches.sequence(
                        layers, conv(name + ".mlp.dwconv.dwconv", asGrid(wide, like), stage.inner, 3, 1, 1, stage.inner));
                return ops.add(attended, layers.dense(name + ".mlp.dense2", ops.activate(activation, mixed), stage.width));
            });
        }

        private Value attention(String name, Stage stage, int layer, Value hidden, Value like) {
            AttentionSite site = new AttentionSite(Stack.ENCODER, Kind.SELF, layer, stage.heads);
            Value keys = stage.reduction == 1 ? hidden : reduced(name, stage, asGrid(hidden, like));
            axes.put(site, axes(stage, like));
            Value mixed = ops.attention(
                    site,
                    heads(name + ".self.query", hidden, stage),
                    heads(name + ".self.key", keys, stage),
                    heads(name + ".self.value", keys, stage),
                    new Attention(1 / Math.sqrt(stage.width / (double) stage.heads), new Mask.None(), stage.heads, 0));
            return layers.dense(name + ".output.dense", ops.mergeHeads(mixed), stage.width);
        }

        private static Layouts.Axes axes(Stage stage, Value like) {
            int rows = Math.toIntExact(like.length(2));
            int columns = Math.toIntExact(like.length(3));
            int by = stage.reduction;
            Layout.Patches keys = new Layout.Patches(rows / by, columns / by, rows / (double) by, columns / (double) by);
            return new Layouts.Axes(Layout.of(Layout.Patches.whole(rows, columns)), Layout.of(keys));
        }

        private Value reduced(String name, Stage stage, Value grid) {
            Value coarse = conv(name + ".self.sr", grid, stage.width, stage.reduction, stage.reduction, 0, 1);
            return layers.norm(name + ".self.layer_norm", Patches.sequence(layers, coarse));
        }

        private Value heads(String name, Value x, Stage stage) {
            return ops.splitHeads(layers.dense(name, x, stage.width), stage.heads);
        }

        /// The grids of all stages, brought to the first one's size and read together.
        ///
        /// @return [batch, classes, rows, columns]
        Value places(List<Value> grids, int classes) {
            int rows = Math.toIntExact(grids.getFirst().length(2));
            int columns = Math.toIntExact(grids.getFirst().length(3));
            List<Value> same = new ArrayList<>();
            for (int i = 0; i < grids.size(); i++) {
                Value grid = grids.get(i);
                Value projected = layers.dense("decode_head.linear_c." + i + ".proj", Patches.sequence(layers, grid), decoder);
                same.addFirst(Interpolation.BILINEAR.resize(ops, asGrid(projected, grid), rows, columns));
            }
            Value together = ops.concat(1, same.toArray(Value[]::new));
            Value fused = ops.conv(
                    together,
                    ops.weight("decode_head.linear_fuse.weight", layers.init(), decoder, together.length(1), 1, 1),
                    null,
                    new Op.Conv(List.of(1, 1), List.of(0, 0), 1));
            Value normed = ops.activate(Activation.RELU, FrozenNorm.write(layers, "decode_head.batch_norm", fused));
            return conv("decode_head.classifier", normed, classes, 1, 1, 0, 1);
        }
    }
}
