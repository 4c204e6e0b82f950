package io.headscope.training.data;

import io.headscope.message.Phrase;
import io.headscope.training.data.DataLines.NotALine;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A sentence in two languages (tatoeba.org).
///
/// @param source English
/// @param target Chinese
public record SentencePair(String source, String target) {

    private static final String FILE = "pairs.tsv";
    private static final double ASIDE = 0.04;

    /// All pairs of a folder: lines of an English sentence, a tab, a Chinese one, a tab, and whose they are.
    ///
    /// @throws io.headscope.message.ProblemException if the file is missing or a line is not as it should be
    public static List<SentencePair> read(Path folder) {
        return DataLines.read(folder.resolve(FILE), SentencePair::parse);
    }

    /// [#read], one in 25 English sentences kept aside, with all of its translations: what is kept aside was never read.
    public static Split<SentencePair> split(Path folder) {
        Map<String, List<SentencePair>> bySource =
                read(folder).stream().collect(Collectors.groupingBy(SentencePair::source, LinkedHashMap::new, Collectors.toList()));
        Split<List<SentencePair>> split = Split.of(List.copyOf(bySource.values()), ASIDE, Split.SEED);
        return new Split<>(all(split.training()), all(split.validation()));
    }

    private static List<SentencePair> all(List<List<SentencePair>> pairs) {
        return pairs.stream().flatMap(List::stream).toList();
    }

    private static SentencePair parse(String line, int number) throws NotALine {
        String[] parts = line.split("\t", -1);
        if (parts.length != 3 || parts[0].isBlank() || parts[1].isBlank()) {
            throw new NotALine(Phrase.of("reason.want-pair"));
        }
        return new SentencePair(parts[0].strip(), parts[1].strip());
    }
}
