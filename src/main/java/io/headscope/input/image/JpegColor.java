package io.headscope.input.image;

/// From the channels of a JPEG to red, green and blue, in the whole numbers of libjpeg (jdcolor.c), so that not one pixel
/// differs: its constants are the coefficients of ITU-T T.871 times 2¹⁶.
final class JpegColor {

    private static final int HALF = 1 << 15;
    private static final int RED_FROM_CR = fixed(1.40200);
    private static final int BLUE_FROM_CB = fixed(1.77200);
    private static final int GREEN_FROM_CR = fixed(0.71414);
    private static final int GREEN_FROM_CB = fixed(0.34414);

    private JpegColor() {}

    private static int fixed(double coefficient) {
        return (int) (coefficient * (1 << 16) + 0.5);
    }

    /// @param pixels [n, 3] lightness and colour, from 0 to 255
    /// @param rgb    [n, 3]
    static void fromYcc(int[] pixels, byte[] rgb, int at) {
        for (int i = 0; i < pixels.length; i += 3) {
            int y = pixels[i];
            int cb = pixels[i + 1] - 128;
            int cr = pixels[i + 2] - 128;
            rgb[at++] = clipped(red(y, cr));
            rgb[at++] = clipped(green(y, cb, cr));
            rgb[at++] = clipped(blue(y, cb));
        }
    }

    /// Four inks, or lightness, colour and black, as Pillow brings them to red, green and blue.
    ///
    /// @param pixels   [n, 4], from 0 to 255
    /// @param rgb      [n, 3]
    /// @param ycck     whether the first three are lightness and colour
    /// @param inverted whether 255 is no ink
    static void fromInks(int[] pixels, byte[] rgb, int at, boolean ycck, boolean inverted) {
        for (int i = 0; i < pixels.length; i += 4) {
            int y = pixels[i];
            int cb = pixels[i + 1] - 128;
            int cr = pixels[i + 2] - 128;
            // libjpeg gives inks for YCCK: 255 less the colour.
            int cyan = ycck ? 255 - clip(red(y, cr)) : pixels[i];
            int magenta = ycck ? 255 - clip(green(y, cb, cr)) : pixels[i + 1];
            int yellow = ycck ? 255 - clip(blue(y, cb)) : pixels[i + 2];
            int black = inverted ? 255 - pixels[i + 3] : pixels[i + 3];
            rgb[at++] = light(inverted ? 255 - cyan : cyan, black);
            rgb[at++] = light(inverted ? 255 - magenta : magenta, black);
            rgb[at++] = light(inverted ? 255 - yellow : yellow, black);
        }
    }

    private static int red(int y, int cr) {
        return y + (RED_FROM_CR * cr + HALF >> 16);
    }

    private static int green(int y, int cb, int cr) {
        return y + (-GREEN_FROM_CB * cb - GREEN_FROM_CR * cr + HALF >> 16);
    }

    private static int blue(int y, int cb) {
        return y + (BLUE_FROM_CB * cb + HALF >> 16);
    }

    private static byte light(int ink, int black) {
        int left = 255 - black;
        int product = ink * left + 128;
        return clipped(left - ((product >> 8) + product >> 8));
    }

    private static byte clipped(int value) {
        return (byte) clip(value);
    }

    private static int clip(int value) {
        return Math.clamp(value, 0, 255);
    }
}
