package io.headscope.input.image;

import io.headscope.attention.Layout;
import io.headscope.attention.RgbImage;
import io.headscope.input.image.ImageSettings.Normalization;
import io.headscope.input.image.ResizeRule.Size;

/// Resizes, crops, rescales, normalises and pads a picture, in the order and in the arithmetic of the image processors of
/// Hugging Face transformers.
public final class ImagePreprocessing {

    private ImagePreprocessing() {}

    /// @param channels 3, or 1 for networks that see no colour
    public static ImageTensor of(RgbImage image, ImageSettings settings, int channels) {
        Size size = settings.resize().map(rule -> rule.of(image.width(), image.height()))
                .orElse(new Size(image.width(), image.height()));
        // A very flat picture is 0 pixels high once it is small: one row is left.
        Size resized = new Size(Math.max(1, size.width()), Math.max(1, size.height()));
        RgbImage small = Resize.to(image, resized.width(), resized.height(), settings.resampling());
        Size kept = settings.crop().orElse(resized);
        int left = Math.floorDiv(resized.width() - kept.width(), 2);
        int top = Math.floorDiv(resized.height() - kept.height(), 2);
        float[] values = new float[Math.multiplyExact(Math.multiplyExact(channels, kept.height()), kept.width())];
        for (int channel = 0; channel < channels; channel++) {
            float[] table = table(settings, channel);
            fill(values, channel * kept.height() * kept.width(), small, kept, left, top, table, channels == 1 ? -1 : channel);
        }
        ImageTensor tensor = new ImageTensor(
                values, channels, kept.height(), kept.width(), kept, seen(resized, kept, left, top));
        return settings.pad()
                .filter(pad -> pad.height() >= kept.height() && pad.width() >= kept.width())
                .map(pad -> tensor.padded(pad.height(), pad.width()))
                .orElse(tensor);
    }

    /// What each of the 256 brightnesses becomes: multiplied in double, everything after that in float.
    private static float[] table(ImageSettings settings, int channel) {
        float[] table = new float[256];
        for (int i = 0; i < table.length; i++) {
            float value = settings.rescale().isPresent() ? (float) (i * settings.rescale().getAsDouble()) : i;
            table[i] = settings.normalize().isPresent() ? normalized(value, settings.normalize().get(), channel) : value;
        }
        return table;
    }

    private static float normalized(float value, Normalization by, int channel) {
        float mean = by.mean().get(Math.min(channel, by.mean().size() - 1)).floatValue();
        float deviation = by.deviation().get(Math.min(channel, by.deviation().size() - 1)).floatValue();
        return (value - mean) / deviation;
    }

    /// @param channel of the picture, or -1 for its lightness
    private static void fill(float[] into, int at, RgbImage image, Size kept, int left, int top, float[] table, int channel) {
        for (int y = top; y < top + kept.height(); y++) {
            for (int x = left; x < left + kept.width(); x++) {
                boolean outside = y < 0 || x < 0 || y >= image.height() || x >= image.width();
                into[at++] = table[outside ? 0 : channel < 0 ? lightness(image, x, y) : image.at(x, y, channel)];
            }
        }
    }

    /// As Pillow's `convert("L")`: ITU-R 601-2.
    private static int lightness(RgbImage image, int x, int y) {
        return image.at(x, y, 0) * 19595 + image.at(x, y, 1) * 38470 + image.at(x, y, 2) * 7471 + 0x8000 >> 16;
    }

    private static Layout.Area seen(Size resized, Size kept, int left, int top) {
        return new Layout.Area(
                (double) left / resized.width(),
                (double) top / resized.height(),
                (double) kept.width() / resized.width(),
                (double) kept.height() / resized.height());
    }
}
