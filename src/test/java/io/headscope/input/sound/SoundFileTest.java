package io.headscope.input.sound;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.message.Messages;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// WAV files of every kind are read; whatever is wrong with one is said in one sentence.
final class SoundFileTest {

    private static final Path INPUTS = Path.of("src/test/resources/preprocess/inputs");
    private static final Set<Problem> REFUSALS = EnumSet.of(Problem.SOUND_UNKNOWN, Problem.SOUND_BROKEN, Problem.SOUND_EMPTY);

    @TempDir
    Path folder = Path.of("set by JUnit");

    /// 0, a quarter, minus one half, in every coding.
    @ParameterizedTest
    @CsvSource({"1, 8", "1, 16", "1, 24", "1, 32", "3, 32", "3, 64"})
    void everyCodingIsRead(int code, int bits) throws IOException {
        float[] samples = {0, 0.25f, -0.5f};
        for (boolean extensible : List.of(false, true)) {
            assertArrayEquals(samples, open(wave(code, bits, 1, 16_000, extensible, samples)).sound().samples());
        }
    }

    @Test
    void channelsAreAveraged() throws IOException {
        SoundFile stereo = open(wave(1, 16, 2, 48_000, false, 0.5f, 0, -0.25f, 0.75f));
        assertArrayEquals(new float[] {0.25f, 0.25f}, stereo.sound().samples());
        assertEquals(48_000, stereo.sound().rate());
    }

    @Test
    void aHeaderThatSaysMoreThanThereIsIsRemarked() throws IOException {
        byte[] wave = wave(1, 16, 1, 8_000, false, new float[8_000]);
        ByteBuffer.wrap(wave).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 160_000);
        SoundFile lying = open(wave);
        assertEquals(1, lying.sound().seconds());
        assertEquals(
                Optional.of("The file says that it holds 10.0 s of sound, but there are 1.0 s."),
                lying.remark().map(remark -> remark.in(Messages.ENGLISH)));
    }

    @Test
    void aLengthThatWasNotKnownIsNoLie() throws IOException {
        byte[] wave = wave(1, 16, 1, 8_000, false, new float[8_000]);
        ByteBuffer.wrap(wave).order(ByteOrder.LITTLE_ENDIAN).putInt(40, -1);
        assertEquals(Optional.empty(), open(wave).remark());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "20 | 2 | 85    | it is written in a way that Headscope does not read (coding 85, 16 bits)",
        "22 | 2 | 0     | it says that it has 0 channels",
        "22 | 2 | 9000  | it says that it has 9000 channels",
        "24 | 4 | 0     | it says that it has 0 samples a second",
        "24 | 4 | -1    | it says that it has 4294967295 samples a second",
        "34 | 2 | 7     | it is written in a way that Headscope does not read (coding 1, 7 bits)",
        "12 | 4 | 0     | it does not say how it is written",
        "36 | 4 | 0     | it has no samples"
    })
    void aHeaderThatMakesNoSenseIsRefused(int at, int bytes, int value, String reason) throws IOException {
        ByteBuffer wave = ByteBuffer.wrap(wave(1, 16, 1, 8_000, false, new float[8])).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes == 2) {
            wave.putShort(at, (short) value);
        } else {
            wave.putInt(at, value);
        }
        Path file = write(wave.array());
        assertEquals(
                file + " cannot be read as a sound: " + reason + ". Open it in another program and save it again as WAV.",
                assertThrows(ProblemException.class, () -> SoundFile.open(file)).getMessage());
    }

    @Test
    void aFileWithoutSoundIsRefused() throws IOException {
        Path empty = write(wave(1, 16, 1, 8_000, false));
        assertEquals(
                empty + " holds no sound. Choose another file.",
                assertThrows(ProblemException.class, () -> SoundFile.open(empty)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RIFF", "ID3 a song", "RIFF....AVI LIST"})
    void otherFilesAreNoSounds(String content) throws IOException {
        Path file = write(content.getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                file + " is not a sound that Headscope can read. Save it as WAV.",
                assertThrows(ProblemException.class, () -> SoundFile.open(file)).getMessage());
    }

    @Test
    void flacIsRefusedByName() throws IOException {
        Path file = write("fLaC and so on".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
                file + " is a FLAC file, which Headscope does not read. Save it as WAV: nothing is lost.",
                assertThrows(ProblemException.class, () -> SoundFile.open(file)).getMessage());
    }

    /// Bytes overwritten at random, and the end cut off: it is read or refused, and never our fault.
    @Test
    void damagedSoundsAreNeverOurFault() throws IOException {
        Random random = new Random(6);
        byte[] whole = Files.readAllBytes(INPUTS.resolve("mono_16k_pcm24.wav"));
        int refused = 0;
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = random.nextInt(4) == 0 ? Arrays.copyOf(whole, random.nextInt(200)) : whole.clone();
            for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(Math.min(bytes.length, 60))] = (byte) random.nextInt(256);
            }
            try {
                SoundPreprocessing.of(open(bytes).sound(), new SoundSettings.Raw(16_000, true));
            } catch (ProblemException problem) {
                assertTrue(REFUSALS.contains(problem.problem()), problem.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 100, "refused " + refused);
    }

    private SoundFile open(byte[] bytes) throws IOException {
        return SoundFile.open(write(bytes));
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("sound.wav"), bytes);
    }

    /// A WAV file; where it is extensible, its format chunk is 24 bytes longer.
    static byte[] wave(int code, int bits, int channels, int rate, boolean extensible, float... samples) {
        int format = extensible ? 40 : 16;
        int data = samples.length * bits / 8;
        ByteBuffer wave = ByteBuffer.allocate(28 + format + data).order(ByteOrder.LITTLE_ENDIAN);
        wave.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(wave.capacity() - 8);
        wave.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(format);
        wave.putShort((short) (extensible ? 0xFFFE : code)).putShort((short) channels).putInt(rate);
        wave.putInt(rate * channels * bits / 8).putShort((short) (channels * bits / 8)).putShort((short) bits);
        if (extensible) {
            wave.putShort((short) 22).putShort((short) bits).putInt(0).putShort((short) code).put(new byte[14]);
        }
        wave.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(data);
        for (float sample : samples) {
            if (code == 3) {
                if (bits == 32) {
                    wave.putFloat(sample);
                } else {
                    wave.putDouble(sample);
                }
            } else {
                long whole = Math.round(sample * Math.pow(2, bits - 1)) + (bits == 8 ? 0x80 : 0);
                for (int i = 0; i < bits; i += 8) {
                    wave.put((byte) (whole >> i));
                }
            }
        }
        return wave.array();
    }
}
