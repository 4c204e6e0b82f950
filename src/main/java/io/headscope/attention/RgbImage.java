package io.headscope.attention;

import java.util.Arrays;

/// A picture in red, green and blue, 8 bits each.
///
/// @param rgb row by row from the top, a pixel's three numbers together; not to be changed once they are here   [height, width, 3]
public record RgbImage(int width, int height, byte[] rgb) {

    /// Red, green, blue.
    public static final int CHANNELS = 3;

    public RgbImage {
        if (width < 1 || height < 1 || rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), CHANNELS)) {
            throw new IllegalArgumentException(width + "×" + height + " pixels of " + rgb.length + " bytes");
        }
    }

    /// From 0 to 255.
    ///
    /// @param channel 0 for red, 1 for green, 2 for blue
    public int at(int x, int y, int channel) {
        return rgb[(y * width + x) * CHANNELS + channel] & 0xFF;
    }

    /// 0xFFRRGGBB of every pixel, row by row.
    public int[] argb() {
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            int from = i * CHANNELS;
            argb[i] = 0xFF000000 | (rgb[from] & 0xFF) << 16 | (rgb[from + 1] & 0xFF) << 8 | rgb[from + 2] & 0xFF;
        }
        return argb;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RgbImage(int otherWidth, int otherHeight, byte[] others)
                && width == otherWidth
                && height == otherHeight
                && Arrays.equals(rgb, others);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * width + height) + Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "RgbImage[%d×%d]".formatted(width, height);
    }
}
