package io.headscope.input.sound;

import io.headscope.attention.Waveform;
import java.math.BigInteger;

/// Brings a sound to another rate as SciPy's `signal.resample_poly` does: a low pass of ten samples to each side under a
/// Kaiser window of β 5, evaluated only where samples are wanted.
final class Resampler {

    private static final int REACH = 10;
    private static final double BETA = 5;

    private Resampler() {}

    static Waveform to(Waveform sound, int rate) {
        if (rate == sound.rate()) {
            return sound;
        }
        int common = BigInteger.valueOf(rate).gcd(BigInteger.valueOf(sound.rate())).intValue();
        int up = rate / common;
        int down = sound.rate() / common;
        return new Waveform(resampled(sound.samples(), up, down, lowPass(Math.max(up, down), up)), rate);
    }

    /// y[m] = Σₖ x[k] · h[m·down + middle − k·up]
    private static float[] resampled(float[] x, int up, int down, float[] h) {
        int middle = h.length / 2;
        float[] y = new float[Math.toIntExact(((long) x.length * up + down - 1) / down)];
        for (int m = 0; m < y.length; m++) {
            long place = (long) m * down + middle;
            long first = Math.max(0, Math.ceilDiv(place - h.length + 1, up));
            long last = Math.min(x.length - 1, place / up);
            double sum = 0;
            for (long k = first; k <= last; k++) {
                sum += (double) x[(int) k] * h[(int) (place - k * up)];
            }
            y[m] = (float) sum;
        }
        return y;
    }

    /// A windowed sinc whose numbers add up to `gain`.                                              [2 · reach + 1]
    private static float[] lowPass(int slowest, int gain) {
        int middle = REACH * slowest;
        double[] exact = new double[2 * middle + 1];
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            double x = (double) (i - middle) / slowest;
            double share = (double) (i - middle) / middle;
            double sinc = x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
            exact[i] = sinc * bessel(BETA * Math.sqrt(1 - share * share));
            sum += exact[i];
        }
        float[] taps = new float[exact.length];
        for (int i = 0; i < taps.length; i++) {
            taps[i] = (float) (exact[i] / sum) * gain;
        }
        return taps;
    }

    /// The modified Bessel function of the first kind of order 0, by its power series.
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-17; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }
}
