package io.headscope.input.image;

import io.headscope.attention.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.NodeList;

/// The canvas of a GIF, which its first frame need not fill.
final class GifCanvas {

    private static final String STREAM = "javax_imageio_gif_stream_1.0";
    private static final String IMAGE = "javax_imageio_gif_image_1.0";

    private GifCanvas() {}

    /// The frame on its canvas; the picture itself where it is no GIF. Around the frame lies its transparent colour, or the
    /// first, as Pillow has it.
    static RgbImage around(ImageReader reader, BufferedImage frame) throws IOException {
        RgbImage pixels = Pixels.of(frame);
        if (!reader.getFormatName().equalsIgnoreCase("gif")) {
            return pixels;
        }
        IIOMetadataNode screen = node(reader.getStreamMetadata(), STREAM, "LogicalScreenDescriptor");
        IIOMetadataNode place = node(reader.getImageMetadata(0), IMAGE, "ImageDescriptor");
        if (screen == null || place == null) {
            return pixels;
        }
        int left = number(place, "imageLeftPosition");
        int top = number(place, "imageTopPosition");
        int width = Math.max(number(screen, "logicalScreenWidth"), left + pixels.width());
        int height = Math.max(number(screen, "logicalScreenHeight"), top + pixels.height());
        return width == pixels.width() && height == pixels.height()
                ? pixels
                : placed(pixels, left, top, width, height, ground(frame));
    }

    private static RgbImage placed(RgbImage frame, int left, int top, int width, int height, byte[] ground) {
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = ground[i % 3];
        }
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(frame.rgb(), y * frame.width() * 3, rgb, ((top + y) * width + left) * 3, frame.width() * 3);
        }
        return new RgbImage(width, height, rgb);
    }

    private static byte[] ground(BufferedImage frame) {
        if (frame.getColorModel() instanceof IndexColorModel palette) {
            int color = palette.getRGB(Math.max(0, palette.getTransparentPixel()));
            return new byte[] {(byte) (color >> 16), (byte) (color >> 8), (byte) color};
        }
        return new byte[3];
    }

    private static @Nullable IIOMetadataNode node(
            @Nullable IIOMetadata metadata, String format, String name) {
        if (metadata == null) {
            return null;
        }
        NodeList found = ((IIOMetadataNode) metadata.getAsTree(format)).getElementsByTagName(name);
        return found.getLength() == 0 ? null : (IIOMetadataNode) found.item(0);
    }

    private static int number(IIOMetadataNode node, String attribute) {
        return Integer.parseInt(node.getAttribute(attribute));
    }
}
