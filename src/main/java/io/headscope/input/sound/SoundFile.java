package io.headscope.input.sound;

import io.headscope.attention.Waveform;
import io.headscope.file.ReadableFile;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A WAV file (RIFF, Multimedia Programming Interface and Data Specifications 1.0; WAVEFORMATEXTENSIBLE): whole numbers of
/// 8 to 32 bits or floats, any number of channels. What its header says is checked against what is there.
///
/// @param sound  of one channel: the mean of all
/// @param remark what was found wrong and mended, if anything
public record SoundFile(Waveform sound, Optional<Phrase> remark) {

    /// What to look for in a folder.
    public static final List<String> EXTENSIONS = List.of("wav", "wave");

    private static final int RIFF = id("RIFF");
    private static final int FLAC = id("fLaC");
    private static final int FORMAT = id("fmt ");
    private static final int DATA = id("data");
    private static final int CHUNK_HEAD = 8;
    private static final int FIRST_CHUNK = 12;
    private static final int FORMAT_SIZE = 16;
    private static final int EXTENSIBLE = 0xFFFE;
    private static final int EXTENDED_CODE = 24;
    private static final int LOWEST_RATE = 1_000;
    private static final int HIGHEST_RATE = 768_000;
    private static final int MOST_CHANNELS = 256;

    /// Half an hour of stereo at 48 kHz and 32 bits; longer ones are read up to there.
    private static final long LARGEST = 700_000_000;

    /// @throws ProblemException if it cannot be read or is no sound that Headscope reads
    public static SoundFile open(Path path) {
        Path real = ReadableFile.at(path).real();
        try (FileChannel channel = FileChannel.open(real, StandardOpenOption.READ)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), LARGEST));
            return new Chunks(path, bytes.order(ByteOrder.LITTLE_ENDIAN), channel.size()).read();
        } catch (IOException failure) {
            throw ReadableFile.failed(path, failure);
        }
    }

    /// Reads a file that comes along with the program.
    ///
    /// @param name what to call it where it cannot be read
    /// @throws ProblemException if it is no sound that Headscope reads
    public static SoundFile of(Path name, byte[] bytes) {
        return new Chunks(name, ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), bytes.length).read();
    }

    private static int id(String name) {
        return name.charAt(0) | name.charAt(1) << 8 | name.charAt(2) << 16 | name.charAt(3) << 24;
    }

    /// What the format chunk says.
    private record Format(SampleFormat sample, int channels, int rate) {
        int frame() {
            return sample.bytes() * channels;
        }
    }

    /// The chunks of one file.
    private record Chunks(Path path, ByteBuffer bytes, long size) {

        SoundFile read() {
            refuseOthers();
            Format format = null;
            long at = FIRST_CHUNK;
            while (at + CHUNK_HEAD <= bytes.capacity()) {
                int name = bytes.getInt((int) at);
                long length = Integer.toUnsignedLong(bytes.getInt((int) at + Integer.BYTES));
                long content = at + CHUNK_HEAD;
                if (name == FORMAT) {
                    format = format(content, length);
                } else if (name == DATA) {
                    return data(format, (int) content, length);
                }
                // Chunks begin at even bytes.
                at = content + length + (length & 1);
            }
            throw broken(format == null ? "reason.sound-format-missing" : "reason.sound-data-missing");
        }

        private void refuseOthers() {
            int first = bytes.capacity() < Integer.BYTES ? 0 : bytes.getInt(0);
            if (first == FLAC) {
                throw new ProblemException(Problem.SOUND_FLAC, path);
            }
            if (first != RIFF || bytes.capacity() < FIRST_CHUNK || bytes.getInt(CHUNK_HEAD) != id("WAVE")) {
                throw new ProblemException(Problem.SOUND_UNKNOWN, path);
            }
        }

        private Format format(long at, long length) {
            if (length < FORMAT_SIZE || at + length > bytes.capacity()) {
                throw broken("reason.sound-format-missing");
            }
            int from = (int) at;
            int code = bytes.getShort(from) & 0xFFFF;
            int channels = bytes.getShort(from + 2) & 0xFFFF;
            long rate = Integer.toUnsignedLong(bytes.getInt(from + 4));
            int bits = bytes.getShort(from + 14) & 0xFFFF;
            if (code == EXTENSIBLE && length >= EXTENDED_CODE + 2) {
                code = bytes.getShort(from + EXTENDED_CODE) & 0xFFFF;
            }
            int written = code;
            SampleFormat sample = SampleFormat.of(code, bits).orElseThrow(
                    () -> new ProblemException(Problem.SOUND_BROKEN, path, Phrase.of("reason.sound-coding", written, bits)));
            if (channels < 1 || channels > MOST_CHANNELS) {
                throw new ProblemException(Problem.SOUND_BROKEN, path, Phrase.of("reason.sound-channels", channels));
            }
            if (rate < LOWEST_RATE || rate > HIGHEST_RATE) {
                throw new ProblemException(Problem.SOUND_BROKEN, path, Phrase.of("reason.sound-rate", rate));
            }
            return new Format(sample, channels, (int) rate);
        }

        private SoundFile data(@Nullable Format format, int at, long length) {
            if (format == null) {
                throw broken("reason.sound-format-missing");
            }
            long there = bytes.capacity() - at;
            int frames = (int) (Math.min(length, there) / format.frame());
            if (frames == 0) {
                throw new ProblemException(Problem.SOUND_EMPTY, path);
            }
            Waveform sound = new Waveform(mono(format, at, frames), format.rate());
            return new SoundFile(sound, remark(format, length, size - at, sound));
        }

        /// Programs that write to a pipe cannot know the length: they say the largest there is.
        private Optional<Phrase> remark(Format format, long said, long there, Waveform sound) {
            boolean unknown = said >= Integer.MAX_VALUE - CHUNK_HEAD * FORMAT_SIZE;
            return said <= there || unknown
                    ? Optional.empty()
                    : Optional.of(Phrase.of(
                            "remark.sound-shorter", (double) said / format.frame() / format.rate(), sound.seconds()));
        }

        private float[] mono(Format format, int at, int frames) {
            float[] samples = new float[frames];
            int place = at;
            for (int i = 0; i < frames; i++) {
                float sum = 0;
                for (int channel = 0; channel < format.channels(); channel++) {
                    sum += format.sample().read(bytes, place);
                    place += format.sample().bytes();
                }
                samples[i] = sum / format.channels();
            }
            return samples;
        }

        private ProblemException broken(String reason) {
            return new ProblemException(Problem.SOUND_BROKEN, path, Phrase.of(reason));
        }
    }
}
