package io.headscope.view.overlay;

import io.headscope.attention.Waveform;
import java.util.function.Consumer;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.Clip;
import javax.sound.sampled.LineUnavailableException;
import org.jspecify.annotations.Nullable;

/// Plays a sound on the machine's own device, one at a time.
final class Playback implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Playback.class.getName());
    private static final int BITS = 16;

    private final Consumer<Boolean> heard;
    private @Nullable Clip clip;

    /// @param heard told, on the thread that asked, whether it can be heard: there may be no device
    Playback(Consumer<Boolean> heard) {
        this.heard = heard;
    }

    /// Plays from a moment on; what was playing stops.
    synchronized void play(Waveform wave, double seconds) {
        stop();
        try {
            byte[] bytes = bytes(wave);
            Clip opened = AudioSystem.getClip();
            opened.open(new AudioFormat(wave.rate(), BITS, 1, true, false), bytes, 0, bytes.length);
            opened.setFramePosition((int) Math.clamp(seconds * wave.rate(), 0, wave.samples().length - 1));
            opened.start();
            clip = opened;
            heard.accept(true);
        } catch (LineUnavailableException | IllegalArgumentException | SecurityException noDevice) {
            LOG.log(System.Logger.Level.DEBUG, "not played", noDevice);
            heard.accept(false);
        }
    }

    synchronized void stop() {
        if (clip != null) {
            clip.close();
            clip = null;
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
