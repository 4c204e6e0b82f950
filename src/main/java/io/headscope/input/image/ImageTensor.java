package io.headscope.input.image;

import io.headscope.attention.Layout;
import java.util.Arrays;

/// A picture as numbers for a network.
///
/// @param values [channels, height, width]
/// @param filled the first rows and columns that are the picture; the rest is fill of zeros
/// @param seen   what of the picture is in it, in shares of its width and height
public record ImageTensor(float[] values, int channels, int height, int width, ResizeRule.Size filled, Layout.Area seen) {

    /// The same with zeros below and to the right.
    ///
    /// @throws IllegalArgumentException if it is larger already
    public ImageTensor padded(int newHeight, int newWidth) {
        if (newHeight < height || newWidth < width) {
            throw new IllegalArgumentException(height + "×" + width + " padded to " + newHeight + "×" + newWidth);
        }
        float[] padded = new float[Math.multiplyExact(Math.multiplyExact(channels, newHeight), newWidth)];
        for (int row = 0; row < channels * height; row++) {
            int to = (row / height * newHeight + row % height) * newWidth;
            System.arraycopy(values, row * width, padded, to, width);
        }
        return new ImageTensor(padded, channels, newHeight, newWidth, filled, seen);
    }

    /// 1 where the picture is, 0 where fill is.                     [height, width]
    public long[] mask() {
        long[] mask = new long[height * width];
        for (int y = 0; y < filled.height(); y++) {
            Arrays.fill(mask, y * width, y * width + filled.width(), 1);
        }
        return mask;
    }
}
