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

/// DeiT (Touvron et al., 2021, <https://arxiv.org/abs/2012.12877>): ViT's encoder with a second token that learns from a
/// teacher; with a teacher's head, the answer is the mean of both tokens' answers.
public final class Deit implements ModelFamily {

    private static final String TAUGHT = "DeiTForImageClassificationWithTeacher";
    private static final String CLASSES = "DeiTForImageClassification";
    private static final String BASE = "DeiTModel";

    @Override
    public String id() {
        return "deit";
    }

    @Override
    public List<String> architectures() {
        return List.of(TAUGHT, CLASSES, BASE);
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
        Value encoded = encoder.write("deit.", embedded, new Mask.None());
        Value hidden = ops.part("layernorm", () -> encoder.layers().norm("deit.layernorm", encoded));
        PictureHeads heads = new PictureHeads(encoder.layers(), config);
        Answer answer = switch (architecture) {
            case TAUGHT -> taught(heads, hidden);
            case CLASSES -> heads.classes("classifier", heads.at(hidden, 0));
            default -> new Answer.None();
        };
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(patches.intake(Stack.ENCODER, null)),
                new Layouts(Stack.ENCODER, patches.layout("[CLS]", "[DISTILL]")),
                "deit.");
    }

    private static Value embeddings(PatchEncoder encoder, Patches patches) {
        Layers layers = encoder.layers();
        Ops ops = layers.ops();
        int width = encoder.settings().width();
        Value pieces = patches.embedded(
                layers, "deit.embeddings.patch_embeddings.projection", patches.pixels(layers), width, true);
        Value all = ops.concat(
                1, encoder.token("deit.embeddings.cls_token"), encoder.token("deit.embeddings.distillation_token"), pieces);
        Value table = ops.weight("deit.embeddings.position_embeddings", layers.init(), 1, 2 + patches.trainedCount(), width);
        return ops.add(all, patches.places(layers, table, 2));
    }

    private static Answer taught(PictureHeads heads, Value hidden) {
        Ops ops = heads.layers().ops();
        List<String> labels = heads.config().labels();
        Value byClass = heads.layers().dense("cls_classifier", heads.at(hidden, 0), labels.size());
        Value byTeacher = heads.layers().dense("distillation_classifier", heads.at(hidden, 1), labels.size());
        ops.output("logits", ops.mul(ops.add(byClass, byTeacher), ops.constant(new float[] {0.5f}, 1)));
        ops.output("cls_logits", byClass);
        ops.output("distillation_logits", byTeacher);
        return new Answer.Classes(labels);
    }
}
