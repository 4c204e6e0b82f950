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
import java.util.List;
import java.util.Map;
import java.util.Set;

/// CLIP (Radford et al., 2021, <https://arxiv.org/abs/2103.00020>): an encoder of texts and one of pictures, trained so
/// that what belongs together points the same way.
public final class Clip implements ModelFamily {

    private static final String BOTH = "CLIPModel";

    /// Where a text's vector is taken: 1 at the token that ends it, 0 elsewhere. [batch, 1, tokens]
    private static final String END = "text_end";

    /// The token that ended texts in the first configs, which was not the one they end with.
    private static final int MISTAKEN_END = 2;

    @Override
    public String id() {
        return "clip";
    }

    @Override
    public List<String> architectures() {
        return List.of(BOTH);
    }

    @Override
    public Network write(ModelConfig config) {
        return write(config, Extent.USUAL);
    }

    @Override
    public Network write(ModelConfig config, Extent extent) {
        String architecture = config.architecture(id(), architectures());
        ModelConfig ofText = config.section("text_config");
        ModelConfig ofPicture = config.section("vision_config");
        Ops ops = new Ops();
        Tower text = Tower.of(ops, ofText, new Tower.Settings(512, 12, 8, 2048, Activation.QUICK_GELU), 1e-5, Stack.TEXT);
        Tower vision = Tower.of(ops, ofPicture, new Tower.Settings(768, 12, 12, 3072, Activation.QUICK_GELU), 1e-5, Stack.VISION);
        Patches patches = Patches.of(ofPicture, extent, 32);
        int vocabulary = ofText.count("vocab_size", 49408);
        int positions = ofText.count("max_position_embeddings", 77);
        int projected = config.count("projection_dim", 512);
        Value ofTexts = text(text, vocabulary, positions, projected);
        Value ofPictures = vision(vision, patches, projected);
        ContrastiveHead.write(ops, ofTexts, ofPictures, false);
        return new Network(
                id(),
                architecture,
                ops.program(),
                new Answer.Similarity(false),
                List.of(
                        new Intake.Text(Stack.TEXT, "input_ids", positions, vocabulary, false),
                        patches.intake(Stack.VISION, null)),
                new Layouts(Map.of(Stack.TEXT, Layout.text(), Stack.VISION, patches.layout("[CLS]"))),
                "")
                .with(new Completion(Set.of(), given -> Map.of(END, end(ofText.tokenId("eos_token_id", 49407), given))));
    }

    /// @return [batch, projected]
    private static Value text(Tower tower, int vocabulary, int positions, int projected) {
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
        ops.output("text.last_hidden_state", hidden);
        ops.output("text.pooler_output", pooled);
        return ops.part("text_projection", () -> layers.product("text_projection", pooled, projected));
    }

    /// @return [batch, projected]
    private static Value vision(Tower tower, Patches patches, int projected) {
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
        ops.output("vision.last_hidden_state", hidden);
        ops.output("vision.pooler_output", pooled);
        return ops.part("visual_projection", () -> layers.product("visual_projection", pooled, projected));
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
