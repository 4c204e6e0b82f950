package io.headscope.export;

import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Matrix;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;

/// Rasters as pictures of one pixel a cell.
final class RasterImage {

    private RasterImage() {}

    static BufferedImage of(Mark.Raster raster) {
        Matrix matrix = raster.matrix();
        BufferedImage image = new BufferedImage(matrix.columns(), matrix.rows(), BufferedImage.TYPE_INT_ARGB);
        raster.tint().argb(matrix, ((DataBufferInt) image.getRaster().getDataBuffer()).getData());
        return image;
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
