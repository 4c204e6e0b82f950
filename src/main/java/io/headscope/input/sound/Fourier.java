package io.headscope.input.sound;

/// The discrete Fourier transform of real numbers, of any length whose prime factors are small: Cooley and Tukey's, one
/// prime after the other.
final class Fourier {

    private final int length;
    private final double[] cosine;
    private final double[] sine;

    Fourier(int length) {
        this.length = length;
        cosine = new double[length];
        sine = new double[length];
        for (int i = 0; i < length; i++) {
            cosine[i] = Math.cos(2 * Math.PI * i / length);
            sine[i] = -Math.sin(2 * Math.PI * i / length);
        }
    }

    /// The squares of the magnitudes of frequencies 0 to half the rate.
    ///
    /// @param samples [length]
    /// @param into    [length / 2 + 1]
    void power(double[] samples, double[] into) {
        double[] real = new double[length];
        double[] imaginary = new double[length];
        transform(samples, 0, 1, length, real, imaginary, 0);
        for (int k = 0; k < into.length; k++) {
            into[k] = real[k] * real[k] + imaginary[k] * imaginary[k];
        }
    }

    /// Of every `step`-th sample from `from`, `n` in all, into `n` numbers from `to`.
    private void transform(double[] samples, int from, int step, int n, double[] real, double[] imaginary, int to) {
        if (n == 1) {
            real[to] = samples[from];
            return;
        }
        int parts = smallestFactor(n);
        int each = n / parts;
        for (int part = 0; part < parts; part++) {
            transform(samples, from + part * step, step * parts, each, real, imaginary, to + part * each);
        }
        double[] partReal = new double[parts];
        double[] partImaginary = new double[parts];
        for (int k = 0; k < each; k++) {
            for (int part = 0; part < parts; part++) {
                partReal[part] = real[to + part * each + k];
                partImaginary[part] = imaginary[to + part * each + k];
            }
            for (int out = 0; out < parts; out++) {
                combine(partReal, partImaginary, k + out * each, step, real, imaginary, to);
            }
        }
    }

    private void combine(
            double[] partReal, double[] partImaginary, int k, int step, double[] real, double[] imaginary, int to) {
        double sumReal = 0;
        double sumImaginary = 0;
        for (int part = 0; part < partReal.length; part++) {
            int turn = (int) ((long) part * k * step % length);
            sumReal += partReal[part] * cosine[turn] - partImaginary[part] * sine[turn];
            sumImaginary += partReal[part] * sine[turn] + partImaginary[part] * cosine[turn];
        }
        real[to + k] = sumReal;
        imaginary[to + k] = sumImaginary;
    }

    private static int smallestFactor(int n) {
        for (int factor = 2; factor * factor <= n; factor++) {
            if (n % factor == 0) {
                return factor;
            }
        }
        return n;
    }
}
