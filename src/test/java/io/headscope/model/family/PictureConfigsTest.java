package io.headscope.model.family;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.app.Catalog;
import io.headscope.attention.Layout;
import io.headscope.attention.Stack;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.file.JsonFile;
import io.headscope.message.ProblemException;
import io.headscope.model.Extent;
import io.headscope.model.Intake;
import io.headscope.model.ModelConfig;
import io.headscope.model.Network;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the configs of networks for pictures and sounds may say, and what they may not.
final class PictureConfigsTest {

    @ParameterizedTest(name = "{0}: {1} = {2}")
    @CsvSource(delimiter = '|', textBlock = """
            vit | image_size | 30 | 30, but it should be a size that patches of 8 by 8 fill
            vit | image_size | [32, 30] | [32,30], but it should be a size that patches of 8 by 8 fill
            vit | image_size | [32] | [32], but it should be a height and a width
            vit | image_size | 0 | 0, but it should be a whole number from 1 to 16777216
            vit | patch_size | "8" | "8", but it should be a number
            vit | num_attention_heads | 5 | 5, but it should be a number that 32 can be divided by
            deit | hidden_act | "maxout" | "maxout", but it should be one of gelu, gelu_new, gelu_fast, gelu_pytorch_tanh, quick_gelu, relu, silu, swish, tanh, sigmoid
            beit | use_shared_relative_position_bias | true | true, but it should be false
            dinov2 | mlp_ratio | -1 | -1, but it should be a number from 0.01 to 1000.0
            swin | num_heads | [2] | [2], but it should be a list of 2 numbers, one for each stage
            swin | num_heads | [2, 5] | [2,5], but it should be numbers that divide the widths of their stages
            swin | window_size | 9 | 9, but it should be a whole number from 1 to 8
            swin | depths | 2 | 2, but it should be a list of whole numbers from 1 up
            segformer | sr_ratios | [8, 4] | [8,4], but it should be a list of 4 numbers, one for each stage
            segformer | num_attention_heads | [1, 2, 5, 8] | [1,2,5,8], but it should be numbers that divide the widths of their stages
            detr | position_embedding_type | "learned" | "learned", but it should be "sine"
            detr | dilation | true | true, but it should be false
            detr | backbone_config | 3 | 3, but it should be an object of settings
            clip | vision_config | [] | [], but it should be an object of settings
            vilt | hidden_size | 30 | 4, but it should be a number that 30 can be divided by
            whisper | encoder_attention_heads | 3 | 3, but it should be a number that 32 can be divided by
            wav2vec2 | add_adapter | true | true, but it should be false
            wav2vec2 | conv_kernel | [10, 3] | [10,3], but it should be a list of 3 numbers, one for each stage
            wav2vec2 | feat_extract_norm | "batch" | "batch", but it should be one of group, layer
            wav2vec2 | num_conv_pos_embedding_groups | 5 | 5, but it should be a number that 32 can be divided by
            audio_spectrogram_transformer | patch_size | 17 | 17, but it should be a whole number from 1 to 16
            """)
    void absurdValuesAreNamed(String folder, String key, String value, String sentence) {
        JsonObject json = json(folder);
        json.add(key, JsonParser.parseString(value));
        ProblemException refused = assertThrows(ProblemException.class, () -> write(json, Extent.USUAL));
        String text = java.util.Objects.requireNonNull(refused.getMessage());
        String about = text.substring(text.indexOf("the value ") + "the value ".length());
        assertEquals(sentence + ". Correct it, or copy the config.json that belongs to this checkpoint.", about);
    }

    @Test
    void aPictureOfAnotherSizeHasAnotherGrid() {
        Network network = write(json("vit"), new Extent.Picture(64, 32));
        Intake.Image image = network.intake(Intake.Image.class).orElseThrow();
        assertEquals(List.of(64, 32), List.of(image.height(), image.width()));
        assertEquals(
                Layout.of(new Layout.Added(List.of("[CLS]")), Layout.Patches.whole(8, 4)), network.layouts().of(Stack.ENCODER));
    }

    @Test
    void aPictureThatPatchesDoNotFillIsRefused() {
        ProblemException refused =
                assertThrows(ProblemException.class, () -> write(json("vit"), new Extent.Picture(60, 32)));
        assertEquals(
                "The input pixel_values cannot be used: its 60 by 32 pixels are not filled by patches of 8 by 8. Correct it and run again.",
                refused.getMessage());
    }

    @Test
    void aSoundTooShortForOneFrameIsRefused() {
        ProblemException refused = assertThrows(ProblemException.class, () -> write(json("wav2vec2"), new Extent.Sound(9)));
        assertEquals(
                "The input input_values cannot be used: its 9 samples are too few for one frame. Correct it and run again.",
                refused.getMessage());
    }

    @Test
    void timmNamesItsLayersOtherwise() {
        JsonObject json = json("detr");
        json.addProperty("use_timm_backbone", true);
        json.addProperty("backbone", "resnet50");
        List<String> names = write(json, Extent.USUAL).program().weights().stream().map(weight -> weight.name()).toList();
        String backbone = "model.backbone.conv_encoder.model.";
        assertEquals(53, names.stream()
                .filter(name -> name.matches("model\\.backbone\\..*(conv\\d|downsample\\.0)\\.weight"))
                .count());
        assertEquals(List.of(true, true, true), List.of(
                names.contains(backbone + "bn1.running_var"),
                names.contains(backbone + "layer1.0.downsample.1.running_mean"),
                names.contains(backbone + "layer3.5.conv3.weight")));
    }

    private static JsonObject json(String folder) {
        return JsonFile.read(GoldenFolder.of(folder).folder().resolve("config.json"));
    }

    private static Network write(JsonObject json, Extent extent) {
        ModelConfig config = new ModelConfig(Path.of("config.json"), json);
        return Catalog.family(config).write(config, extent);
    }
}
