package io.headscope.model.family;

import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// CLIP (Radford et al., 2021, <https://arxiv.org/abs/2103.00020>): an encoder of texts and one of pictures, trained so
/// that what belongs together points the same way; and each of the two alone.
public final class Clip implements ModelFamily {

    /// Where a text's vector is taken: 1 at the token that ends it, 0 elsewhere. [batch, 1, tokens]
    private static final String END = "text_end";

    /// The token that ended texts in the first configs, which was not the one they end with.
    private static final int MISTAKEN_END = 2;

    private final String id;
    private final List<String> architectures;

    private Clip(String id, String... architectures) {
        this.id = id;
        this.architectures = List.of(architectures);
    }

    public static Clip both() {
        return new Clip("clip", "CLIPModel");
    }

    public static Clip ofTexts() {
        return new Clip("clip_text_model", "CLIPTextModel", "CLIPTextModelWithProjection");
    }

    public static Clip ofPictures() {
        return new Clip("clip_vision_model", "CLIPVisionModel", "CLIPVisionModelWithProjection");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<String> architectures() {
        return architectures;
    }

    @Override
    public Network write(ModelConfig config) {
        return write(config, Extent.USUAL);
    }

    @Override
    public Network write(ModelConfig config, Extent extent) {
        String architecture = config.architecture(id, architectures);
        boolean isBoth = id.equals("clip");
        ModelConfig ofText = isBoth ? config.section("text_config") : config;
        ModelConfig ofPicture = isBoth ? config.section("vision_config") : config;
        Ops ops = new Ops();
        List<Intake> intakes = new ArrayList<>();
        Map<Stack, Layout> layouts = new EnumMap<>(Stack.class);
        int projected = config.count("projection_dim", 512);
        Value texts = null;
        Value pictures = null;
        if (!id.equals("clip_vision_model")) {
            Tower tower = Tower.of(ops, ofText, new Tower.Settings(512, 12, 8, 2048, Activation.QUICK_GELU), 1e-5, Stack.TEXT);
            int vocabulary = ofText.count("vocab_size", 49408);
            int positions = ofText.count("max_position_embeddings", 77);
            texts = text(tower, vocabulary, positions, isBoth ? "text." : "");
            texts = isBoth || architecture.endsWith("WithProjection") ? projected(tower, "text_projection", texts, projected) : texts;
            intakes.add(new Intake.Text(Stack.TEXT, "input_ids", positions, vocabulary, false));
            layouts.put(Stack.TEXT, Layout.text());
        }
        if (!id.equals("clip_text_model")) {
            Tower tower = Tower.of(ops, ofPicture, new Tower.Settings(768, 12, 12, 3072, Activation.QUICK_GELU), 1e-5, Stack.VISION);
            Patches patches = Patches.of(ofPicture, extent, 32);
            pictures = vision(tower, patches, isBoth ? "vision." : "");
            pictures = isBoth || architecture.endsWith("WithProjection") ? projected(tower, "visual_projection", pictures, projected) : pictures;
            intakes.add(patches.intake(Stack.VISION, null));
            layouts.put(Stack.VISION, patches.layout("[CLS]"));
        }
        if (texts != null && pictures != null) {
            ContrastiveHead.write(ops, texts, pictures, false);
        } else if (architecture.endsWith("WithProjection")) {
            ops.output(texts == null ? "image_embeds" : "text_embeds", Objects.requireNonNull(texts == null ? pictures : texts));
        }
        Network network = new Network(
                id,
                architecture,
                ops.program(),
                isBoth ? new Answer.Similarity(false) : new Answer.None(),
                intakes,
                new Layouts(layouts),
                "");
        return texts == null
                ? network
                : network.with(new Completion(Set.of(), given -> Map.of(END, end(ofText.tokenId("eos_token_id", 49407), given))));
    }

    private static Value projected(Tower tower, String name, Value pooled, int width) {
        return tower.layers().ops().part(name, () -> tower.layers().product(name, pooled, width));
    }

    /// @param prefix of the names of outputs
    /// @return       [batch, width]
    private static Value text(Tower tower, int vocabulary, int positions, String prefix) {
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
        Value encoded = tower.write(embedded, Mask.padding(valid).and(new Mask.Causal()));
        Value hidden = ops.part("text_model.norm", () -> layers.norm("text_model.final_layer_norm", encoded));
        Value pooled = ops.reshape(ops.matMul(end, hidden), Dim.BATCH, Dim.of(width));
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
                    layers, "vision_model.embeddings.patch_embedding", patches.pixels(layers), width, false);
            Value first = ops.weight("vision_model.embeddings.class_embedding", layers.init(), width);
            Value all = ops.concat(1, ops.reshape(first, Dim.of(1), Dim.of(1), Dim.of(width)), pieces);
            Value table = layers.table("vision_model.embeddings.position_embedding", 1 + patches.trainedCount(), width);
            Value places = ops.reshape(table, Dim.of(1), table.dim(0), table.dim(1));
            // So misspelt in every checkpoint.
            return layers.norm("vision_model.pre_layrnorm", ops.add(all, patches.places(layers, places, 1)));
        });
        Value hidden = tower.write(embedded, new Mask.None());
        Value first = ops.reshape(ops.slice(hidden, 1, 0, 1), Dim.BATCH, Dim.of(width));
        Value pooled = ops.part("vision_model.norm", () -> layers.norm("vision_model.post_layernorm", first));
        ops.output(prefix + "last_hidden_state", hidden);
        ops.output(prefix + "pooler_output", pooled);
        return pooled;
    }

    private static InputTensor end(int ending, Map<String, InputTensor> given) {
        InputTensor ids = given.get("input_ids");
        long[] tokens = ids == null ? new long[1] : ids.values();
        float[] end = new float[tokens.length];
        end[endingAt(ending, tokens)] = 1;
        return InputTensor.of(end, 1, 1, tokens.length);
    }

    /// The first token that ends a text; with the config's mistake, the first with the highest id, which ends it.
    private static int endingAt(int ending, long[] tokens) {
        int at = 0;
        for (int i = 0; i < tokens.length; i++) {
            if (ending != MISTAKEN_END && tokens[i] == ending) {
                return i;
            }
            at = tokens[i] > tokens[at] ? i : at;
        }
        return ending == MISTAKEN_END ? at : 0;
    }
}
