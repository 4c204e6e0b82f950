package io.headscope.training.data;

import io.headscope.attention.Waveform;
import io.headscope.file.ReadableFile;
import io.headscope.input.sound.SoundFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A digit that somebody said (Free Spoken Digit Dataset, Jackson et al.).
///
/// @param label   from 0 to 9
/// @param speaker a name
/// @param sound   at [#RATE]
public record SpokenDigit(int label, String speaker, Waveform sound) {

    /// Samples a second.
    public static final int RATE = 8000;

    private static final String LIKE = "7_theo_12.wav";
    private static final double ASIDE = 0.1;
    private static final Pattern NAME = Pattern.compile("(\\d)_([^_]+)_\\d+\\.wav");

    /// All recordings of a folder, in the order of their names: files `DIGIT_SPEAKER_NUMBER.wav`.
    ///
    /// @throws ProblemException if there is none, or one cannot be read, is called otherwise, or is of another rate
    public static List<SpokenDigit> read(Path folder) {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.toString().endsWith(".wav")).sorted().toList();
        } catch (IOException unread) {
            throw ReadableFile.failed(folder, unread);
        }
        if (files.isEmpty()) {
            throw new ProblemException(Problem.DATA_BROKEN, folder, Phrase.of("reason.no-recordings", LIKE));
        }
        return files.stream().map(SpokenDigit::open).toList();
    }

    /// [#read], every tenth recording kept aside: of speakers who are heard in training too.
    public static Split<SpokenDigit> split(Path folder) {
        return Split.of(read(folder), ASIDE, Split.SEED);
    }

    private static SpokenDigit open(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            throw new ProblemException(Problem.DATA_BROKEN, file, Phrase.of("reason.want-digit-name", LIKE));
        }
        Waveform sound = SoundFile.open(file).sound();
        if (sound.rate() != RATE) {
            throw new ProblemException(Problem.DATA_BROKEN, file, Phrase.of("reason.want-rate", sound.rate(), RATE));
        }
        return new SpokenDigit(Integer.parseInt(name.group(1)), name.group(2), sound);
    }
}
