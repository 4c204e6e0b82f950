package io.headscope.attention;

import java.util.Arrays;

/// A sound of one channel.
///
/// @param samples from -1 to 1, one after the other; not to be changed once they are here
/// @param rate    samples a second
public record Waveform(float[] samples, int rate) {

    public Waveform {
        if (rate < 1) {
            throw new IllegalArgumentException(rate + " samples a second");
        }
    }

    public double seconds() {
        return (double) samples.length / rate;
    }

    /// The first `length` samples, or all.
    public Waveform first(int length) {
        return length >= samples.length ? this : new Waveform(Arrays.copyOf(samples, length), rate);
    }

    /// Whether it is the same number throughout.
    public boolean isSilent() {
        for (float sample : samples) {
            if (sample != samples[0]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Waveform(float[] others, int otherRate) && rate == otherRate && Arrays.equals(samples, others);
    }

    @Override
    public int hashCode() {
        return 31 * rate + Arrays.hashCode(samples);
    }

    @Override
    public String toString() {
        return "Waveform[%d at %d Hz]".formatted(samples.length, rate);
    }
}
