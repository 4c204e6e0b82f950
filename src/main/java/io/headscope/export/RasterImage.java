package io.headscope.export;

import io.headscope.drawing.Bitmap;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Tint;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/// Rasters as pictures.
final class RasterImage {

    private RasterImage() {}

    /// More pixels than this no file needs.
    private static final double MOST_PIXELS = 8e6;

    /// One pixel a cell.
    static BufferedImage of(Matrix matrix, Tint tint) {
        BufferedImage image = new BufferedImage(matrix.columns(), matrix.rows(), BufferedImage.TYPE_INT_ARGB);
        tint.argb(matrix, ((DataBufferInt) image.getRaster().getDataBuffer()).getData());
        return image;
    }

    static BufferedImage of(Bitmap bitmap) {
        BufferedImage image = new BufferedImage(bitmap.width(), bitmap.height(), BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, bitmap.width(), bitmap.height(), bitmap.argb(), 0, bitmap.width());
        return image;
    }

    /// A block of pixels a cell, so many that what is blurred between cells is less than half a unit of the drawing:
    /// several viewers smooth pictures whatever they are told.
    static BufferedImage inBlocks(Box box, Matrix matrix, Tint tint) {
        BufferedImage small = of(matrix, tint);
        int across = block(box.width(), small.getWidth());
        int down = block(box.height(), small.getHeight());
        double pixels = (double) small.getWidth() * across * small.getHeight() * down;
        return pixels > MOST_PIXELS ? small : enlarged(small, across, down);
    }

    private static int block(double length, int cells) {
        return Math.max(1, (int) Math.ceil(2 * length / cells));
    }

    private static BufferedImage enlarged(BufferedImage small, int across, int down) {
        int width = small.getWidth() * across;
        int[] line = new int[width];
        BufferedImage large = new BufferedImage(width, small.getHeight() * down, BufferedImage.TYPE_INT_ARGB);
        for (int row = 0; row < small.getHeight(); row++) {
            for (int x = 0; x < width; x++) {
                line[x] = small.getRGB(x / across, row);
            }
            // A scan of 0 writes the same line over and over.
            large.setRGB(0, row * down, width, down, line, 0, 0);
        }
        return large;
    }

    /// One column, the highest value on top.
    static BufferedImage of(ColorMap map) {
        BufferedImage image = new BufferedImage(1, ColorMap.STEPS, BufferedImage.TYPE_INT_ARGB);
        for (int step = 0; step < ColorMap.STEPS; step++) {
            image.setRGB(0, ColorMap.STEPS - 1 - step, map.argb(step));
        }
        return image;
    }
}
