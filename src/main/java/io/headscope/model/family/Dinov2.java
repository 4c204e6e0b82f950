package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Bias;
import io.headscope.model.Extent;
import io.headscope.model.Init;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// DINOv2 (Oquab et al., 2024, <https://arxiv.org/abs/2304.07193>): ViT's encoder with every branch scaled by a learned
/// factor for each channel; the largest has a gated perceptron. Later ones have registers between the class token and the
/// patches, where they may keep what belongs to no patch (Darcet et al., 2024, <https://arxiv.org/abs/2309.16588>).
public final class Dinov2 implements ModelFamily {

    private final String id;
    private final String name;
    private final boolean hasRegisters;

    private Dinov2(String id, String name, boolean hasRegisters) {
        this.id = id;
        this.name = name;
        this.hasRegisters = hasRegisters;
    }

    public static Dinov2 plain() {
        return new Dinov2("dinov2", "Dinov2", false);
    }

    public static Dinov2 withRegisters() {
        return new Dinov2("dinov2_with_registers", "Dinov2WithRegisters", true);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<String> architectures() {
        return List.of(name + "Model", name + "ForImageClassification");
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
        int registers = hasRegisters ? config.index("num_register_tokens", 4) : 0;
        Writer writer = Writer.of(ops, config, id, registers);
        Value encoded = writer.encoder(patches);
        Value hidden = ops.part("layernorm", () -> writer.layers.norm(id + ".layernorm", encoded));
        Answer answer = new Answer.None();
        if (architecture.endsWith("ForImageClassification")) {
            PictureHeads heads = new PictureHeads(writer.layers, config);
            Value mean = ops.mean(ops.slice(hidden, 1, 1L + registers, (long) patches.rows() * patches.columns()), 1);
            answer = heads.classes("classifier", ops.concat(1, heads.at(hidden, 0), mean));
        }
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(patches.intake(Stack.ENCODER, null)),
                new Layouts(Stack.ENCODER, patches.layout(names(registers))),
                id + ".");
    }

    /// What stands before the patches.
    private static String[] names(int registers) {
        return Stream.concat(Stream.of("[CLS]"), IntStream.rangeClosed(1, registers).mapToObj(i -> "[REG" + i + "]"))
                .toArray(String[]::new);
    }

    /// @param prefix of the names of its weights
    /// @param inner the width within the perceptron
    /// @param gated whether it is gated by half of itself
    private record Writer(
            Ops ops,
            Layers layers,
            String prefix,
            int registers,
            int width,
            int count,
            int heads,
            long inner,
            boolean gated,
            boolean bias,
            Activation activation) {

        static Writer of(Ops ops, ModelConfig config, String prefix, int registers) {
            int width = config.count("hidden_size", 768);
            boolean gated = config.flag("use_swiglu_ffn", false);
            long inner = (long) (width * config.decimal("mlp_ratio", 4, 0.01, 1000));
            Init init = new Init.Normal(config.decimal("initializer_range", 0.02, 0, 10));
            return new Writer(
                    ops,
                    new Layers(ops, init, config.decimal("layer_norm_eps", 1e-6, 0, 1)),
                    prefix,
                    registers,
                    width,
                    config.layers("num_hidden_layers"),
                    config.divisor("num_attention_heads", width),
                    // Two thirds, so that the gate costs nothing, rounded up to whole eights.
                    gated ? (inner * 2 / 3 + 7) / 8 * 8 : inner,
                    gated,
                    config.flag("qkv_bias", true),
                    config.activation("hidden_act", Activation.GELU));
        }

        Value encoder(Patches patches) {
            Value before = ops.tap("hidden_states.0", ops.part("embeddings", () -> embeddings(patches)));
            for (int layer = 0; layer < count; layer++) {
                int at = layer;
                Value given = before;
                Value after = ops.part("encoder.layer." + layer, () -> layer(at, given));
                before = ops.tap("hidden_states." + (layer + 1), after);
            }
            return before;
        }

        private Value embeddings(Patches patches) {
            Value pieces = patches.embedded(
                    layers, prefix + ".embeddings.patch_embeddings.projection", patches.pixels(layers), width, true);
            Value all = ops.concat(1, ops.weight(prefix + ".embeddings.cls_token", layers.init(), 1, 1, width), pieces);
            Value table = ops.weight(
                    prefix + ".embeddings.position_embeddings", layers.init(), 1, 1 + patches.trainedCount(), width);
            Value placed = ops.add(all, patches.places(layers, table, 1));
            // Registers have no place.
            return registers == 0
                    ? placed
                    : ops.concat(
                            1,
                            ops.slice(placed, 1, 0, 1),
                            ops.weight(prefix + ".embeddings.register_tokens", layers.init(), 1, registers, width),
                            ops.slice(placed, 1, 1, (long) patches.rows() * patches.columns()));
        }

        private Value layer(int layer, Value hidden) {
            String name = prefix + ".encoder.layer." + layer;
            Value attended = ops.part("attention", () -> {
                Value normed = layers.norm(name + ".norm1", hidden);
                AttentionSite site = new AttentionSite(Stack.ENCODER, Kind.SELF, layer, heads);
                AttentionBlock block = new AttentionBlock(layers, AttentionBlock.Names.vit(bias));
                Value mixed = block.write(site, name, normed, new Mask.None(), Bias.NONE);
                return ops.add(scaled(name + ".layer_scale1.lambda1", mixed), hidden);
            });
            return ops.part("mlp", () -> {
                Value normed = layers.norm(name + ".norm2", attended);
                Value out = gated ? gatedPerceptron(name + ".mlp", normed) : perceptron(name + ".mlp", normed);
                return ops.add(scaled(name + ".layer_scale2.lambda1", out), attended);
            });
        }

        private Value scaled(String name, Value x) {
            return ops.mul(x, ops.weight(name, Init.ONES, width));
        }

        private Value perceptron(String name, Value x) {
            return layers.dense(name + ".fc2", ops.activate(activation, layers.dense(name + ".fc1", x, inner)), width);
        }

        private Value gatedPerceptron(String name, Value x) {
            List<Value> halves = ops.split(layers.dense(name + ".weights_in", x, 2 * inner), 2);
            Value gate = ops.activate(Activation.SILU, halves.get(0));
            return layers.dense(name + ".weights_out", ops.mul(gate, halves.get(1)), width);
        }
    }
}
