package io.headscope.input.sound;

import io.headscope.message.Phrase;
import io.headscope.model.Intake;
import io.headscope.model.ModelConfig;

/// What is done with a sound before a network takes it: as `preprocessor_config.json` says, and as the feature extractor
/// does where that says nothing.
public sealed interface SoundSettings {

    /// Samples a second.
    int rate();

    /// The sound itself (Wav2Vec2, HuBERT).
    ///
    /// @param normalize whether it is brought to mean 0 and variance 1
    record Raw(int rate, boolean normalize) implements SoundSettings {}

    /// Log-mel as Whisper has it, filled with silence to a fixed length.
    ///
    /// @param bins    of the mel scale
    /// @param window  samples that a frame sees
    /// @param hop     samples from frame to frame
    /// @param samples that are taken in
    record Whisper(int rate, int bins, int window, int hop, int samples) implements SoundSettings {}

    /// Log-mel as Kaldi has it (Audio Spectrogram Transformer), filled with zeros to a fixed length.
    ///
    /// @param bins      of the mel scale
    /// @param frames    that are taken in
    /// @param mean      what is taken off, if `normalize`
    /// @param deviation what half is divided by, if `normalize`
    record Kaldi(int rate, int bins, int frames, boolean normalize, double mean, double deviation) implements SoundSettings {}

    int USUAL_RATE = 16_000;

    /// What a network that takes sounds as they are usually gets.
    static SoundSettings usual(Intake.Samples intake) {
        return new Raw(intake.rate(), true);
    }

    /// What a network that takes spectrograms usually gets.
    static SoundSettings usual(Intake.Spectrogram intake) {
        return intake.framesFirst()
                ? new Kaldi(USUAL_RATE, intake.bins(), intake.frames(), true, -4.2677393, 4.5689974)
                : new Whisper(USUAL_RATE, intake.bins(), 400, 160, intake.frames() * 160);
    }

    /// As a file has them.
    ///
    /// @param usual what stands in where the file says nothing, and says what kind of network it is
    /// @throws io.headscope.message.ProblemException if a value is not what it should be
    static SoundSettings read(ModelConfig file, SoundSettings usual) {
        if (!file.text("padding_side").orElse("right").equals("right")) {
            throw file.wrong("padding_side", "\"right\"");
        }
        int rate = file.count("sampling_rate", usual.rate());
        return switch (usual) {
            case Raw raw -> new Raw(rate, file.flag("do_normalize", raw.normalize()));
            case Whisper whisper -> new Whisper(
                    rate,
                    file.count("feature_size", whisper.bins()),
                    window(file, whisper.window()),
                    file.count("hop_length", whisper.hop()),
                    samples(file, rate, whisper.samples()));
            case Kaldi kaldi -> new Kaldi(
                    rate,
                    file.count("num_mel_bins", kaldi.bins()),
                    file.count("max_length", kaldi.frames()),
                    file.flag("do_normalize", kaldi.normalize()),
                    file.decimal("mean", kaldi.mean(), -1e6, 1e6),
                    file.decimal("std", kaldi.deviation(), 1e-6, 1e6));
        };
    }

    private static int window(ModelConfig file, int usual) {
        int window = file.count("n_fft", usual);
        if (window % 2 != 0 || window > 1 << 14) {
            throw file.wrong("n_fft", Phrase.of("reason.want-whole-number", 2, 1 << 14));
        }
        return window;
    }

    private static int samples(ModelConfig file, int rate, int usual) {
        int seconds = file.count("chunk_length", Math.max(1, usual / rate));
        boolean given = file.json().has("chunk_length") || file.json().has("n_samples");
        return given ? file.count("n_samples", Math.multiplyExact(seconds, rate)) : usual;
    }
}
