package io.headscope.measure;

import io.headscope.attention.RgbImage;
import java.util.Arrays;

/// One threshold for the whole picture, where light and dark are farthest apart: that of the largest variance between the
/// two (Otsu, 1979, <https://doi.org/10.1109/TSMC.1979.4310076>). What covers the smaller part of the picture is the
/// foreground, whether it is the lighter or the darker.
public final class Otsu {

    private static final int LEVELS = 256;

    private Otsu() {}

    /// @return whether a pixel belongs to the foreground, row by row
    public static boolean[] foreground(RgbImage image) {
        int[] levels = levels(image);
        int threshold = threshold(levels);
        boolean[] light = new boolean[levels.length];
        int count = 0;
        for (int i = 0; i < levels.length; i++) {
            light[i] = levels[i] > threshold;
            count += light[i] ? 1 : 0;
        }
        if (2 * count > levels.length) {
            for (int i = 0; i < light.length; i++) {
                light[i] = !light[i];
            }
        }
        return light;
    }

    /// The lightness of every pixel, from 0 to 255 (ITU-R BT.601).
    private static int[] levels(RgbImage image) {
        int[] levels = new int[image.width() * image.height()];
        for (int i = 0; i < levels.length; i++) {
            int x = i % image.width();
            int y = i / image.width();
            levels[i] = (int) Math.round(0.299 * image.at(x, y, 0) + 0.587 * image.at(x, y, 1) + 0.114 * image.at(x, y, 2));
        }
        return levels;
    }

    /// The highest level that counts as dark.
    ///
    /// @param levels from 0 to 255
    static int threshold(int[] levels) {
        long[] counts = new long[LEVELS];
        Arrays.stream(levels).forEach(level -> counts[level]++);
        double sum = Arrays.stream(levels).asLongStream().sum();
        double dark = 0;
        double darkSum = 0;
        double widest = -1;
        int best = 0;
        for (int level = 0; level < LEVELS - 1; level++) {
            dark += counts[level];
            darkSum += (double) level * counts[level];
            double light = levels.length - dark;
            if (dark > 0 && light > 0) {
                double apart = darkSum / dark - (sum - darkSum) / light;
                double variance = dark * light * apart * apart;
                best = variance > widest ? level : best;
                widest = Math.max(widest, variance);
            }
        }
        return best;
    }
}
