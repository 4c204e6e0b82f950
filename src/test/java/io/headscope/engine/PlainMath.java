package io.headscope.engine;

/// The formulas of transformers written out, number by number, for comparison.
public final class PlainMath {

    private PlainMath() {}

    /// x Wᵀ + b.
    ///
    /// @param x [rows, in]
    /// @param w [out, in], row-major
    /// @param b [out], or none
    public static double[][] linear(double[][] x, float[] w, float @org.jspecify.annotations.Nullable [] b) {
        int in = x[0].length;
        int out = w.length / in;
        double[][] y = new double[x.length][out];
        for (int row = 0; row < x.length; row++) {
            for (int o = 0; o < out; o++) {
                double sum = b == null ? 0 : b[o];
                for (int i = 0; i < in; i++) {
                    sum += x[row][i] * w[o * in + i];
                }
                y[row][o] = sum;
            }
        }
        return y;
    }

    public static double[][] layerNorm(double[][] x, float[] scale, float[] shift, double epsilon) {
        double[][] y = new double[x.length][];
        for (int row = 0; row < x.length; row++) {
            double mean = java.util.Arrays.stream(x[row]).average().orElseThrow();
            double variance = java.util.Arrays.stream(x[row]).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            y[row] = new double[x[row].length];
            for (int i = 0; i < x[row].length; i++) {
                y[row][i] = (x[row][i] - mean) / Math.sqrt(variance + epsilon) * scale[i] + shift[i];
            }
        }
        return y;
    }

    public static double[][] map(double[][] x, java.util.function.DoubleUnaryOperator function) {
        return java.util.Arrays.stream(x).map(row -> java.util.Arrays.stream(row).map(function).toArray()).toArray(double[][]::new);
    }

    /// x·Φ(x), the normal distribution by its error function (Abramowitz & Stegun 7.1.5, summed until it stands still).
    public static double gelu(double x) {
        double z = x / Math.sqrt(2);
        double term = z;
        double sum = z;
        for (int n = 1; n < 200; n++) {
            term *= -z * z / n;
            sum += term / (2 * n + 1);
        }
        return 0.5 * x * (1 + 2 / Math.sqrt(Math.PI) * sum);
    }

    public static double[][] rows(io.headscope.attention.FloatTensor tensor) {
        int width = tensor.length(-1);
        int rows = (int) (tensor.size() / width);
        double[][] x = new double[rows][width];
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < width; i++) {
                x[row][i] = tensor.at((long) row * width + i);
            }
        }
        return x;
    }
}
