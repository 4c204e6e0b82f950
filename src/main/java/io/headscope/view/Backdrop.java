package io.headscope.view;

import io.headscope.attention.RgbImage;
import io.headscope.attention.Source;
import io.headscope.drawing.Bitmap;
import org.jspecify.annotations.Nullable;

/// What is drawn upon: the picture in greys or in its own colours, or the spectrogram in greys, the louder the
/// darker. Made once for each source, and no finer than it can be seen.
public final class Backdrop {

    private static final int FINEST = 1024;
    private static final int LIGHTEST = 250;
    private static final int DARKEST = 30;

    private @Nullable Source of;
    private boolean inColour;
    private @Nullable Bitmap made;

    /// Safe from any thread.
    ///
    /// @param coloured whether a picture keeps its colours; without them those of the weights can be told
    public synchronized Bitmap of(Source source, boolean coloured) {
        if (made == null || of != source || inColour != coloured) {
            made = switch (source) {
                case Source.Picture picture -> photo(picture.image(), coloured);
                case Source.Sound sound -> spectrogram(sound.spectrum());
            };
            of = source;
            inColour = coloured;
        }
        return made;
    }

    private static Bitmap photo(RgbImage image, boolean coloured) {
        int step = Math.ceilDiv(Math.max(image.width(), image.height()), FINEST);
        int width = Math.max(1, image.width() / step);
        int height = Math.max(1, image.height() / step);
        int[] argb = new int[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = mean(image, x, y, step, 0);
                int green = mean(image, x, y, step, 1);
                int blue = mean(image, x, y, step, 2);
                int grey = (299 * red + 587 * green + 114 * blue) / 1000;
                argb[y * width + x] = coloured ? opaque(red, green, blue) : opaque(grey, grey, grey);
            }
        }
        return new Bitmap(width, height, argb);
    }

    private static int opaque(int red, int green, int blue) {
        return 0xFF000000 | red << 16 | green << 8 | blue;
    }

    private static int mean(RgbImage image, int x, int y, int step, int channel) {
        int sum = 0;
        int count = 0;
        for (int row = y * step; row < Math.min(image.height(), (y + 1) * step); row++) {
            for (int column = x * step; column < Math.min(image.width(), (x + 1) * step); column++) {
                sum += image.at(column, row, channel);
                count++;
            }
        }
        return sum / Math.max(1, count);
    }

    private static Bitmap spectrogram(Source.Spectrum spectrum) {
        int step = Math.ceilDiv(spectrum.frames(), FINEST);
        int width = Math.ceilDiv(spectrum.frames(), step);
        float least = Float.POSITIVE_INFINITY;
        float most = Float.NEGATIVE_INFINITY;
        for (float value : spectrum.values()) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        int[] argb = new int[width * spectrum.bins()];
        for (int bin = 0; bin < spectrum.bins(); bin++) {
            for (int x = 0; x < width; x++) {
                double share = most > least ? (loudest(spectrum, bin, x * step, step) - least) / (most - least) : 0;
                int grey = (int) Math.round(LIGHTEST + (DARKEST - LIGHTEST) * share);
                argb[(spectrum.bins() - 1 - bin) * width + x] = opaque(grey, grey, grey);
            }
        }
        return new Bitmap(width, spectrum.bins(), argb);
    }

    private static float loudest(Source.Spectrum spectrum, int bin, int from, int step) {
        float loudest = Float.NEGATIVE_INFINITY;
        for (int frame = from; frame < Math.min(spectrum.frames(), from + step); frame++) {
            loudest = Math.max(loudest, spectrum.values()[bin * spectrum.frames() + frame]);
        }
        return loudest;
    }
}
