package io.headscope.input.image;

import java.util.function.DoubleUnaryOperator;

/// How pixels of another size are made: the filters of Pillow, by the numbers that configurations have for them.
public enum Resampling {
    NEAREST(0, 0, x -> 0),
    LANCZOS(1, 3, Resampling::lanczos),
    BILINEAR(2, 1, x -> Math.max(0, 1 - Math.abs(x))),
    BICUBIC(3, 2, Resampling::bicubic),
    BOX(4, 0.5, x -> x > -0.5 && x <= 0.5 ? 1 : 0),
    HAMMING(5, 1, Resampling::hamming);

    /// Keys' cubic convolution with the parameter that Pillow takes.
    private static final double CUBIC = -0.5;

    private final int code;
    private final double support;
    private final DoubleUnaryOperator filter;

    /// @param support how far the filter reaches, in pixels of the larger grid
    Resampling(int code, double support, DoubleUnaryOperator filter) {
        this.code = code;
        this.support = support;
        this.filter = filter;
    }

    /// What configurations write for it.
    public int code() {
        return code;
    }

    double support() {
        return support;
    }

    /// The weight of a pixel at a distance.
    double weight(double distance) {
        return filter.applyAsDouble(distance);
    }

    private static double lanczos(double x) {
        return x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
    }

    private static double sinc(double x) {
        return x == 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
    }

    private static double bicubic(double x) {
        double d = Math.abs(x);
        if (d < 1) {
            return ((CUBIC + 2) * d - (CUBIC + 3)) * d * d + 1;
        }
        return d < 2 ? (((d - 5) * d + 8) * d - 4) * CUBIC : 0;
    }

    private static double hamming(double x) {
        double d = Math.abs(x);
        return d == 0 ? 1 : d >= 1 ? 0 : sinc(d) * (0.54 + 0.46 * Math.cos(Math.PI * d));
    }
}
