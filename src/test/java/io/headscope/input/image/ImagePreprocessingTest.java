package io.headscope.input.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headscope.file.JsonFile;
import io.headscope.input.ReferenceTensors;
import io.headscope.model.ModelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Pictures become the very numbers that the image processors of Hugging Face transformers make of them.
final class ImagePreprocessingTest {

    private static final Path ROOT = Path.of("src/test/resources/preprocess");

    /// Of numbers up to 3, in single precision.
    private static final double EXACT = 1e-6;

    /// Of means that the reference took in single precision.
    private static final double MEAN = 2e-6;

    @ParameterizedTest
    @ValueSource(strings = {
        "beit", "clip", "deit", "detr", "detr_small", "segformer", "segformer_small", "siglip", "vilt", "vit", "vit_tiny32"
    })
    void picturesAreThoseOfTheReference(String name) {
        Path folder = ROOT.resolve(name);
        JsonObject meta = JsonFile.read(folder.resolve("meta.json"));
        ImageSettings settings = settings(folder);
        meta.getAsJsonObject("images").asMap().forEach((image, facts) -> {
            if (!facts.getAsJsonObject().has("channel_mean")) {
                return;
            }
            ImageTensor tensor = tensor(facts.getAsJsonObject(), settings);
            assertFacts(name + ", " + image, facts.getAsJsonObject(), tensor);
            assertSample(folder, meta.get("stride").getAsInt(), image, tensor);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"detr", "vilt"})
    void batchesAreFilledUpAndMasked(String name) {
        Path folder = ROOT.resolve(name);
        JsonObject meta = JsonFile.read(folder.resolve("meta.json"));
        ImageSettings settings = settings(folder);
        JsonObject facts = meta.getAsJsonObject("images").getAsJsonObject("batch1");
        ImageTensor tensor = tensor(facts, settings)
                .padded(integers(facts.getAsJsonArray("shape"))[1], integers(facts.getAsJsonArray("shape"))[2]);
        assertArrayEquals(
                integers(facts.getAsJsonArray("valid_hw")), new int[] {tensor.filled().height(), tensor.filled().width()});
        assertSample(folder, meta.get("stride").getAsInt(), "batch1", tensor);
    }

    private static ImageSettings settings(Path folder) {
        Path file = folder.resolve(ImageSettings.FILE);
        return ImageSettings.read(new ModelConfig(file, JsonFile.read(file)), "none");
    }

    private static ImageTensor tensor(JsonObject facts, ImageSettings settings) {
        return ImagePreprocessing.of(ImageFileTest.decode(ROOT.resolve(facts.get("file").getAsString())), settings, 3);
    }

    private static void assertFacts(String what, JsonObject facts, ImageTensor tensor) {
        assertArrayEquals(
                integers(facts.getAsJsonArray("shape")), new int[] {tensor.channels(), tensor.height(), tensor.width()}, what);
        int pixels = tensor.height() * tensor.width();
        float least = Float.MAX_VALUE;
        float most = -Float.MAX_VALUE;
        for (int channel = 0; channel < tensor.channels(); channel++) {
            double sum = 0;
            for (int i = channel * pixels; i < (channel + 1) * pixels; i++) {
                sum += tensor.values()[i];
                least = Math.min(least, tensor.values()[i]);
                most = Math.max(most, tensor.values()[i]);
            }
            assertEquals(facts.getAsJsonArray("channel_mean").get(channel).getAsDouble(), sum / pixels, MEAN, what);
        }
        assertEquals(facts.get("min").getAsFloat(), least, EXACT, what);
        assertEquals(facts.get("max").getAsFloat(), most, EXACT, what);
    }

    private static void assertSample(Path folder, int stride, String image, ImageTensor tensor) {
        Path sample = folder.resolve(stride == 1 ? "expected.safetensors" : "expected_sample.safetensors");
        Map<String, ReferenceTensors> expected = Files.exists(sample) ? ReferenceTensors.read(sample) : Map.of();
        ReferenceTensors values = expected.get(image + ".pixel_values");
        if (values != null) {
            for (int i = 0; i < values.values().length; i++) {
                assertEquals(values.values()[i], tensor.values()[place(i, values.shape(), stride, tensor)], EXACT, image + " at " + i);
            }
        }
        ReferenceTensors mask = expected.get(image + ".pixel_mask");
        if (mask != null) {
            for (int i = 0; i < mask.values().length; i++) {
                int[] shape = {1, mask.shape()[0], mask.shape()[1]};
                assertEquals(mask.values()[i], tensor.mask()[place(i, shape, stride, tensor)], image + " mask at " + i);
            }
        }
    }

    /// Where the sampled number lies in the whole tensor.
    private static int place(int sampled, int[] shape, int stride, ImageTensor tensor) {
        int x = sampled % shape[2] * stride;
        int y = sampled / shape[2] % shape[1] * stride;
        return (sampled / shape[2] / shape[1] * tensor.height() + y) * tensor.width() + x;
    }

    private static int[] integers(JsonArray numbers) {
        return numbers.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
    }
}
