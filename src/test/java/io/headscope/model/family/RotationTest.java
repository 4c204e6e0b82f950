package io.headscope.model.family;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParser;
import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.model.Derived;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import io.headscope.model.Rotation;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Every way of stretching the turns of positions, against the formulas they were published with, in both spellings.
final class RotationTest {

    private static final double SAME = 1e-6;

    @Test
    void pairsTurnEverMoreSlowly() {
        assertArrayEquals(new double[] {1, 0.1, 0.01, 0.001}, frequencies("", 8), SAME);
    }

    @Test
    void linearStretchingSlowsAllPairsAlikeInBothSpellings() {
        double[] expected = {0.4, 0.04, 0.004, 0.0004};
        assertArrayEquals(expected, frequencies("\"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.5}", 8), SAME);
        assertArrayEquals(expected, frequencies("\"rope_scaling\": {\"rope_type\": \"linear\", \"factor\": 2.5}", 8), SAME);
    }

    @Test
    void settingsInOnePlaceAreReadAsThoseInTwo() {
        String one = "\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 2.5, \"rope_theta\": 500}";
        String two = "\"rope_theta\": 500, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2.5}";
        assertEquals(rotation(two), rotation(one));
    }

    @Test
    void dynamicStretchingBeginsWhereTrainingEnded() {
        for (String spelling : new String[] {"type", "rope_type"}) {
            Rotation rotation = rotation("\"rope_scaling\": {\"" + spelling + "\": \"dynamic\", \"factor\": 4}");
            assertArrayEquals(new double[] {1, 0.1, 0.01, 0.001}, doubles(rotation.frequencies(16)), SAME);
            assertArrayEquals(new double[] {1, 0.1, 0.01, 0.001}, doubles(rotation.frequencies(3)), SAME);
            // Three times the length: the base grows by (4 · 3 - 3)^(8/6) = 9^(4/3).
            double base = 10_000 * Math.pow(9, 4 / 3.0);
            double[] expected = {1, Math.pow(base, -0.25), Math.pow(base, -0.5), Math.pow(base, -0.75)};
            assertArrayEquals(expected, doubles(rotation.frequencies(48)), SAME);
        }
    }

