package io.headscope.input.image;

import io.headscope.attention.RgbImage;

/// Brings a picture to another size as Pillow does (Resample.c): two passes of weighted sums in whole numbers of 22 bits,
/// filters widened where the picture shrinks, so that not one pixel differs.
final class Resize {

    private static final int PRECISION = 32 - 8 - 2;

    private Resize() {}

    static RgbImage to(RgbImage image, int width, int height, Resampling resampling) {
        if (resampling == Resampling.NEAREST) {
            return nearest(image, width, height);
        }
        RgbImage wide = width == image.width() ? image : horizontal(image, width, resampling);
        return height == image.height() ? wide : vertical(wide, height, resampling);
    }

    private static RgbImage nearest(RgbImage image, int width, int height) {
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
        double across = (double) image.width() / width;
        double down = (double) image.height() / height;
        int to = 0;
        for (int y = 0; y < height; y++) {
            int row = (int) ((y + 0.5) * down) * image.width();
            for (int x = 0; x < width; x++) {
                System.arraycopy(image.rgb(), (row + (int) ((x + 0.5) * across)) * 3, rgb, to, 3);
                to += 3;
            }
        }
        return new RgbImage(width, height, rgb);
    }

    private static RgbImage horizontal(RgbImage image, int width, Resampling resampling) {
        Taps taps = Taps.of(image.width(), width, resampling);
        byte[] from = image.rgb();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, image.height()), 3)];
        int to = 0;
        for (int y = 0; y < image.height(); y++) {
            int row = y * image.width() * 3;
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    rgb[to++] = taps.sum(from, row + channel, 3, x);
                }
            }
        }
        return new RgbImage(width, image.height(), rgb);
    }

    private static RgbImage vertical(RgbImage image, int height, Resampling resampling) {
        Taps taps = Taps.of(image.height(), height, resampling);
        byte[] from = image.rgb();
        int row = image.width() * 3;
        byte[] rgb = new byte[Math.multiplyExact(row, height)];
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int column = 0; column < row; column++) {
                rgb[to++] = taps.sum(from, column, row, y);
            }
        }
        return new RgbImage(image.width(), height, rgb);
    }

    /// Which pixels of the old axis make a pixel of the new one, and with what weights.
    ///
    /// @param first   of each new pixel, the first old one                [new]
    /// @param weights of each new pixel, in units of 2⁻²²                 [new, …]
    private record Taps(int[] first, int[][] weights) {

        static Taps of(int from, int to, Resampling resampling) {
            double scale = (double) from / to;
            double stretch = Math.max(scale, 1);
            double support = resampling.support() * stretch;
            int[] first = new int[to];
            int[][] weights = new int[to][];
            for (int i = 0; i < to; i++) {
                double center = (i + 0.5) * scale;
                first[i] = Math.max(0, (int) (center - support + 0.5));
                int end = Math.min(from, (int) (center + support + 0.5));
                weights[i] = weights(first[i], end, center, stretch, resampling);
            }
            return new Taps(first, weights);
        }

        private static int[] weights(int first, int end, double center, double stretch, Resampling resampling) {
            double[] exact = new double[end - first];
            double sum = 0;
            for (int k = 0; k < exact.length; k++) {
                exact[k] = resampling.weight((k + first - center + 0.5) * (1 / stretch));
                sum += exact[k];
            }
            int[] whole = new int[exact.length];
            for (int k = 0; k < whole.length; k++) {
                double weight = (sum == 0 ? exact[k] : exact[k] / sum) * (1 << PRECISION);
                whole[k] = (int) (weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            return whole;
        }

        /// @param at   where the axis begins
        /// @param step from one old pixel to the next
        byte sum(byte[] from, int at, int step, int pixel) {
            int sum = 1 << (PRECISION - 1);
            int place = at + first[pixel] * step;
            for (int weight : weights[pixel]) {
                sum += (from[place] & 0xFF) * weight;
                place += step;
            }
            return (byte) Math.clamp(sum >> PRECISION, 0, 255);
        }
    }
}
