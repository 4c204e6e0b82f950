package io.headscope.training.data;

import io.headscope.file.ReadableFile;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A plain text to learn a language from, its last tenth kept for validation.
public record TextCorpus(String training, String validation) {

    private static final int SMALLEST = 10_000;

    /// Reads `input.txt` of a folder.
    ///
    /// @throws ProblemException if it is missing, unreadable or too short to learn from
    public static TextCorpus read(Path folder) {
        Path file = folder.resolve("input.txt");
        try {
            String text = Files.readString(ReadableFile.at(file).real());
            if (text.length() < SMALLEST) {
                throw new ProblemException(Problem.DATA_TOO_SHORT, file, text.length(), SMALLEST);
            }
            int cut = text.lastIndexOf("\n\n", text.length() / 10 * 9) + 2;
            return new TextCorpus(text.substring(0, cut), text.substring(cut));
        } catch (IOException failure) {
            throw ReadableFile.failed(file, failure);
        }
    }
}
