package io.headscope.input.image;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.MetadataException;
import com.drew.metadata.adobe.AdobeJpegDirectory;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.jfif.JfifDirectory;
import com.drew.metadata.jpeg.JpegComponent;
import com.drew.metadata.jpeg.JpegDirectory;
import com.drew.metadata.png.PngDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/// What a picture's file says beside its pixels. Notes are often broken where pictures are not: what cannot be read counts
/// as not said.
final class ImageNotes {

    private static final System.Logger LOG = System.getLogger(ImageNotes.class.getName());

    private final Metadata notes;

    private ImageNotes(Metadata notes) {
        this.notes = notes;
    }

    static ImageNotes of(Path file) {
        try {
            return new ImageNotes(ImageMetadataReader.readMetadata(file.toFile()));
        } catch (ImageProcessingException | IOException | RuntimeException unreadable) {
            LOG.log(System.Logger.Level.DEBUG, "no notes in " + file, unreadable);
            return new ImageNotes(new Metadata());
        }
    }

    Orientation orientation() {
        return Orientation.numbered(number(ExifIFD0Directory.class, ExifIFD0Directory.TAG_ORIENTATION).orElse(1));
    }

    /// Whether it says that it has no pixels, which decoders report in many ways.
    boolean isEmpty() {
        return number(PngDirectory.class, PngDirectory.TAG_IMAGE_WIDTH).orElse(1) == 0
                || number(PngDirectory.class, PngDirectory.TAG_IMAGE_HEIGHT).orElse(1) == 0
                || number(JpegDirectory.class, JpegDirectory.TAG_IMAGE_WIDTH).orElse(1) == 0
                || number(JpegDirectory.class, JpegDirectory.TAG_IMAGE_HEIGHT).orElse(1) == 0;
    }

    /// Whether three channels of a JPEG are red, green and blue rather than lightness and colour: decided as libjpeg does.
    boolean isRgbJpeg() {
        if (notes.getFirstDirectoryOfType(JfifDirectory.class) != null) {
            return false;
        }
        OptionalInt transform = adobeTransform();
        return transform.isPresent() ? transform.getAsInt() == 0 : component(0) == 'R' && component(1) == 'G' && component(2) == 'B';
    }

    /// Whether four channels of a JPEG are lightness, colour and black rather than four inks.
    boolean isYcck() {
        return adobeTransform().orElse(0) == 2;
    }

    /// Whether the inks of a JPEG are written upside down: 255 is no ink.
    boolean isInverted() {
        return adobeTransform().isPresent();
    }

    private OptionalInt adobeTransform() {
        return number(AdobeJpegDirectory.class, AdobeJpegDirectory.TAG_COLOR_TRANSFORM);
    }

    private int component(int index) {
        JpegDirectory directory = notes.getFirstDirectoryOfType(JpegDirectory.class);
        JpegComponent component = directory == null ? null : directory.getComponent(index);
        return component == null ? 0 : component.getComponentId();
    }

    private OptionalInt number(Class<? extends Directory> kind, int tag) {
        Directory directory = notes.getFirstDirectoryOfType(kind);
        try {
            return directory == null || !directory.containsTag(tag) ? OptionalInt.empty() : OptionalInt.of(directory.getInt(tag));
        } catch (MetadataException noNumber) {
            LOG.log(System.Logger.Level.DEBUG, "tag " + tag, noNumber);
            return OptionalInt.empty();
        }
    }
}
