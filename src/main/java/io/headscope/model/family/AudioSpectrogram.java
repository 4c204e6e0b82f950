package io.headscope.model.family;

import io.headscope.attention.Layout;
import io.headscope.attention.Layouts;
import io.headscope.attention.Stack;
import io.headscope.message.Phrase;
import io.headscope.model.Answer;
import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Intake;
import io.headscope.model.Mask;
import io.headscope.model.ModelConfig;
import io.headscope.model.ModelFamily;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Ops;
import io.headscope.model.Value;
import java.util.List;

/// The audio spectrogram transformer (Gong et al., 2021, <https://arxiv.org/abs/2104.01778>): DeiT's encoder over patches
/// of a spectrogram, which overlap.
public final class AudioSpectrogram implements ModelFamily {

    private static final String BASE = "ASTModel";
    private static final String CLASSES = "ASTForAudioClassification";
    private static final String PREFIX = "audio_spectrogram_transformer.";
    private static final double SECONDS_A_FRAME = 0.01;

    @Override
    public String id() {
        return "audio-spectrogram-transformer";
    }

    @Override
    public List<String> architectures() {
        return List.of(CLASSES, BASE);
    }

    @Override
    public Network write(ModelConfig config) {
        String architecture = config.architecture(id(), architectures());
        Ops ops = new Ops();
        PatchEncoder encoder = PatchEncoder.of(ops, config, 1e-12);
        Cut cut = Cut.of(config);
        Value embedded = ops.part("embeddings", () -> embeddings(encoder, cut));
        Value encoded = encoder.write(PREFIX, embedded, new Mask.None());
        Value hidden = ops.part("layernorm", () -> encoder.layers().norm(PREFIX + "layernorm", encoded));
        Answer answer = new Answer.None();
        if (architecture.equals(CLASSES)) {
            answer = classes(new PictureHeads(encoder.layers(), config), hidden);
        }
        ops.output("last_hidden_state", hidden);
        return new Network(
                id(),
                architecture,
                ops.program(),
                answer,
                List.of(new Intake.Spectrogram(Stack.ENCODER, "input_values", cut.bins, cut.frames, SECONDS_A_FRAME, true)),
                new Layouts(Stack.ENCODER, cut.layout()),
                PREFIX);
    }

    /// How a spectrogram is cut into patches.
    private record Cut(int bins, int frames, int patch, int bandStep, int frameStep) {

        static Cut of(ModelConfig config) {
            int bins = config.count("num_mel_bins", 128);
            int frames = config.count("max_length", 1024);
            int patch = config.count("patch_size", 16);
            if (patch > Math.min(bins, frames)) {
                throw config.wrong("patch_size", Phrase.of("reason.want-whole-number", 1, Math.min(bins, frames)));
            }
            return new Cut(bins, frames, patch, config.count("frequency_stride", 10), config.count("time_stride", 10));
        }

        int bands() {
            return (bins - patch) / bandStep + 1;
        }

        int moments() {
            return (frames - patch) / frameStep + 1;
        }

        Layout layout() {
            Layout.Frames time = new Layout.Frames(
                    moments(), 0, frameStep * SECONDS_A_FRAME, patch * SECONDS_A_FRAME);
            return Layout.of(new Layout.Added(List.of("[CLS]", "[DISTILL]")), new Layout.Bands(bands(), bandStep, patch, time));
        }
    }

    private static Value embeddings(PatchEncoder encoder, Cut cut) {
        Layers layers = encoder.layers();
        Ops ops = layers.ops();
        int width = encoder.settings().width();
        Value sound = ops.input("input_values", ElementType.F32, Dim.BATCH, Dim.of(cut.frames), Dim.of(cut.bins));
        Value picture = ops.reshape(ops.permute(sound, 0, 2, 1), Dim.BATCH, Dim.of(1), Dim.of(cut.bins), Dim.of(cut.frames));
        String projection = PREFIX + "embeddings.patch_embeddings.projection";
        Value grid = ops.conv(
                picture,
                ops.weight(projection + ".weight", layers.init(), width, 1, cut.patch, cut.patch),
                ops.weight(projection + ".bias", Init.ZEROS, width),
                new Op.Conv(List.of(cut.bandStep, cut.frameStep), List.of(0, 0), 1));
        Value all = ops.concat(
                1,
                encoder.token(PREFIX + "embeddings.cls_token"),
                encoder.token(PREFIX + "embeddings.distillation_token"),
                Patches.sequence(layers, grid));
        long positions = 2 + (long) cut.bands() * cut.moments();
        return ops.add(all, ops.weight(PREFIX + "embeddings.position_embeddings", layers.init(), 1, positions, width));
    }

    /// Of the mean of both tokens.
    private static Answer classes(PictureHeads heads, Value hidden) {
        Ops ops = heads.layers().ops();
        Value both = ops.mean(ops.slice(hidden, 1, 0, 2), 1);
        Value normed = ops.part("classifier", () -> heads.layers().norm("classifier.layernorm", both));
        return heads.classes("classifier.dense", normed);
    }
}
