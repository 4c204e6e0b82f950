package io.headscope.attention;

import java.util.Arrays;

/// What a network took in besides text, as people see and hear it: what patches and frames are places in.
public sealed interface Source {

    /// A picture.
    ///
    /// @param image as it was decoded
    /// @param seen  what of it the network sees, in shares of its width and height; beyond 0 and 1 where black was added
    record Picture(RgbImage image, Layout.Area seen) implements Source {

        /// Where a part of what is seen lies in the whole picture.
        public Layout.Area inImage(Layout.Area part) {
            return new Layout.Area(
                    seen.x() + part.x() * seen.width(),
                    seen.y() + part.y() * seen.height(),
                    part.width() * seen.width(),
                    part.height() * seen.height());
        }
    }

    /// A sound.
    ///
    /// @param wave     what of it is heard, at the network's rate
    /// @param spectrum what it looks like
    record Sound(Waveform wave, Spectrum spectrum) implements Source {}

    /// A log-mel spectrogram.
    ///
    /// @param bins    frequencies, the lowest first
    /// @param frames  moments
    /// @param seconds from one moment to the next
    /// @param values  not to be changed once they are here         [bins, frames]
    record Spectrum(int bins, int frames, double seconds, float[] values) {

        public Spectrum {
            if (values.length != Math.multiplyExact(bins, frames)) {
                throw new IllegalArgumentException(bins + "×" + frames + " of " + values.length + " numbers");
            }
        }

        /// The whole length, in seconds.
        public double duration() {
            return frames * seconds;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Spectrum(int otherBins, int otherFrames, double otherSeconds, float[] others)
                    && bins == otherBins
                    && frames == otherFrames
                    && seconds == otherSeconds
                    && Arrays.equals(values, others);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * bins + frames) + Arrays.hashCode(values);
        }
    }
}
