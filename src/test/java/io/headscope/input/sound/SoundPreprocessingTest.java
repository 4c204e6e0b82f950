package io.headscope.input.sound;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import io.headscope.attention.Waveform;
import io.headscope.file.JsonFile;
import io.headscope.input.ReferenceTensors;
import io.headscope.input.image.ImageSettings;
import io.headscope.message.Messages;
import io.headscope.model.ModelConfig;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Sounds become the very numbers that the feature extractors of Hugging Face transformers make of them.
final class SoundPreprocessingTest {

    private static final Path ROOT = Path.of("src/test/resources/preprocess");
    private static final SoundSettings WHISPER = new SoundSettings.Whisper(16_000, 80, 400, 160, 480_000);
    private static final SoundSettings KALDI = new SoundSettings.Kaldi(16_000, 128, 1024, true, -4.2677393, 4.5689974);
    private static final SoundSettings RAW = new SoundSettings.Raw(16_000, true);

    /// Of numbers below 1, in single precision.
    private static final double EXACT = 1e-6;

    /// The reference's own two readings, NumPy's and PyTorch's, are up to 4e-5 apart.
    private static final double SPECTROGRAM = 5e-5;

    /// Energies of a millionth and less come out of the reference's Fourier transform, which is in single precision, with
    /// a few parts in a thousand wrong: 2 of 42,000 numbers are more than 5e-5 away.
    private static final double FAINT = -0.96;
    private static final double FAINT_SPECTROGRAM = 3e-4;

    @ParameterizedTest
    @CsvSource({"mono_16k_float, mono_16k_float.decoded", "mono_16k_pcm24, mono_16k_pcm24.decoded"})
    void samplesAreThoseOfTheReference(String file, String reference) {
        assertNear(waveform(reference), sound(file).samples(), 0);
    }

    @ParameterizedTest
    @CsvSource({"mono_8k, mono_8k.scipy_resample_poly", "stereo_44k1, stereo_44k1.scipy_resample_poly"})
    void soundsAreResampledAsSciPyDoes(String file, String reference) {
        assertNear(waveform(reference), Resampler.to(sound(file), 16_000).samples(), EXACT);
    }

    @ParameterizedTest
    @CsvSource({
        "whisper, mono_16k, decoded", "whisper, mono_8k, scipy_resample_poly", "whisper, stereo_44k1, scipy_resample_poly",
        "whisper, mono_16k_pcm24, decoded", "whisper_large_v3, mono_16k, decoded"
    })
    void spectrogramsForWhisperAreThoseOfTheReference(String folder, String file, String method) {
        var settings = (SoundSettings.Whisper) settings(folder, WHISPER);
        float[] mel = SoundPreprocessing.of(sound(file), settings).values();
        ReferenceTensors head = reference(folder, file + "." + method);
        int frames = settings.samples() / settings.hop();
        assertEquals(settings.bins() * frames, mel.length);
        for (int i = 0; i < head.values().length; i++) {
            int place = i / head.shape()[1] * frames + i % head.shape()[1];
            assertEquals(head.values()[i], mel[place], SPECTROGRAM, file + " at " + i);
        }
        double rest = meta(folder, file + "." + method).getAsJsonArray("rest_constant").get(0).getAsDouble();
        assertEquals(rest, mel[mel.length - 1], SPECTROGRAM);
    }

    @ParameterizedTest
    @CsvSource({"mono_16k, decoded", "stereo_44k1, scipy_resample_poly"})
    void spectrogramsForTheAudioSpectrogramTransformerAreThoseOfTheReference(String file, String method) {
        float[] mel = SoundPreprocessing.of(sound(file), settings("ast", KALDI)).values();
        ReferenceTensors head = reference("ast", file + "." + method + ".input_values_head");
        assertEquals(1024 * 128, mel.length);
        for (int i = 0; i < head.values().length; i++) {
            double expected = head.values()[i];
            assertEquals(expected, mel[i], expected < FAINT ? FAINT_SPECTROGRAM : SPECTROGRAM, file + " at " + i);
        }
        double rest = meta("ast", file + "." + method).getAsJsonArray("rest_constant").get(0).getAsDouble();
        assertEquals(rest, mel[mel.length - 1], EXACT);
    }

