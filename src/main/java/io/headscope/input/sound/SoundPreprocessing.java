package io.headscope.input.sound;

import io.headscope.attention.Source.Spectrum;
import io.headscope.attention.Waveform;
import io.headscope.input.sound.SoundSettings.Kaldi;
import io.headscope.input.sound.SoundSettings.Raw;
import io.headscope.input.sound.SoundSettings.Whisper;
import io.headscope.message.Phrase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Resamples a sound, cuts it to what a network hears, and makes the numbers that it takes.
public final class SoundPreprocessing {

    /// Networks that hear any length are given half a minute: attention grows with its square.
    private static final int LONGEST_SECONDS = 30;

    /// Of spectrograms that are for people alone.
    private static final int HOPS_A_SECOND = 100;
    private static final int BINS = 80;
    private static final int WINDOW = 400;

    private static final double EPSILON = 1e-7;
    private static final int KALDI_HOP = 160;
    private static final int KALDI_WINDOW = 400;

    private SoundPreprocessing() {}

    public static SoundTensor of(Waveform sound, SoundSettings settings) {
        int samples = samples(settings);
        // What will be cut is not resampled, but for a little that the filter looks ahead.
        long needed = (long) (samples + settings.rate()) * sound.rate() / settings.rate();
        Waveform resampled = Resampler.to(sound.first((int) Math.min(Integer.MAX_VALUE, needed)), settings.rate());
        Waveform used = resampled.first(samples);
        float[] values = values(used, settings);
        return new SoundTensor(values, used, spectrum(used, values, settings), remarks(sound, used));
    }

    /// What Whisper's spectrogram takes the logarithm of. Sounds that no frame hears together add up by their energies, so
    /// that a row of them can be put together without being computed anew.             [bins, sound.length / hop]
    ///
    /// @param sound at the rate of the settings, of any length
    public static double[] energies(float[] sound, Whisper settings) {
        return LogMel.whisperEnergies(sound, settings);
    }

    /// What a network is given of [#energies]: those of a whole sound, in any order.
    public static float[] ofEnergies(double[] energies) {
        return LogMel.whisper(energies);
    }

    /// Brings a sound to another rate.
    public static Waveform resampled(Waveform sound, int rate) {
        return Resampler.to(sound, rate);
    }

    /// The most that is heard.
    private static int samples(SoundSettings settings) {
        return switch (settings) {
            case Raw raw -> LONGEST_SECONDS * raw.rate();
            case Whisper whisper -> whisper.samples();
            case Kaldi kaldi -> (kaldi.frames() - 1) * KALDI_HOP + KALDI_WINDOW;
        };
    }

    private static float[] values(Waveform used, SoundSettings settings) {
        return switch (settings) {
            case Raw raw -> raw.normalize() ? normalized(used.samples()) : used.samples();
            case Whisper whisper -> LogMel.whisper(Arrays.copyOf(used.samples(), whisper.samples()), whisper);
            case Kaldi kaldi -> LogMel.kaldi(used.samples(), kaldi);
        };
    }

    /// Of a network that takes the sound itself, a spectrogram for people.
    private static Spectrum spectrum(Waveform used, float[] values, SoundSettings settings) {
        return switch (settings) {
            case Raw raw -> {
                int hop = Math.max(1, raw.rate() / HOPS_A_SECOND);
                int frames = Math.max(1, used.samples().length / hop);
                Whisper like = new Whisper(raw.rate(), BINS, WINDOW, hop, frames * hop);
                float[] mel = LogMel.whisper(Arrays.copyOf(used.samples(), like.samples()), like);
                yield new Spectrum(BINS, frames, (double) hop / raw.rate(), mel);
            }
            case Whisper whisper -> {
                int frames = whisper.samples() / whisper.hop();
                yield new Spectrum(whisper.bins(), frames, (double) whisper.hop() / whisper.rate(), values);
            }
            case Kaldi kaldi -> {
                float[] turned = new float[values.length];
                for (int i = 0; i < values.length; i++) {
                    turned[i % kaldi.bins() * kaldi.frames() + i / kaldi.bins()] = values[i];
                }
                yield new Spectrum(kaldi.bins(), kaldi.frames(), (double) KALDI_HOP / kaldi.rate(), turned);
            }
        };
    }

    /// Mean 0 and variance 1.
    private static float[] normalized(float[] samples) {
        double mean = 0;
        for (float sample : samples) {
            mean += sample;
        }
        mean /= samples.length;
        double variance = 0;
        for (float sample : samples) {
            variance += (sample - mean) * (sample - mean);
        }
        double deviation = Math.sqrt(variance / samples.length + EPSILON);
        float[] normalized = new float[samples.length];
        for (int i = 0; i < samples.length; i++) {
            normalized[i] = (float) ((samples[i] - mean) / deviation);
        }
        return normalized;
    }

    private static List<Phrase> remarks(Waveform sound, Waveform used) {
        List<Phrase> remarks = new ArrayList<>();
        double cut = sound.seconds() - used.seconds();
        if (cut > 0.05) {
            remarks.add(Phrase.of("remark.sound-cut", used.seconds(), cut));
        }
        if (used.isSilent()) {
            remarks.add(Phrase.of("remark.sound-silent"));
        }
        return remarks;
    }
}
