package io.headscope.drawing;

import java.util.Arrays;

/// A picture in its own colours, as photographs have them.
///
/// @param argb 0xFFRRGGBB, row by row; not to be changed once they are here     [height, width]
public record Bitmap(int width, int height, int[] argb) {

    public Bitmap {
        if (argb.length != Math.multiplyExact(width, height)) {
            throw new IllegalArgumentException("%d×%d of %d pixels".formatted(width, height, argb.length));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bitmap(int otherWidth, int otherHeight, int[] others)
                && width == otherWidth
                && height == otherHeight
                && Arrays.equals(argb, others);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(argb);
    }

    @Override
    public String toString() {
        return "Bitmap[%d×%d]".formatted(width, height);
    }
}
