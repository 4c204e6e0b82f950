package io.headscope.model.family;

import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Answer;
import io.headscope.model.Completion;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Extent;
import io.headscope.model.InputTensor;
import io.headscope.model.Intake;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Wav2Vec2 (Baevski et al., 2020, <https://arxiv.org/abs/2006.11477>) and HuBERT (Hsu et al., 2021,
/// <https://arxiv.org/abs/2106.07447>), which is built alike: convolutions make frames of the sound itself, an encoder
/// relates them.
public final class Wav2Vec2 implements ModelFamily {

    private static final String MASK = "attention_mask";

    /// What every frame counts in a mean, so that fill counts nothing.  [batch, frames, 1]
    private static final String SHARES = "frame_share";
    private static final int RATE = 16_000;

    private final String id;
    private final String name;

    private Wav2Vec2(String id, String name) {
        this.id = id;
        this.name = name;
    }

    public static Wav2Vec2 wav2vec2() {
        return new Wav2Vec2("wav2vec2", "Wav2Vec2");
    }

    public static Wav2Vec2 hubert() {
        return new Wav2Vec2("hubert", "Hubert");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<String> architectures() {
        return List.of(name + "ForCTC", name + "Model", name + "ForPreTraining", name + "ForSequenceClassification");
    }

    @Override
    public Network write(ModelConfig config) {
        return write(config, Extent.USUAL);
    }

    @Override
    public Network write(ModelConfig config, Extent extent) {
        String architecture = config.architecture(id(), architectures());
        int samples = extent instanceof Extent.Sound(int length) ? length : RATE;
        Ops ops = new Ops();
        HeardEncoder encoder = HeardEncoder.of(ops, config, id);
        int frames = encoder.frames(samples);
        if (frames < 1) {
            throw new ProblemException(Problem.INPUT_WRONG, HeardEncoder.SOUND, Phrase.of("reason.input-short", samples));
        }
        Value hidden = encoder.write(samples);
        Answer answer = new Answer.None();
        if (architecture.endsWith("ForCTC")) {
            ops.output("logits", ops.part("lm_head", () -> encoder.layers().dense("lm_head", hidden, config.count("vocab_size", 32))));
            answer = new Answer.Transcript(config.tokenId("pad_token_id", 0));
        } else if (architecture.endsWith("ForSequenceClassification")) {
            answer = classes(encoder.layers(), config, hidden);
        }
        ops.output("last_hidden_state", hidden);
        double step = encoder.stride() / (double) RATE;
        Layout sound = Layout.of(new Layout.Frames(frames, 0, step, encoder.reach() / (double) RATE));
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(new Intake.Samples(Stack.ENCODER, HeardEncoder.SOUND, RATE, samples, MASK)),
                new Layouts(Stack.ENCODER, sound),
                id + ".")
                .with(new Completion(Set.of(MASK), given -> ofMask(given.get(MASK), samples, encoder)));
    }

    /// Of the mean over all frames in which there is sound.
    private static Answer classes(Layers layers, ModelConfig config, Value hidden) {
        if (config.flag("use_weighted_layer_sum", false)) {
            throw config.wrong("use_weighted_layer_sum", "false");
        }
        Value projected = layers.dense("projector", hidden, config.count("classifier_proj_size", 256));
        Value shares = layers.ops().input(SHARES, ElementType.F32, Dim.BATCH, hidden.dim(1), Dim.of(1));
        return new PictureHeads(layers, config).classes("classifier", layers.ops().mean(layers.ops().mul(projected, shares), 1));
    }

    /// The frames that begin where there is sound.
    private static Map<String, InputTensor> ofMask(@Nullable InputTensor mask, int samples, HeardEncoder encoder) {
        if (mask != null && mask.shape().length != 2) {
            throw new ProblemException(Problem.INPUT_WRONG, MASK, Phrase.of("reason.input-shape", Arrays.toString(mask.shape())));
        }
        if (mask != null && mask.shape()[1] != samples) {
            throw new ProblemException(Problem.INPUT_WRONG, MASK, Phrase.of("reason.input-axis", 1, mask.shape()[1], samples));
        }
        int frames = encoder.frames(samples);
        int heard = mask == null ? frames : encoder.frames((int) Arrays.stream(mask.values()).filter(one -> one != 0).count());
        if (heard < 1) {
            throw new ProblemException(Problem.INPUT_WRONG, MASK, Phrase.of("reason.input-masked"));
        }
        long[] valid = new long[frames];
        Arrays.fill(valid, 0, heard, 1);
        float[] kept = new float[frames];
        Arrays.fill(kept, 0, heard, 1);
        float[] shares = new float[frames];
        Arrays.fill(shares, 0, heard, (float) frames / heard);
        return Map.of(
                HeardEncoder.VALID, InputTensor.row(valid),
                HeardEncoder.KEPT, InputTensor.of(kept, 1, frames, 1),
                SHARES, InputTensor.of(shares, 1, frames, 1));
    }
}
