package io.headscope.training.data;

import io.headscope.message.Phrase;
import io.headscope.training.data.DataLines.NotALine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A question about what happened so far, from the bAbI tasks (Weston et al., 2015, <https://arxiv.org/abs/1502.05698>).
///
/// @param sentences  of the story up to the question, first to last
/// @param question   what is asked
/// @param answer     one word
/// @param supporting the sentence that says it, its place among the sentences
/// @param story      the number of the story: its questions share sentences, and must not be parted
public record Story(List<String> sentences, String question, String answer, int supporting, int story) {

    private static final double ASIDE = 0.1;
    private static final String FILE = "qa1_single-supporting-fact_train.txt";

    public Story {
        sentences = List.copyOf(sentences);
    }

    /// All sentences in a row.
    public String text() {
        return String.join(" ", sentences);
    }

    /// All questions of task 1 in a folder.
    ///
    /// @throws io.headscope.message.ProblemException if the file is missing or a line is not as it should be
    public static List<Story> read(Path folder) {
        Reader reader = new Reader();
        DataLines.read(folder.resolve(FILE), reader);
        return reader.questions;
    }

    /// The questions of a folder, those of a tenth of the stories kept aside: what is asked there is of stories never seen.
    ///
    /// @throws io.headscope.message.ProblemException as [#read]
    public static Split<Story> split(Path folder) {
        List<List<Story>> stories = List.copyOf(read(folder).stream()
                .collect(Collectors.groupingBy(Story::story, TreeMap::new, Collectors.toList()))
                .values());
        Split<List<Story>> split = Split.of(stories, ASIDE, Split.SEED);
        return new Split<>(
                split.training().stream().flatMap(List::stream).toList(), split.validation().stream().flatMap(List::stream).toList());
    }

    /// Remembers the story while its lines go by; a line numbered 1 begins another.
    private static final class Reader implements DataLines.Reader<Integer> {

        private final List<Story> questions = new ArrayList<>();
        private final List<String> sentences = new ArrayList<>();
        private final List<Integer> numbers = new ArrayList<>();
        private int story;

        @Override
        public Integer read(String line, int number) throws NotALine {
            int space = line.indexOf(' ');
            int at = number(space < 0 ? line : line.substring(0, space));
            if (at == 1) {
                story++;
                sentences.clear();
                numbers.clear();
            }
            String[] parts = line.substring(space + 1).split("\t");
            if (space < 0 || parts[0].isBlank() || (parts.length != 1 && parts.length != 3)) {
                throw unread();
            }
            if (parts.length == 1) {
                sentences.add(parts[0].strip());
                numbers.add(at);
            } else {
                int supporting = numbers.indexOf(number(parts[2]));
                if (supporting < 0) {
                    throw unread();
                }
                questions.add(new Story(sentences, parts[0].strip(), parts[1].strip(), supporting, story));
            }
            return at;
        }

        private static int number(String text) throws NotALine {
            try {
                return Integer.parseInt(text.strip());
            } catch (NumberFormatException none) {
                throw unread();
            }
        }

        private static NotALine unread() {
            return new NotALine(Phrase.of("reason.want-story"));
        }
    }
}
