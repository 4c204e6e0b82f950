package io.headscope.input.image;

import io.headscope.attention.RgbImage;

/// How a camera was held, by the number that EXIF gives it (tag 0x0112): from 1, upright, to 8.
enum Orientation {
    UPRIGHT(false, false, false),
    MIRRORED(false, true, false),
    UPSIDE_DOWN(false, true, true),
    FLIPPED(false, false, true),
    TRANSPOSED(true, false, false),
    /// To be turned right to be seen as it was.
    TURN_RIGHT(true, false, true),
    TRANSVERSED(true, true, true),
    TURN_LEFT(true, true, false);

    private final boolean swapped;
    private final boolean fromRight;
    private final boolean fromBottom;

    /// @param swapped    whether rows of the upright picture are columns of the stored one
    /// @param fromRight  whether the stored picture is read from right to left
    /// @param fromBottom whether the stored picture is read from bottom to top
    Orientation(boolean swapped, boolean fromRight, boolean fromBottom) {
        this.swapped = swapped;
        this.fromRight = fromRight;
        this.fromBottom = fromBottom;
    }

    /// Upright for numbers that EXIF does not define.
    static Orientation numbered(int number) {
        return number >= 1 && number <= values().length ? values()[number - 1] : UPRIGHT;
    }

    /// The picture as it was seen.
    RgbImage upright(RgbImage stored) {
        if (this == UPRIGHT) {
            return stored;
        }
        int width = swapped ? stored.height() : stored.width();
        int height = swapped ? stored.width() : stored.height();
        byte[] rgb = new byte[stored.rgb().length];
        int to = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int column = swapped ? y : x;
                int row = swapped ? x : y;
                int storedX = fromRight ? stored.width() - 1 - column : column;
                int storedY = fromBottom ? stored.height() - 1 - row : row;
                System.arraycopy(stored.rgb(), (storedY * stored.width() + storedX) * 3, rgb, to, 3);
                to += 3;
            }
        }
        return new RgbImage(width, height, rgb);
    }
}
