package io.headscope.training.data;

import io.headscope.attention.RgbImage;
import io.headscope.file.ReadableFile;
import io.headscope.input.image.ImageFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A picture taken through a microscope, and where cell nuclei are in it (2018 Data Science Bowl, Caicedo et al., 2019,
/// <https://doi.org/10.1038/s41592-019-0612-7>).
///
/// @param file   where the picture lies
/// @param nuclei whether there is one, row by row                       [height · width]
public record Micrograph(Path file, RgbImage image, boolean[] nuclei) {

    private static final double ASIDE = 0.15;
    private static final String PICTURE = ".png";
    private static final String MASK = "_mask.png";
    private static final int WHITE = 255;

    /// All pictures of a folder, in the order of their names: `NAME.png` with its `NAME_mask.png`, black and white.
    ///
    /// @throws ProblemException if there is none, one has no mask or none of its size, one is of another size than the first,
    ///                          or one cannot be read
    public static List<Micrograph> read(Path folder) {
        List<Micrograph> pictures = new ArrayList<>();
        for (Path file : pictures(folder)) {
            Micrograph picture = readOne(file);
            RgbImage first = pictures.isEmpty() ? picture.image : pictures.getFirst().image;
            if (picture.image.width() != first.width() || picture.image.height() != first.height()) {
                throw broken(file, "reason.size-unlike-first", size(picture.image), size(first));
            }
            pictures.add(picture);
        }
        return pictures;
    }

    /// The pictures of a folder, 15 % of them kept aside.
    ///
    /// @throws ProblemException as [#read]
    public static Split<Micrograph> split(Path folder) {
        return Split.of(read(folder), ASIDE, Split.SEED);
    }

    private static List<Path> pictures(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ProblemException(Problem.FILE_MISSING, folder);
        }
        try (var files = Files.list(folder)) {
            List<Path> pictures = files.filter(file -> isPicture(file.getFileName().toString())).sorted().toList();
            if (pictures.isEmpty()) {
                throw broken(folder, "reason.no-micrographs", "NAME" + PICTURE, "NAME" + MASK);
            }
            return pictures;
        } catch (IOException unread) {
            throw ReadableFile.failed(folder, unread);
        }
    }

    private static boolean isPicture(String name) {
        return name.endsWith(PICTURE) && !name.endsWith(MASK);
    }

    private static Micrograph readOne(Path file) {
        String name = file.getFileName().toString();
        Path maskFile = file.resolveSibling(name.substring(0, name.length() - PICTURE.length()) + MASK);
        RgbImage image = ImageFile.open(file).decode();
        RgbImage mask = ImageFile.open(maskFile).decode();
        if (mask.width() != image.width() || mask.height() != image.height()) {
            throw broken(maskFile, "reason.mask-size", size(mask), size(image));
        }
        boolean[] nuclei = new boolean[mask.width() * mask.height()];
        for (int i = 0; i < nuclei.length; i++) {
            int level = mask.at(i % mask.width(), i / mask.width(), 0);
            if (level != 0 && level != WHITE) {
                throw broken(maskFile, "reason.mask-grey", i % mask.width(), i / mask.width(), level);
            }
            nuclei[i] = level == WHITE;
        }
        return new Micrograph(file, image, nuclei);
    }

    private static String size(RgbImage image) {
        return image.width() + "×" + image.height();
    }

    private static ProblemException broken(Path file, String reason, Object... said) {
        return new ProblemException(Problem.DATA_BROKEN, file, Phrase.of(reason, said));
    }
}
