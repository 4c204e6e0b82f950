package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.FloatTensor;
import io.headscope.checkpoint.FloatFile;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks of pictures and sounds from the command line.
final class PicturesAndSoundsTest {

    @ParameterizedTest
    @ValueSource(strings = {
        "vit", "deit", "beit", "dinov2", "swin", "segformer", "detr", "clip", "vilt", "whisper", "wav2vec2", "audio_spectrogram_transformer"
    })
    void whatIsSavedIsWhatTheReferenceHas(String family, @TempDir Path folder) {
        Path model = GoldenFolder.of(family).folder();
        Path file = folder.resolve("trace.safetensors");
        Terminal answer = Terminal.run("capture", model, "--inputs", model.resolve("inputs.json"), "--out", file);
        assertEquals(List.of(0, ""), List.of(answer.code(), answer.err()));
        Map<String, FloatTensor> saved = FloatFile.read(file);
        FloatFile.read(model.resolve("expected.safetensors")).forEach((name, expected) -> {
            FloatTensor ours = Objects.requireNonNull(saved.get(name), name);
            assertEquals(expected.shape(), ours.shape(), name);
            assertArrayEquals(expected.toArray(), ours.toArray(), 1e-4f, name);
        });
    }

    @Test
    void whatAModelTakesIsSaid() {
        assertEquals(
                List.of(
                        "answer      how well the text fits the picture",
                        "attention   text self: 2 layers × 4 heads; vision self: 2 layers × 4 heads",
                        "tokens      up to 20 of 200",
                        "picture     32×32 pixels of 3 channels, or of another size"),
                lines("clip", "answer", "attention", "tokens", "picture"));
        assertEquals(
                List.of(
                        "answer      the next token",
                        "attention   encoder self: 2 layers × 4 heads; decoder self: 2 layers × 4 heads; decoder cross: 2 layers × 4 heads",
                        "sound       8 frequencies × 50 frames",
                        "target      up to 20 of 200"),
                lines("whisper", "answer", "attention", "sound", "target"));
        assertEquals(
                List.of("attention   encoder self: 4 layers × 2, 2, 4, 4 heads"), lines("swin", "attention"));
        assertEquals(List.of("sound       16,000 samples a second"), lines("wav2vec2", "sound"));
    }

    private static List<String> lines(String family, String... kinds) {
        Terminal answer = Terminal.run("inspect", GoldenFolder.of(family).folder());
        assertEquals(List.of(0, ""), List.of(answer.code(), answer.err()));
        return answer.out().lines().filter(line -> List.of(kinds).stream().anyMatch(line::startsWith)).toList();
    }

    /// A model is tried when it is opened, whatever it takes.
    @ParameterizedTest
    @ValueSource(strings = {"vit", "detr", "clip", "vilt", "whisper", "wav2vec2", "audio_spectrogram_transformer"})
    void theLeastItCanBeAskedIsAnswered(String family) {
        try (FolderModel model = FolderModel.open(GoldenFolder.of(family).folder(), new OnnxEngine())) {
            model.run(model.smallestInput(), RunRequest.of(), Cancellation.never()).close();
        }
    }

    @Test
    void aPictureOfTheWrongKindIsRefused(@TempDir Path folder) throws java.io.IOException {
        Path inputs = folder.resolve("inputs.json");
        java.nio.file.Files.writeString(inputs, "{\"inputs\": {\"pixel_values\": [[[[1, 2], [3, 4]]]]}}");
        Path model = GoldenFolder.of("vit").folder();
        assertEquals(
                new Terminal(3, "", "The input pixel_values cannot be used: its 2 by 2 pixels are not filled by patches of 8 by 8. "
                        + "Correct it and run again.\n"),
                Terminal.run("capture", model, "--inputs", inputs));
        java.nio.file.Files.writeString(inputs, "{\"inputs\": {}}");
        assertEquals(
                new Terminal(3, "", "The input pixel_values cannot be used: it is missing. Correct it and run again.\n"),
                Terminal.run("capture", model, "--inputs", inputs));
    }
}
