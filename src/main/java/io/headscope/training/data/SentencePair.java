package io.headscope.training.data;

import io.headscope.message.Phrase;
import io.headscope.training.data.DataLines.NotALine;
import java.nio.file.Path;
import java.util.List;

/// A sentence in two languages (tatoeba.org).
///
/// @param source English
/// @param target Chinese
public record SentencePair(String source, String target) {

    private static final String FILE = "pairs.tsv";

    /// All pairs of a folder: lines of an English sentence, a tab, a Chinese one, a tab, and whose they are.
    ///
    /// @throws io.headscope.message.ProblemException if the file is missing or a line is not as it should be
    public static List<SentencePair> read(Path folder) {
        return DataLines.read(folder.resolve(FILE), SentencePair::parse);
    }

    private static SentencePair parse(String line, int number) throws NotALine {
        String[] parts = line.split("\t", -1);
        if (parts.length != 3 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new NotALine(Phrase.of("reason.want-pair"));
        }
        return new SentencePair(parts[0].strip(), parts[1].strip());
    }
}
