package io.headscope.training.data;

import io.headscope.file.ReadableFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A handwritten digit of MNIST (LeCun et al., 1998), white on black.
///
/// @param pixels from 0 to 255, row by row, as bytes                    [28, 28]
/// @param label  from 0 to 9
public record Digit(byte[] pixels, int label) {

    public static final int SIDE = 28;

    private static final double ASIDE = 0.1;
    private static final String IMAGES = "images-idx3-ubyte.gz";
    private static final String LABELS = "labels-idx1-ubyte.gz";
    private static final int IMAGES_KIND = 0x803;
    private static final int LABELS_KIND = 0x801;

    /// All digits of a folder.
    ///
    /// @throws ProblemException if a file is missing, is not as it should be, or the two do not go together
    public static List<Digit> read(Path folder) {
        List<byte[]> images = images(folder.resolve(IMAGES));
        byte[] labels = labels(folder.resolve(LABELS));
        if (images.size() != labels.length) {
            throw new ProblemException(
                    Problem.DATA_BROKEN, folder.resolve(LABELS), Phrase.of("reason.labels-differ", labels.length, images.size()));
        }
        List<Digit> digits = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] > 9) {
                throw new ProblemException(
                        Problem.DATA_BROKEN, folder.resolve(LABELS), Phrase.of("reason.label-no-digit", i, labels[i] & 0xff));
            }
            digits.add(new Digit(images.get(i), labels[i]));
        }
        return digits;
    }

    /// The digits of a folder, a tenth of them kept aside.
    ///
    /// @throws ProblemException as [#read]
    public static Split<Digit> split(Path folder) {
        return Split.of(read(folder), ASIDE, Split.SEED);
    }

    private static List<byte[]> images(Path file) {
        return read(file, IMAGES_KIND, in -> {
            int count = in.readInt();
            if (in.readInt() != SIDE || in.readInt() != SIDE) {
                throw new ZipException("images of another size");
            }
            List<byte[]> images = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                images.add(exactly(in, SIDE * SIDE));
            }
            return images;
        });
    }

    private static byte[] labels(Path file) {
        return read(file, LABELS_KIND, in -> exactly(in, in.readInt()));
    }

    private static byte[] exactly(DataInputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(Math.max(0, length));
        if (bytes.length != length) {
            throw new EOFException();
        }
        return bytes;
    }

    private interface Content<T> {
        T from(DataInputStream in) throws IOException;
    }

    private static <T> T read(Path file, int kind, Content<T> content) {
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(ReadableFile.at(file).real())))) {
            if (in.readInt() != kind) {
                throw new ZipException("another kind of file");
            }
            return content.from(in);
        } catch (EOFException | ZipException broken) {
            throw new ProblemException(broken, Problem.DATA_BROKEN, file, Phrase.of("reason.want-idx"));
        } catch (IOException unread) {
            throw ReadableFile.failed(file, unread);
        }
    }
}
