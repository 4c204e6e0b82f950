package io.headscope.shell;

import io.headscope.attention.RgbImage;
import io.headscope.attention.Waveform;
import javafx.scene.image.Image;
import javafx.scene.image.PixelReader;
import javafx.scene.image.WritableImage;

/// Pictures and sounds as small images, and images of the clipboard as pictures.
final class Thumbnail {

    private static final int GREY = 0xFF808890;

    private Thumbnail() {}

    /// @param width  at most
    /// @param height at most
    static Image of(RgbImage image, int width, int height) {
        double scale = Math.max(1, Math.max((double) image.width() / width, (double) image.height() / height));
        int across = Math.max(1, (int) (image.width() / scale));
        int down = Math.max(1, (int) (image.height() / scale));
        WritableImage small = new WritableImage(across, down);
        for (int y = 0; y < down; y++) {
            for (int x = 0; x < across; x++) {
                int fromX = Math.min(image.width() - 1, (int) ((x + 0.5) * scale));
                int fromY = Math.min(image.height() - 1, (int) ((y + 0.5) * scale));
                small.getPixelWriter().setArgb(x, y, 0xFF000000
                        | image.at(fromX, fromY, 0) << 16 | image.at(fromX, fromY, 1) << 8 | image.at(fromX, fromY, 2));
            }
        }
        return small;
    }

    /// The sound's outline over time.
    static Image of(Waveform wave, int width, int height) {
        WritableImage outline = new WritableImage(width, height);
        float loudest = 1e-6f;
        for (float sample : wave.samples()) {
            loudest = Math.max(loudest, Math.abs(sample));
        }
        for (int x = 0; x < width; x++) {
            int from = (int) ((long) x * wave.samples().length / width);
            int to = Math.max(from + 1, (int) ((long) (x + 1) * wave.samples().length / width));
            float peak = 0;
            for (int i = from; i < Math.min(to, wave.samples().length); i++) {
                peak = Math.max(peak, Math.abs(wave.samples()[i]));
            }
            int half = Math.round(peak / loudest * (height / 2f - 1));
            for (int y = height / 2 - half; y <= height / 2 + half; y++) {
                outline.getPixelWriter().setArgb(x, y, GREY);
            }
        }
        return outline;
    }

    /// An image of the clipboard; its alpha is dropped.
    static RgbImage picture(Image image) {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), RgbImage.CHANNELS)];
        PixelReader reader = image.getPixelReader();
        int at = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int argb = reader.getArgb(x, y);
                rgb[at++] = (byte) (argb >> 16);
                rgb[at++] = (byte) (argb >> 8);
                rgb[at++] = (byte) argb;
            }
        }
        return new RgbImage(width, height, rgb);
    }
}
