package io.headscope.drawing;

/// A colour of the sRGB space, opaque.
///
/// @param value 0xRRGGBB
public record Rgb(int value) implements Ink {

    public Rgb {
        if (value < 0 || value > 0xFFFFFF) {
            throw new IllegalArgumentException("colour " + Integer.toHexString(value));
        }
    }

    /// @param hex `#rrggbb`
    public static Rgb of(String hex) {
        return new Rgb(Integer.parseInt(hex, 1, 7, 16));
    }

    public int red() {
        return value >> 16;
    }

    public int green() {
        return value >> 8 & 0xFF;
    }

    public int blue() {
        return value & 0xFF;
    }

    /// 0xFFRRGGBB.
    public int argb() {
        return 0xFF000000 | value;
    }

    /// `#rrggbb`.
    public String hex() {
        return "#%06x".formatted(value);
    }

    /// Relative luminance after WCAG 2.2, from 0 to 1.
    public double luminance() {
        return 0.2126 * linear(red()) + 0.7152 * linear(green()) + 0.0722 * linear(blue());
    }

    /// Contrast ratio after WCAG 2.2, from 1 to 21.
    public double contrast(Rgb other) {
        double mine = luminance() + 0.05;
        double theirs = other.luminance() + 0.05;
        return Math.max(mine, theirs) / Math.min(mine, theirs);
    }

    private static double linear(int channel) {
        double share = channel / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
