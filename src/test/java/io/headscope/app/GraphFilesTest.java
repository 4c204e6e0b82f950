package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which graphs of a folder make one network.
final class GraphFilesTest {

    @TempDir
    private Path folder;

    private Path inner() throws IOException {
        return Files.createDirectories(folder.resolve("onnx"));
    }

    private Path put(String name) throws IOException {
        return Files.createFile(inner().resolve(name));
    }

    private static List<String> names(Path path) {
        return GraphFiles.of(path).files().stream().map(file -> String.valueOf(file.getFileName())).toList();
    }

    @Test
    void quantizedHalvesBelongTogether() throws IOException {
        put("encoder_model_quantized.onnx");
        put("decoder_model_merged_quantized.onnx");
        put("decoder_with_past_model_quantized.onnx");
        assertEquals(List.of("encoder_model_quantized.onnx", "decoder_model_merged_quantized.onnx"), names(folder));
    }

    @Test
    void whatIsStoredAsItIsGoesFirst() throws IOException {
        put("encoder_model.onnx");
        put("encoder_model_fp16.onnx");
        put("decoder_model_fp16.onnx");
        Path merged = put("decoder_model_merged.onnx");
        assertEquals(List.of("encoder_model.onnx", "decoder_model_merged.onnx"), names(folder));
        assertEquals(List.of("encoder_model.onnx", "decoder_model_merged.onnx"), names(merged));
    }

    @Test
    void anEncoderOfAnotherVariantServesWhereThereIsNoneOfTheSame() throws IOException {
        put("encoder_model_fp16.onnx");
        Path decoder = put("decoder_with_past_model_q4.onnx");
        assertEquals(List.of("encoder_model_fp16.onnx", "decoder_with_past_model_q4.onnx"), names(decoder));
    }

    @Test
    void aDecoderAloneIsOpenedAlone() throws IOException {
        Path decoder = put("decoder_model_merged_quantized.onnx");
        assertEquals(List.of("decoder_model_merged_quantized.onnx"), names(decoder));
        assertEquals(List.of("decoder_model_merged_quantized.onnx"), names(folder));
    }
}
