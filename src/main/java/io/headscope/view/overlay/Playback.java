package io.headscope.view.overlay;

import io.headscope.attention.Waveform;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.Clip;
import javax.sound.sampled.LineUnavailableException;
import org.jspecify.annotations.Nullable;

/// Plays a sound on the machine's own device, one at a time, and knows where in it it is.
final class Playback implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Playback.class.getName());
    private static final int BITS = 16;

    /// Where sounds are played.
    interface Device {

        /// Starts to play.
        ///
        /// @throws LineUnavailableException if there is nothing to play on
        Playing play(Waveform wave, double seconds) throws LineUnavailableException;
    }

    /// A sound that is being played.
    interface Playing {

        /// Where it is, from the beginning of the sound.
        double seconds();

        /// Whether the end has been reached.
        boolean isOver();

        void stop();
    }

    private final Device device;
    private final Consumer<Boolean> heard;
    private @Nullable Playing playing;

    /// @param heard told, on the thread that asked, whether it can be heard: there may be no device
    Playback(Device device, Consumer<Boolean> heard) {
        this.device = device;
        this.heard = heard;
    }

    /// The machine's own.
    static Device machine() {
        return (wave, seconds) -> {
            byte[] bytes = bytes(wave);
            Clip clip = AudioSystem.getClip();
            clip.open(new AudioFormat(wave.rate(), BITS, 1, true, false), bytes, 0, bytes.length);
            clip.setFramePosition((int) Math.clamp(seconds * wave.rate(), 0, wave.samples().length - 1));
            clip.start();
            return new PlayingClip(clip, wave.rate());
        };
    }

    private record PlayingClip(Clip clip, int rate) implements Playing {
        @Override
        public double seconds() {
            return (double) clip.getFramePosition() / rate;
        }

        @Override
        public boolean isOver() {
            return !clip.isOpen() || clip.getFramePosition() >= clip.getFrameLength();
        }

        @Override
        public void stop() {
            clip.close();
        }
    }

    /// Plays from a moment on; what was playing stops.
    synchronized void play(Waveform wave, double seconds) {
        stop();
        try {
            playing = device.play(wave, seconds);
            heard.accept(true);
        } catch (LineUnavailableException | IllegalArgumentException | SecurityException noDevice) {
            LOG.log(System.Logger.Level.DEBUG, "not played", noDevice);
            heard.accept(false);
        }
    }

    /// Where it is, in seconds; nothing where nothing plays. What has come to its end is stopped.
    synchronized OptionalDouble position() {
        Playing now = playing;
        if (now != null && now.isOver()) {
            stop();
        }
        return playing == null || now == null ? OptionalDouble.empty() : OptionalDouble.of(now.seconds());
    }

    synchronized void stop() {
        if (playing != null) {
            playing.stop();
            playing = null;
        }
    }

    /// 16 bits, little-endian; what is louder than there is room for is cut.
    static byte[] bytes(Waveform wave) {
        byte[] bytes = new byte[2 * wave.samples().length];
        for (int i = 0; i < wave.samples().length; i++) {
            int sample = Math.clamp(Math.round(wave.samples()[i] * (1 << (BITS - 1))), Short.MIN_VALUE, Short.MAX_VALUE);
            bytes[2 * i] = (byte) sample;
            bytes[2 * i + 1] = (byte) (sample >> 8);
        }
        return bytes;
    }

    @Override
    public void close() {
        stop();
    }
}