    @ParameterizedTest
    @CsvSource({"mono_16k, decoded", "mono_16k_pcm24, decoded", "mono_16k_float, decoded", "mono_8k, scipy_resample_poly"})
    void rawSoundsAreNormalisedAsTheReference(String file, String method) {
        float[] values = SoundPreprocessing.of(sound(file), settings("wav2vec2", RAW)).values();
        assertEquals(meta("wav2vec2", file + "." + method).getAsJsonArray("shape").get(0).getAsInt(), values.length);
        ReferenceTensors sample = reference("wav2vec2", file + "." + method);
        for (int i = 0; i < sample.values().length; i++) {
            assertEquals(sample.values()[i], values[16 * i], 1e-5, file + " at " + i);
        }
    }

    @Test
    void fiveMinutesAreCutToWhatIsHeard() {
        SoundTensor tensor = SoundPreprocessing.of(tone(300, 8_000), WHISPER);
        assertEquals(30, tensor.used().seconds());
        assertEquals(List.of("The first 30.0 s are heard; 270.0 s behind them are cut off."), english(tensor));
        assertEquals(10.255, SoundPreprocessing.of(tone(300, 8_000), KALDI).used().seconds(), 1e-3);
        assertEquals(30, SoundPreprocessing.of(tone(300, 8_000), RAW).used().seconds());
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 0.25f})
    void silenceIsNoReasonToFailButToSay(float level) {
        float[] silence = new float[16_000];
        Arrays.fill(silence, level);
        for (SoundSettings settings : List.of(WHISPER, KALDI, RAW)) {
            SoundTensor tensor = SoundPreprocessing.of(new Waveform(silence, 16_000), settings);
            assertEquals(List.of("The sound is silent: what the heads attend to is of their own making."), english(tensor));
            for (float value : tensor.values()) {
                assertEquals(value, value);
            }
        }
    }

    @Test
    void aSoundOfOneSampleIsHeard() {
        for (SoundSettings settings : List.of(WHISPER, KALDI, RAW)) {
            for (float value : SoundPreprocessing.of(new Waveform(new float[] {1}, 8_000), settings).values()) {
                assertEquals(value, value);
            }
        }
    }

    private static List<String> english(SoundTensor tensor) {
        return tensor.remarks().stream().map(remark -> remark.in(Messages.ENGLISH)).toList();
    }

    private static Waveform tone(int seconds, int rate) {
        float[] samples = new float[seconds * rate];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (float) Math.sin(0.3 * i);
        }
        return new Waveform(samples, rate);
    }

    private static Waveform sound(String name) {
        return SoundFile.open(ROOT.resolve("inputs", name + ".wav")).sound();
    }

    private static SoundSettings settings(String folder, SoundSettings usual) {
        Path file = ROOT.resolve(folder, ImageSettings.FILE);
        return SoundSettings.read(new ModelConfig(file, JsonFile.read(file)), usual);
    }

    private static JsonObject meta(String folder, String waveform) {
        return JsonFile.read(ROOT.resolve(folder, "meta.json")).getAsJsonObject("waveforms").getAsJsonObject(waveform);
    }

    private static ReferenceTensors reference(String folder, String name) {
        return Objects.requireNonNull(ReferenceTensors.read(ROOT.resolve(folder, "expected.safetensors")).get(name), name);
    }

    private static double[] waveform(String name) {
        return Objects.requireNonNull(ReferenceTensors.read(ROOT.resolve("inputs", "waveforms.safetensors")).get(name), name).values();
    }

    private static void assertNear(double[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance, "at " + i);
        }
    }
}
