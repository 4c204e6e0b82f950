package io.headscope.training.data;

import io.headscope.attention.Waveform;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Digits said one after the other, as one sound.
///
/// @param digits one to four
/// @param gap    seconds of silence behind each
public record SpokenRow(List<SpokenDigit> digits, double gap) {

    private static final int MOST = 4;
    private static final int ROWS = 240;
    private static final double LONGEST_GAP = 0.2;

    public SpokenRow {
        digits = List.copyOf(digits);
    }

    /// 240 rows of some recordings, the same ones every time: every other row of one speaker, as many of each length.
    public static List<SpokenRow> of(List<SpokenDigit> recordings) {
        Random random = new Random(Split.SEED);
        List<SpokenRow> rows = new ArrayList<>();
        while (rows.size() < ROWS) {
            String speaker = recordings.get(random.nextInt(recordings.size())).speaker();
            List<SpokenDigit> from = rows.size() % 2 == 0
                    ? recordings
                    : recordings.stream().filter(digit -> digit.speaker().equals(speaker)).toList();
            List<SpokenDigit> row = IntStream.rangeClosed(0, rows.size() / 2 % MOST)
                    .mapToObj(_ -> from.get(random.nextInt(from.size())))
                    .toList();
            rows.add(new SpokenRow(row, random.nextDouble(LONGEST_GAP)));
        }
        return List.copyOf(rows);
    }

    public Waveform sound() {
        int silence = (int) Math.round(gap * SpokenDigit.RATE);
        int length = digits.stream().mapToInt(digit -> digit.sound().samples().length + silence).sum();
        float[] samples = new float[length];
        int at = 0;
        for (SpokenDigit digit : digits) {
            System.arraycopy(digit.sound().samples(), 0, samples, at, digit.sound().samples().length);
            at += digit.sound().samples().length + silence;
        }
        return new Waveform(samples, SpokenDigit.RATE);
    }

    /// What was said, first to last, from 0 to 9.
    public List<Integer> labels() {
        return digits.stream().map(SpokenDigit::label).toList();
    }
}
