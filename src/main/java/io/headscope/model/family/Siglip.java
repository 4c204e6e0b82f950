package io.headscope.model.family;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Attention;
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
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/// SigLIP (Zhai et al., 2023, <https://arxiv.org/abs/2303.15343>): CLIP trained pair by pair, with a sigmoid. Texts are
/// read both ways, and what a picture says is gathered by one more attention, whose query is learned. Each of the two also
/// alone.
public final class Siglip implements ModelFamily {

    /// 1 at the last token of a text, 0 elsewhere.                   [batch, 1, tokens]
    private static final String END = "text_end";

    private final String id;
    private final String architecture;

    private Siglip(String id, String architecture) {
        this.id = id;
        this.architecture = architecture;
    }

    public static Siglip both() {
        return new Siglip("siglip", "SiglipModel");
    }

    public static Siglip ofTexts() {
        return new Siglip("siglip_text_model", "SiglipTextModel");
    }

    public static Siglip ofPictures() {
        return new Siglip("siglip_vision_model", "SiglipVisionModel");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<String> architectures() {
        return List.of(architecture);
    }

    @Override
    public Network write(ModelConfig config) {
        return write(config, Extent.USUAL);
    }

    @Override
    public Network write(ModelConfig config, Extent extent) {
        String named = config.architecture(id, architectures());
        boolean isBoth = id.equals("siglip");
        ModelConfig ofText = isBoth ? config.section("text_config") : config;
        ModelConfig ofPicture = isBoth ? config.section("vision_config") : config;
        Ops ops = new Ops();
        Tower.Settings usual = new Tower.Settings(768, 12, 12, 3072, Activation.GELU_TANH);
        List<Intake> intakes = new ArrayList<>();
        Map<Stack, Layout> layouts = new EnumMap<>(Stack.class);
        Map<AttentionSite, Layouts.Axes> axes = new HashMap<>();
        Value texts = null;
        Value pictures = null;
        if (!id.equals("siglip_vision_model")) {
            Tower tower = Tower.of(ops, ofText, usual, 1e-6, Stack.TEXT);
            int vocabulary = ofText.count("vocab_size", 32000);
            int positions = ofText.count("max_position_embeddings", 64);
            int projected = isBoth ? ofPicture.count("hidden_size", usual.width()) : ofText.count("projection_size", tower.settings().width());
            texts = text(tower, vocabulary, positions, projected, isBoth ? "text." : "");
            intakes.add(new Intake.Text(
                    Stack.TEXT, "input_ids", positions, vocabulary, false, OptionalInt.of(ofText.tokenId("pad_token_id", 1))));
            layouts.put(Stack.TEXT, Layout.text());
        }
        if (!id.equals("siglip_text_model")) {
            Tower tower = Tower.of(ops, ofPicture, usual, 1e-6, Stack.VISION);
            Patches patches = Patches.of(ofPicture, extent);
            pictures = vision(tower, patches, isBoth ? "vision." : "");
            intakes.add(patches.intake(Stack.VISION, null));
            layouts.put(Stack.VISION, patches.layout());
            axes.put(pooling(tower), new Layouts.Axes(Layout.of(new Layout.Added(List.of("[PROBE]"))), patches.layout()));
        }
        if (texts != null && pictures != null) {
            ContrastiveHead.write(ops, texts, pictures, true);
        }
        Network network = new Network(
                id,
                named,
                ops.program(),
                isBoth ? new Answer.Similarity(true) : new Answer.None(),
                intakes,
                new Layouts(layouts, axes),
                "");
        return texts == null ? network : network.with(new Completion(Set.of(), given -> Map.of(END, last(given))));
    }

    /// The attention that gathers a picture: of one more layer, behind the others.
    private static AttentionSite pooling(Tower tower) {
        return new AttentionSite(tower.stack(), Kind.SELF, tower.settings().layers(), tower.settings().heads());
    }

    private static InputTensor last(Map<String, InputTensor> given) {
        InputTensor ids = given.get("input_ids");
        float[] end = new float[ids == null ? 1 : ids.values().length];
        end[end.length - 1] = 1;
        return InputTensor.of(end, 1, 1, end.length);
    }

    /// @param prefix of the names of outputs
    /// @return       [batch, projected]
    private static Value text(Tower tower, int vocabulary, int positions, int projected, String prefix) {
        Layers layers = tower.layers();
        Ops ops = layers.ops();
        int width = tower.settings().width();
        Dim tokens = Dim.named("tokens");
        Value ids = ops.input("input_ids", ElementType.I64, Dim.BATCH, tokens);
        Value valid = ops.input("attention_mask", ElementType.I64, Dim.BATCH, tokens);
        Value places = ops.input("position_ids", ElementType.I64, Dim.BATCH, tokens);
        Value end = ops.input(END, ElementType.F32, Dim.BATCH, Dim.of(1), tokens);
        Value embedded = ops.part("text_model.embeddings", () -> ops.add(
                ops.embed(layers.table("text_model.embeddings.token_embedding", vocabulary, width), ids),
                ops.embed(layers.table("text_model.embeddings.position_embedding", positions, width), places)));
        Value encoded = tower.write(embedded, Mask.padding(valid));
        Value hidden = ops.part("text_model.norm", () -> layers.norm("text_model.final_layer_norm", encoded));
        Value last = ops.reshape(ops.matMul(end, hidden), Dim.BATCH, Dim.of(width));
        Value pooled = ops.part("text_model.head", () -> layers.dense("text_model.head", last, projected));
        ops.output(prefix + "last_hidden_state", hidden);
        ops.output(prefix + "pooler_output", pooled);
        return pooled;
    }

    /// @param prefix of the names of outputs
    /// @return       [batch, width]
    private static Value vision(Tower tower, Patches patches, String prefix) {
        Layers layers = tower.layers();
        Ops ops = layers.ops();
        int width = tower.settings().width();
        Value embedded = ops.part("vision_model.embeddings", () -> {
            Value pieces = patches.embedded(
                    layers, "vision_model.embeddings.patch_embedding", patches.pixels(layers), width, true);
            Value table = layers.table("vision_model.embeddings.position_embedding", patches.trainedCount(), width);
            Value places = ops.reshape(table, Dim.of(1), table.dim(0), table.dim(1));
            return ops.add(pieces, patches.places(layers, places, 0));
        });
        Value encoded = tower.write(embedded, new Mask.None());
        Value hidden = ops.part("vision_model.norm", () -> layers.norm("vision_model.post_layernorm", encoded));
        Value pooled = ops.part("vision_model.head", () -> gathered(tower, hidden));
        ops.output(prefix + "last_hidden_state", hidden);
        ops.output(prefix + "pooler_output", pooled);
        return pooled;
    }

    private static Value gathered(Tower tower, Value hidden) {
        Layers layers = tower.layers();
        Ops ops = layers.ops();
        int width = tower.settings().width();
        AttentionSite site = pooling(tower);
        Value probe = ops.weight("vision_model.head.probe", layers.init(), 1, 1, width);
        // PyTorch's own attention keeps the projections of queries, keys and values in one matrix.
        Value weight = ops.weight("vision_model.head.attention.in_proj_weight", layers.init(), 3L * width, width);
        Value bias = ops.weight("vision_model.head.attention.in_proj_bias", Init.ZEROS, 3L * width);
        // Beside the positions of a picture, the probe is one of its batch.
        Value asked = ops.slice(ops.concat(1, probe, hidden), 1, 0, 1);
        Value mixed = ops.attention(
                site,
                projected(ops, asked, weight, bias, 0, site.heads()),
                projected(ops, hidden, weight, bias, 1, site.heads()),
                projected(ops, hidden, weight, bias, 2, site.heads()),
                new Attention(1 / Math.sqrt(width / (double) site.heads()), new Mask.None(), site.heads(), 0));
        Value out = layers.dense("vision_model.head.attention.out_proj", ops.mergeHeads(mixed), width);
        Value deeper = tower.mlp("vision_model.head.mlp", layers.norm("vision_model.head.layernorm", out));
        return ops.reshape(ops.add(out, deeper), Dim.BATCH, Dim.of(width));
    }

    private static Value projected(Ops ops, Value x, Value weight, Value bias, int part, int heads) {
        long width = x.length(-1);
        return ops.splitHeads(
                ops.linear(x, ops.slice(weight, 0, part * width, width), ops.slice(bias, 0, part * width, width)), heads);
    }
}
