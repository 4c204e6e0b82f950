package io.headscope.engine;

import io.headscope.attention.FloatTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/// The parts that decoders are made of, number by number in F64, for tests that write a network out of its paper.
/// Matrices are [tokens][numbers].
///
/// @param weights by name
/// @param maps    receives what each layer attended to            [heads][queries][keys]
record PlainDecoder(Map<String, FloatTensor> weights, List<double[][][]> maps) {

    /// What is added to the score of a query and a key of a head.
    @FunctionalInterface
    interface Bias {
        Bias NONE = (head, query, key) -> 0;

        double of(int head, int query, int key);
    }

    PlainDecoder(Map<String, FloatTensor> weights) {
        this(weights, new ArrayList<>());
    }

    private FloatTensor weight(String name) {
        return Objects.requireNonNull(weights.get(name), name);
    }

    double[][] embed(String name, long[] ids) {
        FloatTensor table = weight(name + ".weight");
        int width = table.length(1);
        double[][] rows = new double[ids.length][width];
        for (int t = 0; t < ids.length; t++) {
            for (int d = 0; d < width; d++) {
                rows[t][d] = table.at(ids[t] * width + d);
            }
        }
        return rows;
    }

    double[][] linear(String name, double[][] x) {
        FloatTensor w = weight(name + ".weight");
        int in = w.length(1);
        double[][] out = new double[x.length][w.length(0)];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < out[t].length; o++) {
                for (int i = 0; i < in; i++) {
                    out[t][o] += x[t][i] * w.at((long) o * in + i);
                }
            }
        }
        return out;
    }

    double[][] biased(String name, double[][] x) {
        FloatTensor b = weight(name + ".bias");
        double[][] out = linear(name, x);
        for (double[] row : out) {
            for (int o = 0; o < row.length; o++) {
                row[o] += b.at(o);
            }
        }
        return out;
    }

    /// With scale and shift.
    double[][] norm(String name, double[][] x) {
        FloatTensor scale = weight(name + ".weight");
        FloatTensor shift = weight(name + ".bias");
        double[][] out = normed(x);
        for (double[] row : out) {
            for (int d = 0; d < row.length; d++) {
                row[d] = row[d] * scale.at(d) + shift.at(d);
            }
        }
        return out;
    }

    static double[][] normed(double[][] x) {
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double mean = Arrays.stream(x[t]).average().orElseThrow();
            double variance = Arrays.stream(x[t]).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
            out[t] = Arrays.stream(x[t]).map(v -> (v - mean) / Math.sqrt(variance + 1e-5)).toArray();
        }
        return out;
    }

    double[][] rms(String name, double[][] x) {
        FloatTensor scale = weight(name + ".weight");
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double size = Math.sqrt(Arrays.stream(x[t]).map(v -> v * v).average().orElseThrow() + 1e-6);
            out[t] = new double[x[t].length];
            for (int d = 0; d < x[t].length; d++) {
                out[t][d] = x[t][d] / size * scale.at(d);
            }
        }
        return out;
    }

    /// Every head on its own.
    static double[][] byHead(double[][] x, int size, java.util.function.BiFunction<Integer, double[][], double[][]> part) {
        double[][] out = new double[x.length][x[0].length];
        for (int head = 0; head < x[0].length / size; head++) {
            double[][] own = part.apply(head, columns(x, head * size, size));
            for (int t = 0; t < x.length; t++) {
                System.arraycopy(own[t], 0, out[t], head * size, size);
            }
        }
        return out;
    }

    static double[][] columns(double[][] x, int from, int length) {
        return Arrays.stream(x).map(row -> Arrays.copyOfRange(row, from, from + length)).toArray(double[][]::new);
    }

    static double[][] sum(double[][] a, double[][] b) {
        double[][] out = new double[a.length][a[0].length];
        for (int t = 0; t < a.length; t++) {
            for (int d = 0; d < a[t].length; d++) {
                out[t][d] = a[t][d] + b[t][d];
            }
        }
        return out;
    }

    static double[][] product(double[][] a, double[][] b) {
        double[][] out = new double[a.length][a[0].length];
        for (int t = 0; t < a.length; t++) {
            for (int d = 0; d < a[t].length; d++) {
                out[t][d] = a[t][d] * b[t][d];
            }
        }
        return out;
    }

    static double[][] each(double[][] x, DoubleUnaryOperator function) {
        return Arrays.stream(x).map(row -> Arrays.stream(row).map(function).toArray()).toArray(double[][]::new);
    }

    static double silu(double x) {
        return x / (1 + Math.exp(-x));
    }

    static double geluTanh(double x) {
        return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }

    /// x·Φ(x), Φ by its series.
    static double gelu(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; n < 200; n++) {
            term *= x * x / (2 * n + 1);
            sum += term;
        }
        return x * (0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI));
    }

    /// Turns the first `2 · frequencies` dimensions of each head, i with i + frequencies.
    static double[][] turn(double[][] x, int size, double[] frequencies) {
        return byHead(x, size, (head, own) -> {
            double[][] out = columns(own, 0, size);
            for (int t = 0; t < own.length; t++) {
                for (int i = 0; i < frequencies.length; i++) {
                    double cos = Math.cos(t * frequencies[i]);
                    double sin = Math.sin(t * frequencies[i]);
                    int j = i + frequencies.length;
                    out[t][i] = own[t][i] * cos - own[t][j] * sin;
                    out[t][j] = own[t][j] * cos + own[t][i] * sin;
                }
            }
            return out;
        });
    }

    static double[] frequencies(double base, int turned) {
        double[] frequencies = new double[turned / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = 1 / Math.pow(base, 2.0 * i / turned);
        }
        return frequencies;
    }

    /// Causal attention; head h reads the keys of head h · keyHeads / heads.
    double[][] attend(double[][] q, double[][] k, double[][] v, int size, double scale, Bias bias) {
        int heads = q[0].length / size;
        int group = q[0].length / k[0].length;
        double[][] out = new double[q.length][q[0].length];
        double[][][] map = new double[heads][q.length][q.length];
        for (int h = 0; h < heads; h++) {
            for (int t = 0; t < q.length; t++) {
                double sum = 0;
                for (int s = 0; s <= t; s++) {
                    double product = 0;
                    for (int d = 0; d < size; d++) {
                        product += q[t][h * size + d] * k[s][h / group * size + d];
                    }
                    map[h][t][s] = Math.exp(scale * product + bias.of(h, t, s));
                    sum += map[h][t][s];
                }
                for (int s = 0; s <= t; s++) {
                    map[h][t][s] /= sum;
                    for (int d = 0; d < size; d++) {
                        out[t][h * size + d] += map[h][t][s] * v[s][h / group * size + d];
                    }
                }
            }
        }
        maps.add(map);
        return out;
    }
}
