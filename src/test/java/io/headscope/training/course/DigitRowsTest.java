package io.headscope.training.course;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.Waveform;
import io.headscope.input.sound.SoundPreprocessing;
import io.headscope.input.sound.SoundSettings.Whisper;
import io.headscope.training.data.SpokenDigit;
import io.headscope.training.data.SpokenRow;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DigitRowsTest {

    private static final Whisper SETTINGS = new Whisper(16_000, 8, 400, 160, 16_000);

    /// A rising tone, loud in the middle.
    private static SpokenDigit digit(int label, double seconds) {
        float[] samples = new float[(int) (seconds * SpokenDigit.RATE)];
        for (int i = 0; i < samples.length; i++) {
            double share = i / (double) samples.length;
            samples[i] = (float) (Math.sin(Math.PI * share) * Math.sin((300 + 100 * label + 400 * share) * i / 1000.0));
        }
        return new SpokenDigit(label, "nobody", new Waveform(samples, SpokenDigit.RATE));
    }

    /// What the trainer hears is what the model will hear: energies of single recordings, put together, are the spectrogram
    /// of the recordings put together, but for what the resampler's filter rings beyond their ends.
    @Test
    void rowsOfEnergiesAreTheSpectrogramOfTheRow() {
        List<SpokenDigit> digits = List.of(digit(3, 0.2), digit(8, 0.3));
        DigitRows rows = new DigitRows(digits, SETTINGS);
        float[] expected = SoundPreprocessing.of(
                        new Waveform(placed(digits, List.of(10 * 80, 50 * 80)), SpokenDigit.RATE), SETTINGS)
                .values();
        assertArrayEquals(expected, rows.placed(digits, List.of(10, 50)), 1e-2f);
    }

    /// @param starts in samples
    private static float[] placed(List<SpokenDigit> digits, List<Integer> starts) {
        float[] samples = new float[SpokenDigit.RATE];
        for (int i = 0; i < digits.size(); i++) {
            float[] one = digits.get(i).sound().samples();
            System.arraycopy(one, 0, samples, starts.get(i), one.length);
        }
        return samples;
    }

    @Test
    void chanceIsOfTheSeed() {
        DigitRows rows = new DigitRows(List.of(digit(1, 0.2), digit(2, 0.25)), SETTINGS);
        DigitRows.Row one = rows.random(3, 4, 0.5, new Random(5));
        DigitRows.Row again = new DigitRows(List.of(digit(1, 0.2), digit(2, 0.25)), SETTINGS).random(3, 4, 0.5, new Random(5));
        assertArrayEquals(one.mel(), again.mel());
        assertArrayEquals(one.labels(), again.labels());
    }

    @Test
    void whatDoesNotFitIsLeftOut() {
        DigitRows rows = new DigitRows(List.of(digit(1, 0.4)), SETTINGS);
        IntStream.range(0, 20).forEach(seed -> {
            int fitting = rows.random(4, 4, 1, new Random(seed)).labels().length;
            assertTrue(fitting >= 1 && fitting <= 2, () -> fitting + " of 0.4 s in one second");
        });
    }

    @Test
    void soundsAreJoinedWithSilenceBetweenThem() {
        Waveform joined = new SpokenRow(List.of(digit(1, 0.2), digit(2, 0.2)), 0.1).sound();
        assertEquals(0.6, joined.seconds(), 1e-9);
        assertEquals(0, joined.samples()[1600 + 400]);
        assertEquals(digit(2, 0.2).sound().samples()[800], joined.samples()[2400 + 800]);
    }
}