    /// As published with Llama 3.1, by wavelengths.
    @Test
    void llama3SlowsOnlySlowPairs() {
        Rotation rotation = Rotary.rotation(config("""
                "rope_theta": 500000, "rope_scaling": {"rope_type": "llama3", "factor": 8, "low_freq_factor": 1,
                "high_freq_factor": 4, "original_max_position_embeddings": 8192}"""), 128, 10_000);
        double[] expected = new double[64];
        for (int pair = 0; pair < 64; pair++) {
            double frequency = Math.pow(500_000, -pair / 64.0);
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < 8192 / 4.0) {
                expected[pair] = frequency;
            } else if (wavelength > 8192) {
                expected[pair] = frequency / 8;
            } else {
                double smooth = (8192 / wavelength - 1) / (4 - 1);
                expected[pair] = (1 - smooth) * frequency / 8 + smooth * frequency;
            }
        }
        double[] of = doubles(rotation.frequencies(10));
        for (int pair = 0; pair < 64; pair++) {
            assertEquals(1, of[pair] / expected[pair], SAME, "pair " + pair);
        }
        assertEquals(1, expected[0]);
        assertEquals(Math.pow(500_000, -63 / 64.0) / 8, expected[63]);
    }

    /// Pairs that turn more than 32 times within 32768 positions stay, those that turn less than once are slowed by 4, and
    /// scores grow by (0.1 ln 4 + 1)².
    @Test
    void yarnPassesFromFastPairsToSlowOnes() {
        Rotation rotation = Rotary.rotation(config("""
                "rope_theta": 1000000, "rope_scaling": {"type": "yarn", "factor": 4,
                "original_max_position_embeddings": 32768}"""), 128, 10_000);
        double[] of = doubles(rotation.frequencies(10));
        double[] turns = new double[64];
        for (int pair = 0; pair < 64; pair++) {
            turns[pair] = 32768 * Math.pow(1e6, -pair / 64.0) / (2 * Math.PI);
        }
        int first = 0;
        while (turns[first + 1] >= 32) {
            first++;
        }
        int last = 63;
        while (turns[last - 1] <= 1) {
            last--;
        }
        for (int pair = 0; pair < 64; pair++) {
            double slow = Math.clamp((pair - first) / (double) (last - first), 0, 1);
            double frequency = Math.pow(1e6, -pair / 64.0);
            assertEquals(1 - slow + slow / 4, of[pair] / frequency, SAME, "pair " + pair);
        }
        assertEquals(0.1 * Math.log(4) + 1, rotation.magnitude(), 1e-12);
    }

    @Test
    void longRopeHasAFactorForEveryPairAndTwoSetsOfThem() {
        Rotation rotation = Rotary.rotation(config("""
                "max_position_embeddings": 128, "original_max_position_embeddings": 32,
                "rope_scaling": {"type": "longrope", "short_factor": [1, 2, 4, 8], "long_factor": [10, 20, 40, 80]}"""), 8, 10_000);
        assertArrayEquals(new double[] {1, 0.05, 0.0025, 0.000125}, doubles(rotation.frequencies(32)), SAME);
        assertArrayEquals(new double[] {0.1, 0.005, 0.00025, 0.0000125}, doubles(rotation.frequencies(33)), 1e-8);
        assertEquals(Math.sqrt(1 + Math.log(4) / Math.log(32)), rotation.magnitude(), 1e-12);
    }

    @Test
    void aTableHoldsCosinesThenSinesOfEveryPosition() {
        Rotation rotation = new Rotation(100, 4, Rotation.Scaling.NONE);
        InputTensor.Real table = (InputTensor.Real) new Derived.RotaryTable("position_ids", rotation)
                .from(Map.of("position_ids", InputTensor.row(0, 5)));
        assertArrayEquals(new long[] {1, 2, 4}, table.shape());
        assertArrayEquals(
                new float[] {
                    1, 1, 0, 0, (float) Math.cos(5), (float) Math.cos(0.5), (float) Math.sin(5), (float) Math.sin(0.5)
                },
                table.numbers(),
                1e-6f);
    }

    @Test
    void anUnknownStretchingIsRefusedByName() {
        ProblemException refused = assertThrows(
                ProblemException.class, () -> rotation("\"rope_scaling\": {\"rope_type\": \"spiral\", \"factor\": 2}"));
        assertEquals(
                "config.json gives \"rope_type\" the value \"spiral\", but it should be one of default, linear, dynamic, llama3,"
                        + " yarn, longrope. Correct it, or copy the config.json that belongs to this checkpoint.",
                refused.sentence(Messages.ENGLISH));
    }

    @Test
    void aPartOfAHeadThatIsNoPairIsRefused() {
        assertThrows(ProblemException.class, () -> Rotary.turned(config("\"partial_rotary_factor\": 0.5"), 6, 1));
    }

    @Test
    void textsMayBeAsLongAsTheStretchingMakesThem() {
        Network network = new Llama().write(config("""
                "vocab_size": 8, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8,
                "rope_scaling": {"type": "dynamic", "factor": 4}"""));
        assertEquals(64, network.positions());
    }

    private static double[] frequencies(String settings, int turned) {
        return doubles(Rotary.rotation(config(settings), turned, 10_000).frequencies(4));
    }

    private static Rotation rotation(String settings) {
        return Rotary.rotation(config(settings), 8, 10_000);
    }

    private static ModelConfig config(String settings) {
        String positions = settings.contains("\"max_position") ? "" : "\"max_position_embeddings\": 16";
        String comma = settings.isEmpty() || positions.isEmpty() ? "" : ", ";
        return new ModelConfig(
                Path.of("config.json"),
                JsonParser.parseString("{" + positions + comma + settings + "}").getAsJsonObject());
    }

    private static double[] doubles(float[] numbers) {
        double[] doubles = new double[numbers.length];
        java.util.Arrays.setAll(doubles, i -> numbers[i]);
        return doubles;
    }
}
