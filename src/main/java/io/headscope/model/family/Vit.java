package io.headscope.model.family;

import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.model.Answer;
import io.headscope.model.Extent;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// The vision transformer (Dosovitskiy et al., 2021, <https://arxiv.org/abs/2010.11929>): a picture as a row of patches,
/// a class token before them.
public final class Vit implements ModelFamily {

    private static final String BASE = "ViTModel";
    private static final String CLASSES = "ViTForImageClassification";

    @Override
    public String id() {
        return "vit";
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
        PatchEncoder encoder = PatchEncoder.of(ops, config, 1e-12);
        Patches patches = Patches.of(config, extent);
        Value embedded = ops.part("embeddings", () -> embeddings(encoder, patches));
        Value encoded = encoder.write("vit.", embedded, new Mask.None());
        Value hidden = ops.part("layernorm", () -> encoder.layers().norm("vit.layernorm", encoded));
        Answer answer = new Answer.None();
        if (architecture.equals(CLASSES)) {
            PictureHeads heads = new PictureHeads(encoder.layers(), config);
            answer = heads.classes("classifier", heads.at(hidden, 0));
        }
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(patches.intake(Stack.ENCODER, null)),
                new Layouts(Stack.ENCODER, patches.layout("[CLS]")),
                "vit.");
    }

    private static Value embeddings(PatchEncoder encoder, Patches patches) {
        Layers layers = encoder.layers();
        Ops ops = layers.ops();
        int width = encoder.settings().width();
        Value pieces = patches.embedded(
                layers, "vit.embeddings.patch_embeddings.projection", patches.pixels(layers), width, true);
        Value all = ops.concat(1, encoder.token("vit.embeddings.cls_token"), pieces);
        Value table = ops.weight("vit.embeddings.position_embeddings", layers.init(), 1, 1 + patches.trainedCount(), width);
        return ops.add(all, patches.places(layers, table, 1));
    }
}
