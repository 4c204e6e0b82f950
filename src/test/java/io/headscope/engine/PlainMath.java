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

    /// Attention of several heads: softmax(scale · q kᵀ + bias) v, heads side by side as [rows, heads · size].
    @FunctionalInterface
    public interface PairBias {
        /// What is added to a score; negative infinity where the key is not seen.
        double of(int head, int query, int key);
    }

    public static double[][][] weights(double[][] q, double[][] k, int heads, double scale, PairBias bias) {
        int size = q[0].length / heads;
        double[][][] weights = new double[heads][q.length][k.length];
        for (int head = 0; head < heads; head++) {
            for (int query = 0; query < q.length; query++) {
                double sum = 0;
                for (int key = 0; key < k.length; key++) {
                    double score = 0;
                    for (int d = head * size; d < (head + 1) * size; d++) {
                        score += q[query][d] * k[key][d];
                    }
                    weights[head][query][key] = Math.exp(scale * score + bias.of(head, query, key));
                    sum += weights[head][query][key];
                }
                for (int key = 0; key < k.length; key++) {
                    weights[head][query][key] /= sum;
                }
            }
        }
        return weights;
    }

    public static double[][] mix(double[][][] weights, double[][] v) {
        int size = v[0].length / weights.length;
        double[][] mixed = new double[weights[0].length][v[0].length];
        for (int query = 0; query < mixed.length; query++) {
            for (int d = 0; d < v[0].length; d++) {
                for (int key = 0; key < v.length; key++) {
                    mixed[query][d] += weights[d / size][query][key] * v[key][d];
                }
            }
        }
        return mixed;
    }

    public static double[][] plus(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int row = 0; row < a.length; row++) {
            for (int i = 0; i < a[row].length; i++) {
                sum[row][i] = a[row][i] + b[row][i];
            }
        }
        return sum;
    }

    /// Rows of a table of that width.
    public static double[][] rows(float[] table, int width, long... ids) {
        double[][] rows = new double[ids.length][width];
        for (int at = 0; at < ids.length; at++) {
            for (int i = 0; i < width; i++) {
                rows[at][i] = table[(int) ids[at] * width + i];
            }
        }
        return rows;
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
