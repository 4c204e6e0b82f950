package io.headscope.input.sound;

import io.headscope.input.sound.SoundSettings.Kaldi;
import io.headscope.input.sound.SoundSettings.Whisper;

/// Log-mel spectrograms, in the arithmetic of the feature extractors of Hugging Face transformers.
final class LogMel {

    private static final double WHISPER_FLOOR = 1e-10;
    private static final float WHISPER_RANGE = 8;
    private static final int KALDI_WINDOW = 400;
    private static final int KALDI_HOP = 160;
    private static final int KALDI_LENGTH = 512;
    private static final double KALDI_FLOOR = 1.1920928955078125e-7;
    private static final double PRE_EMPHASIS = 0.97;

    private LogMel() {}

    /// Frames centred on every hop, the sound mirrored at its ends; the decimal logarithm, not more than 8 below the
    /// loudest; brought to about -1 to 1.                                                          [bins, frames]
    ///
    /// @param sound [settings.samples]
    static float[] whisper(float[] sound, Whisper settings) {
        return whisper(whisperEnergies(sound, settings));
    }

    /// The energies of frames centred on every hop, the sound mirrored at its ends.                [bins, frames]
    static double[] whisperEnergies(float[] sound, Whisper settings) {
        int window = settings.window();
        int frames = sound.length / settings.hop();
        double[] hann = hann(window, window);
        Fourier fourier = new Fourier(window);
        MelFilters filters = MelFilters.slaney(settings.bins(), window / 2 + 1, settings.rate());
        double[] energies = new double[Math.multiplyExact(settings.bins(), frames)];
        double[] frame = new double[window];
        double[] power = new double[window / 2 + 1];
        for (int t = 0; t < frames; t++) {
            boolean silent = true;
            for (int i = 0; i < window; i++) {
                frame[i] = hann[i] * sound[mirrored(t * settings.hop() + i - window / 2, sound.length)];
                silent &= frame[i] == 0;
            }
            if (silent) {
                continue;
            }
            fourier.power(frame, power);
            for (int bin = 0; bin < settings.bins(); bin++) {
                energies[bin * frames + t] = filters.energy(bin, power);
            }
        }
        return energies;
    }

    /// @param energies of all frames and bins, in any order
    static float[] whisper(double[] energies) {
        float[] mel = new float[energies.length];
        float loudest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (float) Math.log10(Math.max(WHISPER_FLOOR, energies[i]));
            loudest = Math.max(loudest, mel[i]);
        }
        for (int i = 0; i < mel.length; i++) {
            mel[i] = (Math.max(mel[i], loudest - WHISPER_RANGE) + 4) / 4;
        }
        return mel;
    }

    private static int mirrored(int index, int length) {
        int at = Math.abs(index);
        return at < length ? at : Math.max(0, 2 * (length - 1) - at);
    }

    /// Frames as long as they fit; each without its mean, its highs lifted, under a Hann window; the natural logarithm.
    /// What the sound does not fill is 0 before normalising.                                       [frames, bins]
    ///
    /// @param sound of any length
    static float[] kaldi(float[] sound, Kaldi settings) {
        int frames = Math.min(settings.frames(), frames(sound.length));
        double[] hann = hann(KALDI_WINDOW, KALDI_WINDOW - 1);
        Fourier fourier = new Fourier(KALDI_LENGTH);
        MelFilters filters = MelFilters.kaldi(settings.bins(), KALDI_LENGTH / 2 + 1, settings.rate());
        float[] mel = new float[Math.multiplyExact(settings.frames(), settings.bins())];
        double[] frame = new double[KALDI_LENGTH];
        double[] power = new double[KALDI_LENGTH / 2 + 1];
        for (int t = 0; t < frames; t++) {
            emphasised(sound, t * KALDI_HOP, hann, frame);
            fourier.power(frame, power);
            for (int bin = 0; bin < settings.bins(); bin++) {
                mel[t * settings.bins() + bin] = (float) Math.log(Math.max(KALDI_FLOOR, filters.energy(bin, power)));
            }
        }
        for (int i = 0; settings.normalize() && i < mel.length; i++) {
            mel[i] = (float) ((mel[i] - settings.mean()) / (2 * settings.deviation()));
        }
        return mel;
    }

    /// How many frames fit in a sound.
    static int frames(int samples) {
        return samples < KALDI_WINDOW ? 0 : 1 + (samples - KALDI_WINDOW) / KALDI_HOP;
    }

    private static void emphasised(float[] sound, int from, double[] hann, double[] frame) {
        double mean = 0;
        for (int i = 0; i < KALDI_WINDOW; i++) {
            mean += sound[from + i];
        }
        mean /= KALDI_WINDOW;
        for (int i = 0; i < KALDI_WINDOW; i++) {
            double before = sound[from + Math.max(0, i - 1)] - mean;
            frame[i] = hann[i] * (sound[from + i] - mean - PRE_EMPHASIS * before);
        }
    }

    /// @param period the length, less 1 where the last number is to be that of the first
    private static double[] hann(int length, int period) {
        double[] hann = new double[length];
        for (int i = 0; i < length; i++) {
            hann[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / period);
        }
        return hann;
    }
}
