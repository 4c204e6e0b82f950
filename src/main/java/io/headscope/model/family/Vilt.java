package io.headscope.model.family;

import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Activation;
import io.headscope.model.Answer;
import io.headscope.model.Completion;
import io.headscope.model.Counting;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Extent;
import io.headscope.model.InputTensor;
import io.headscope.model.Intake;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// ViLT (Kim et al., 2021, <https://arxiv.org/abs/2102.03334>): the words of a text and the patches of a picture in one
/// encoder, all of them attending to each other.
public final class Vilt implements ModelFamily {

    private static final String QUESTIONS = "ViltForQuestionAnswering";
    private static final String BASE = "ViltModel";
    private static final String PIXEL_MASK = "pixel_mask";

    /// 1 where there is a word or a patch, 0 at padding.              [batch, positions]
    private static final String VALID = "position_mask";

    @Override
    public String id() {
        return "vilt";
    }

    @Override
    public List<String> architectures() {
        return List.of(QUESTIONS, BASE);
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
        Patches patches = Patches.of(config, extent, 32);
        int vocabulary = config.count("vocab_size", 30522);
        int positions = config.count("max_position_embeddings", 40);
        Writer writer = new Writer(encoder, patches, vocabulary, positions, config);
        Value hidden = writer.encoded();
        Answer answer = new Answer.None();
        if (architecture.equals(QUESTIONS)) {
            answer = writer.classes(hidden);
        }
        ops.output("last_hidden_state", hidden);
        int patchesNow = patches.rows() * patches.columns();
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(
                        new Intake.Text(Stack.ENCODER, "input_ids", positions, vocabulary, true),
                        patches.intake(Stack.ENCODER, PIXEL_MASK)),
                new Layouts(Stack.ENCODER, Layout.of(
                        new Layout.Text(0), new Layout.Added(List.of("[CLS]")), Layout.Patches.whole(patches.rows(), patches.columns()))),
                "vilt.",
                new Counting.Positions(0),
                null)
                .with(new Completion(Set.of(PIXEL_MASK, "attention_mask"), given -> Map.of(VALID, valid(given, patchesNow))));
    }

    /// The words that are none of the padding; the class token and all patches.
    private static InputTensor valid(Map<String, InputTensor> given, int patches) {
        InputTensor pixels = given.get(PIXEL_MASK);
        if (pixels != null && !pixels.allOnes()) {
            throw new ProblemException(Problem.INPUT_WRONG, PIXEL_MASK, Phrase.of("reason.input-whole-picture"));
        }
        InputTensor ids = given.get("input_ids");
        InputTensor mask = given.getOrDefault("attention_mask", ids == null ? InputTensor.row(1) : ones(ids.values().length));
        long[] valid = Arrays.copyOf(mask.values(), mask.values().length + 1 + patches);
        Arrays.fill(valid, mask.values().length, valid.length, 1);
        return InputTensor.row(valid);
    }

    private static InputTensor ones(int length) {
        long[] ones = new long[length];
        Arrays.fill(ones, 1);
        return InputTensor.row(ones);
    }

    private record Writer(PatchEncoder encoder, Patches patches, int vocabulary, int positions, ModelConfig config) {

        private Layers layers() {
            return encoder.layers();
        }

        private Ops ops() {
            return encoder.layers().ops();
        }

        private int width() {
            return encoder.settings().width();
        }

        Value encoded() {
            Dim both = Dim.named("positions");
            Value valid = ops().input(VALID, ElementType.I64, Dim.BATCH, both);
            Value kinds = layers().table("vilt.embeddings.token_type_embeddings", config.count("modality_type_vocab_size", 2), width());
            Value words = ops().part("embeddings.text", () -> ops().add(words(), ops().slice(kinds, 0, 0, 1)));
            Value pieces = ops().part("embeddings.picture", () -> ops().add(pieces(), ops().slice(kinds, 0, 1, 1)));
            Value encoded = encoder.write("vilt.", ops().concat(1, both, words, pieces), Mask.padding(valid));
            return ops().part("layernorm", () -> layers().norm("vilt.layernorm", encoded));
        }

        private Value words() {
            String name = "vilt.embeddings.text_embeddings";
            Dim tokens = Dim.named("tokens");
            Value ids = ops().input("input_ids", ElementType.I64, Dim.BATCH, tokens);
            Value types = ops().input("token_type_ids", ElementType.I64, Dim.BATCH, tokens);
            Value places = ops().input("position_ids", ElementType.I64, Dim.BATCH, tokens);
            Value word = ops().embed(layers().table(name + ".word_embeddings", vocabulary, width()), ids);
            Value type = ops().embed(layers().table(name + ".token_type_embeddings", config.count("type_vocab_size", 2), width()), types);
            Value place = ops().embed(layers().table(name + ".position_embeddings", positions, width()), places);
            return layers().norm(name + ".LayerNorm", ops().add(ops().add(word, type), place));
        }

        private Value pieces() {
            Value cut = patches.embedded(
                    layers(), "vilt.embeddings.patch_embeddings.projection", patches.pixels(layers()), width(), true);
            Value all = ops().concat(1, encoder.token("vilt.embeddings.cls_token"), cut);
            Value table = ops().weight("vilt.embeddings.position_embeddings", layers().init(), 1, 1 + patches.trainedCount(), width());
            return ops().add(all, patches.places(layers(), table, 1, Interpolation.BILINEAR_TO_CORNERS));
        }

        /// Which of the answers it knows.
        Answer classes(Value hidden) {
            PictureHeads heads = new PictureHeads(layers(), config);
            Value pooled = ops().part("pooler", () -> ops().activate(
                    Activation.TANH, layers().dense("vilt.pooler.dense", heads.at(hidden, 0), width())));
            Value wide = ops().part("classifier", () -> {
                Layers own = new Layers(ops(), layers().init(), 1e-5);
                return ops().activate(Activation.GELU, own.norm("classifier.1", own.dense("classifier.0", pooled, 2L * width())));
            });
            return heads.classes("classifier.3", wide);
        }
    }
}
