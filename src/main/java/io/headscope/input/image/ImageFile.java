package io.headscope.input.image;

import io.headscope.attention.RgbImage;
import io.headscope.file.ReadableFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;

/// A picture on disk, its size known before it is decoded: PNG, JPEG, the first frame of a GIF, WebP, BMP.
/// Decoded as Pillow does with `exif_transpose` and `convert("RGB")`; only greys of 16 bits keep their upper eight bits
/// here, where Pillow cuts all that is above 255 off.
///
/// @param file   where it lies
/// @param width  in pixels, as stored: a camera held sideways swaps them
/// @param height in pixels
public record ImageFile(Path file, int width, int height) {

    /// What to look for in a folder.
    public static final List<String> EXTENSIONS = List.of("png", "jpg", "jpeg", "gif", "webp", "bmp");

    /// From here on one is asked first.
    private static final long LARGE = 50_000_000;

    /// What an array of Java's can hold.
    private static final long LARGEST = Integer.MAX_VALUE / 4;

    /// What the decoders of PNG and GIF say of a file that breaks off.
    private static final List<String> CUT = List.of("Unexpected end", "Invalid block length");

    private static final int RIFF = 'R' | 'I' << 8 | 'F' << 16 | 'F' << 24;
    private static final int RIFF_HEAD = 8;

    private static final long MILLION = 1_000_000;

    /// While it is decoded and once it is, a pixel takes about this.
    private static final int BYTES_PER_PIXEL = 7;

    /// Looks at a file.
    ///
    /// @throws ProblemException if it cannot be read, is no picture, or has no pixels
    public static ImageFile open(Path path) {
        Path real = ReadableFile.at(path).real();
        if (ImageNotes.of(real).isEmpty()) {
            throw new ProblemException(Problem.IMAGE_EMPTY, path);
        }
        return read(path, real, (reader, _) -> {
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width < 1 || height < 1) {
                throw new ProblemException(Problem.IMAGE_EMPTY, path);
            }
            if ((long) width * height > LARGEST) {
                throw new ProblemException(Problem.IMAGE_TOO_LARGE, path, (long) width * height / MILLION);
            }
            return new ImageFile(path, width, height);
        });
    }

    /// Whether one should be asked before it is decoded.
    public boolean isLarge() {
        return (long) width * height >= LARGE;
    }

    public long megapixels() {
        return (long) width * height / MILLION;
    }

    /// What decoding takes, in MB.
    public long megabytes() {
        return (long) width * height * BYTES_PER_PIXEL / MILLION;
    }

    /// @throws ProblemException if it breaks off or is broken
    public RgbImage decode() {
        Path real = ReadableFile.at(file).real();
        ImageNotes notes = ImageNotes.of(real);
        try {
            return notes.orientation().upright(read(file, real, (reader, cut) -> decoded(reader, cut, notes)));
        } catch (OutOfMemoryError tooMuch) {
            throw new ProblemException(tooMuch, Problem.IMAGE_TOO_LARGE, file, megapixels());
        }
    }

    private RgbImage decoded(ImageReader reader, AtomicBoolean cut, ImageNotes notes) throws IOException {
        RgbImage image = isJpeg(reader)
                ? Pixels.ofJpeg(reader.readRaster(0, null), notes)
                : GifCanvas.around(reader, reader.read(0));
        if (cut.get()) {
            throw new EOFException();
        }
        return image;
    }

    private static boolean isJpeg(ImageReader reader) throws IOException {
        return reader.getFormatName().equalsIgnoreCase("jpeg");
    }

    /// What is done with an open file.
    private interface Reading<T> {
        T with(ImageReader reader, AtomicBoolean cut) throws IOException;
    }

    private static <T> T read(Path shown, Path real, Reading<T> reading) {
        try (ImageInputStream stream = new FileImageInputStream(real.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
            if (!readers.hasNext()) {
                throw new ProblemException(Problem.IMAGE_UNKNOWN, shown);
            }
            ImageReader reader = readers.next();
            try {
                AtomicBoolean cut = new AtomicBoolean();
                // libjpeg ends a picture that breaks off in grey, and only warns.
                reader.addIIOReadWarningListener((_, warning) -> cut.compareAndSet(false, isCut(warning)));
                boolean isGif = reader.getFormatName().equalsIgnoreCase("gif");
                reader.setInput(stream, false, !isGif);
                cut.set(isCutRiff(stream));
                return reading.with(reader, cut);
            } finally {
                reader.dispose();
            }
        } catch (EOFException breaksOff) {
            throw new ProblemException(breaksOff, Problem.IMAGE_TRUNCATED, shown);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException
                | NegativeArraySizeException | ArithmeticException | ClassCastException | NullPointerException broken) {
            // Decoders meet broken files with whatever their arithmetic ends in.
            throw isCut(broken)
                    ? new ProblemException(broken, Problem.IMAGE_TRUNCATED, shown)
                    : new ProblemException(broken, Problem.IMAGE_BROKEN, shown, reason(broken));
        }
    }

    /// Whether it is a WebP whose container goes on after its end: the decoder leaves what is missing black.
    private static boolean isCutRiff(ImageInputStream stream) throws IOException {
        byte[] head = new byte[RIFF_HEAD];
        stream.mark();
        int length = stream.read(head);
        stream.reset();
        ByteBuffer riff = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        return length == RIFF_HEAD
                && riff.getInt(0) == RIFF
                && Integer.toUnsignedLong(riff.getInt(Integer.BYTES)) + RIFF_HEAD > stream.length();
    }

    private static boolean isCut(String warning) {
        return warning.toLowerCase(java.util.Locale.ROOT).contains("premature end");
    }

    private static boolean isCut(Throwable broken) {
        for (Throwable cause = broken; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof EOFException || isCut(message) || CUT.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    private static Phrase reason(Exception broken) {
        String message = broken.getMessage();
        return message == null || message.isBlank() || !(broken instanceof IOException)
                ? Phrase.of("reason.image-data")
                : Phrase.of("reason.image-decoder", message.strip());
    }
}
