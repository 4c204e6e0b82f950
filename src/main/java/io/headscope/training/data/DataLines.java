package io.headscope.training.data;

import io.headscope.file.ReadableFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A text file whose lines are examples.
final class DataLines {

    private DataLines() {}

    /// Makes something of a line.
    interface Reader<T> {

        /// @param number of the line, from 1
        /// @throws NotALine if the line is not as it should be
        T read(String line, int number) throws NotALine;
    }

    /// A line is not as it should be.
    static final class NotALine extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Phrase wanted;

        /// @param wanted what should stand there
        NotALine(Phrase wanted) {
            super(wanted.toString());
            this.wanted = wanted;
        }
    }

    /// Reads every line; an empty one is none as it should be.
    ///
    /// @throws ProblemException if the file cannot be read, is not UTF-8, or a line is not as it should be
    static <T> List<T> read(Path file, Reader<T> reader) {
        List<T> examples = new ArrayList<>();
        int number = 0;
        try {
            // Not readAllLines: a text may hold other signs that Java takes for the end of a line.
            String text = Files.readString(ReadableFile.at(file).real(), StandardCharsets.UTF_8);
            for (String line : text.replaceFirst("\r?\n\\z", "").split("\r?\n", -1)) {
                number++;
                examples.add(reader.read(line, number));
            }
            return examples;
        } catch (NotALine broken) {
            throw new ProblemException(broken, Problem.DATA_LINE, file, number, broken.wanted);
        } catch (MalformedInputException notText) {
            throw new ProblemException(notText, Problem.DATA_BROKEN, file, Phrase.of("reason.not-utf-8"));
        } catch (IOException unread) {
            throw ReadableFile.failed(file, unread);
        }
    }
}
