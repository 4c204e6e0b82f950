package io.headscope.evaluation;

import io.headscope.file.ReadableFile;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// How a data set lies on the disk. A folder is of the first layout of which it has a file.
public enum DataLayout {
    /// Sentences with 0 or 1.
    REVIEWS("(imdb|amazon_cells|yelp)_labelled\\.txt"),
    /// Handwritten digits.
    DIGITS("(images-idx3|labels-idx1)-ubyte\\.gz"),
    /// Pictures taken through a microscope, with masks.
    MICROGRAPHS(".+_mask\\.png"),
    /// Stories with questions.
    STORIES("qa1_.+_train\\.txt"),
    /// What people have watched.
    FILMS("(ratings|movies)\\.dat"),
    /// Sentences with their translations.
    TRANSLATIONS("pairs\\.tsv"),
    /// Recordings of single digits.
    SPOKEN("\\d_[^_]+_\\d+\\.wav"),
    /// A text.
    TEXT("input\\.txt");

    private final Pattern file;

    DataLayout(String file) {
        this.file = Pattern.compile(file);
    }

    /// `reviews`
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws ProblemException if the folder is of none, or cannot be looked into
    public static DataLayout of(Path folder) {
        if (!Files.exists(folder)) {
            throw new ProblemException(Problem.FILE_MISSING, folder);
        }
        if (!Files.isDirectory(folder)) {
            throw new ProblemException(Problem.EVALUATION_NO_DATA, folder, known());
        }
        List<String> names;
        try (var files = Files.list(folder)) {
            names = files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException unread) {
            throw ReadableFile.failed(folder, unread);
        }
        return Arrays.stream(values())
                .filter(layout -> names.stream().anyMatch(layout.file.asMatchPredicate()))
                .findFirst()
                .orElseThrow(() -> new ProblemException(Problem.EVALUATION_NO_DATA, folder, known()));
    }

    private static String known() {
        return Arrays.stream(values()).map(DataLayout::id).collect(Collectors.joining(", "));
    }
}
