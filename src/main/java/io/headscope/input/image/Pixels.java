package io.headscope.input.image;

import io.headscope.attention.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/// From what a decoder gives to red, green and blue. Samples are taken as they are: colour profiles, which Java would
/// apply to greys of its own accord, are not, and alpha is dropped.
final class Pixels {

    private Pixels() {}

    /// 16-bit samples keep their upper eight bits.
    static RgbImage of(BufferedImage image) {
        Raster raster = image.getRaster();
        return image.getColorModel() instanceof IndexColorModel palette
                ? ofPalette(raster, palette)
                : ofSamples(raster, image.getColorModel());
    }

    private static RgbImage ofPalette(Raster raster, IndexColorModel palette) {
        int width = raster.getWidth();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, raster.getHeight()), 3)];
        int[] row = new int[width];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
            for (int index : row) {
                int color = palette.getRGB(index);
                rgb[at++] = (byte) (color >> 16);
                rgb[at++] = (byte) (color >> 8);
                rgb[at++] = (byte) color;
            }
        }
        return new RgbImage(width, raster.getHeight(), rgb);
    }

    private static RgbImage ofSamples(Raster raster, ColorModel model) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        int shift = Math.max(0, model.getComponentSize(0) - 8);
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, raster.getHeight()), 3)];
        int[] row = new int[width * bands];
        int at = 0;
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    // One or two bands are grey, and grey with alpha.
                    rgb[at++] = (byte) (row[x * bands + (bands < 3 ? 0 : channel)] >> shift);
                }
            }
        }
        return new RgbImage(width, raster.getHeight(), rgb);
    }

    /// Of the raw channels of a JPEG.
    static RgbImage ofJpeg(Raster raster, ImageNotes notes) {
        int width = raster.getWidth();
        int bands = raster.getNumBands();
        byte[] rgb = new byte[Math.multiplyExact(Math.multiplyExact(width, raster.getHeight()), 3)];
        int[] row = new int[width * bands];
        boolean isRgb = notes.isRgbJpeg();
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
            int at = y * width * 3;
            switch (bands) {
                case 4 -> JpegColor.fromInks(row, rgb, at, notes.isYcck(), notes.isInverted());
                case 3 -> {
                    if (isRgb) {
                        copy(row, rgb, at, 3);
                    } else {
                        JpegColor.fromYcc(row, rgb, at);
                    }
                }
                default -> copy(row, rgb, at, bands);
            }
        }
        return new RgbImage(width, raster.getHeight(), rgb);
    }

    /// @param bands 3, or those whose first is grey
    private static void copy(int[] row, byte[] rgb, int at, int bands) {
        for (int x = 0; x < row.length / bands; x++) {
            for (int channel = 0; channel < 3; channel++) {
                rgb[at++] = (byte) row[x * bands + (bands < 3 ? 0 : channel)];
            }
        }
    }
}
