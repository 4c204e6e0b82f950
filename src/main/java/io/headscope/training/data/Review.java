package io.headscope.training.data;

import io.headscope.message.Phrase;
import io.headscope.training.data.DataLines.NotALine;
import java.nio.file.Path;
import java.util.List;

/// One sentence of a review, and whether it praises (Kotzias et al., KDD 2015, "From Group to Individual Labels using Deep
/// Features": 1 praises, 0 does not).
///
/// @param label 0 or 1
public record Review(String text, int label) {

    private static final double ASIDE = 0.15;
    private static final List<String> FILES = List.of("imdb_labelled.txt", "amazon_cells_labelled.txt", "yelp_labelled.txt");

    /// All reviews of a folder: lines of a sentence, a tab and a label.
    ///
    /// @throws io.headscope.message.ProblemException if a file is missing or a line is not as it should be
    public static List<Review> read(Path folder) {
        return FILES.stream().flatMap(file -> DataLines.read(folder.resolve(file), Review::parse).stream()).toList();
    }

    /// The reviews of a folder, 15 % of them kept aside: the same for every network, so that they can be compared.
    ///
    /// @throws io.headscope.message.ProblemException as [#read]
    public static Split<Review> split(Path folder) {
        return Split.of(read(folder), ASIDE, Split.SEED);
    }

    private static Review parse(String line, int number) throws NotALine {
        int tab = line.lastIndexOf('\t');
        String label = line.substring(tab + 1).strip();
        if (tab < 1 || line.substring(0, tab).isBlank() || !(label.equals("0") || label.equals("1"))) {
            throw new NotALine(Phrase.of("reason.want-review"));
        }
        return new Review(line.substring(0, tab).strip(), label.equals("1") ? 1 : 0);
    }
}
