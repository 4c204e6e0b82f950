package io.headscope.training.course;

import io.headscope.attention.Waveform;
import io.headscope.input.sound.SoundPreprocessing;
import io.headscope.input.sound.SoundSettings.Whisper;
import io.headscope.training.data.SpokenDigit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Digits said in a row, put together from single recordings: as sounds, or, as fast as a training needs them, from the
/// energies of each, computed once.
final class DigitRows {

    /// Hops of silence around a recording, so that no frame at its ends hears anything else.
    private static final int MARGIN = 3;
    /// How much faster or slower than it was said a recording may be played.
    private static final double[] SPEEDS = {1, 0.92, 1.08};
    /// The longest pause before the first digit and between two, in hops.
    private static final int PAUSE = 25;

    private final Whisper settings;
    private final List<Heard> all;
    private final Map<String, List<Heard>> bySpeaker = new HashMap<>();

    /// A recording, as it was said and at other speeds.
    private record Heard(SpokenDigit digit, Map<Double, Energies> speeds) {}

    /// @param energies                                                       [bins, frames]
    private record Energies(float[] energies, int frames) {}

    /// One row.
    ///
    /// @param mel    what a network is given                                 [bins, frames]
    /// @param labels the digits, first to last
    record Row(float[] mel, int[] labels) {}

    DigitRows(List<SpokenDigit> digits, Whisper settings) {
        this.settings = settings;
        this.all = new ArrayList<>();
        for (SpokenDigit digit : digits) {
            Heard heard = new Heard(digit, new HashMap<>());
            all.add(heard);
            bySpeaker.computeIfAbsent(digit.speaker(), _ -> new ArrayList<>()).add(heard);
        }
    }

    private Energies energies(Waveform sound, double speed) {
        Waveform played = new Waveform(sound.samples(), (int) Math.round(sound.rate() * speed / 100) * 100);
        float[] samples = SoundPreprocessing.resampled(played, settings.rate()).samples();
        int frames = samples.length / settings.hop() + 1 + 2 * MARGIN;
        float[] around = new float[frames * settings.hop()];
        System.arraycopy(samples, 0, around, MARGIN * settings.hop(), samples.length);
        double[] exact = SoundPreprocessing.energies(around, settings);
        float[] energies = new float[exact.length];
        for (int i = 0; i < exact.length; i++) {
            energies[i] = (float) exact[i];
        }
        return new Energies(energies, frames);
    }

    /// A row by chance: of one speaker or of several; with gaps, louder and softer, faster and slower, with a little noise.
    ///
    /// @param count    how many digits; fewer where they do not fit
    /// @param most     how many there are in the longest rows
    /// @param together from 0, where every digit is said at its own time, a `most`-th of the whole each, to 1, where it
    ///                 follows the one before it: the first is easily learned, by position alone, and leads to the second
    Row random(int count, int most, double together, Random random) {
        int frames = settings.samples() / settings.hop();
        List<Heard> from = random.nextBoolean() ? all : ofOne(random);
        double[] sum = new double[settings.bins() * frames];
        List<Integer> labels = new ArrayList<>();
        int end = -MARGIN;
        for (int i = 0; i < count; i++) {
            Heard heard = from.get(random.nextInt(from.size()));
            Energies energies = heard.speeds.computeIfAbsent(
                    SPEEDS[random.nextInt(SPEEDS.length)], speed -> energies(heard.digit.sound(), speed));
            double own = (double) i * frames / most;
            int at = (int) Math.max(end, together * end + (1 - together) * own) + random.nextInt(PAUSE);
            if (at + energies.frames - MARGIN > frames) {
                break;
            }
            add(energies, at, Math.pow(10, random.nextDouble(-0.8, 0.8)), sum, frames);
            labels.add(heard.digit.label());
            end = at + energies.frames - 2 * MARGIN;
        }
        noise(sum, frames, random);
        float[] mel = SoundPreprocessing.ofEnergies(sum);
        mask(mel, frames, random);
        return new Row(mel, labels.stream().mapToInt(i -> i).toArray());
    }

    /// Recordings as they were said, each beginning at its hop, and nothing else.                  [bins, frames]
    float[] placed(List<SpokenDigit> digits, List<Integer> hops) {
        int frames = settings.samples() / settings.hop();
        double[] sum = new double[settings.bins() * frames];
        for (int i = 0; i < digits.size(); i++) {
            add(energies(digits.get(i).sound(), 1), hops.get(i) - MARGIN, 1, sum, frames);
        }
        return SoundPreprocessing.ofEnergies(sum);
    }

    private List<Heard> ofOne(Random random) {
        List<String> speakers = bySpeaker.keySet().stream().sorted().toList();
        return java.util.Objects.requireNonNull(bySpeaker.get(speakers.get(random.nextInt(speakers.size()))));
    }

    private void add(Energies energies, int at, double gain, double[] sum, int frames) {
        for (int bin = 0; bin < settings.bins(); bin++) {
            for (int t = Math.max(0, -at); t < Math.min(energies.frames, frames - at); t++) {
                sum[bin * frames + at + t] += gain * energies.energies[bin * energies.frames + t];
            }
        }
    }

    /// White noise, in half of all rows: its energy in a band is about chi-squared.
    private void noise(double[] sum, int frames, Random random) {
        if (random.nextBoolean()) {
            return;
        }
        double loudest = Arrays.stream(sum).max().orElse(0);
        double level = loudest * Math.pow(10, random.nextDouble(-7, -3));
        for (int bin = 0; bin < settings.bins(); bin++) {
            for (int t = 0; t < frames; t++) {
                sum[bin * frames + t] -= level * Math.log(1 - random.nextDouble());
            }
        }
    }

    /// Hides a band of pitches and a stretch of time (Park et al., 2019, SpecAugment, <https://arxiv.org/abs/1904.08779>).
    private void mask(float[] mel, int frames, Random random) {
        double mean = 0;
        for (float value : mel) {
            mean += value / mel.length;
        }
        int low = random.nextInt(settings.bins());
        int high = Math.min(settings.bins(), low + random.nextInt(settings.bins() / 5 + 1));
        int first = random.nextInt(frames);
        int last = Math.min(frames, first + random.nextInt(8));
        for (int bin = 0; bin < settings.bins(); bin++) {
            for (int t = 0; t < frames; t++) {
                if ((bin >= low && bin < high) || (t >= first && t < last)) {
                    mel[bin * frames + t] = (float) mean;
                }
            }
        }
    }
}
