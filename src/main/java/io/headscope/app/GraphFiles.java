package io.headscope.app;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Which files of a folder make a network, as Optimum and transformers.js lay them out: `model.onnx`, or `encoder_model.onnx`
/// with `decoder_model.onnx`, beside `config.json` or in a folder `onnx` below it.
///
/// @param folder where `config.json` and `tokenizer.json` are, if anywhere
/// @param files  one graph; or the encoder's, then the decoder's
record GraphFiles(Path folder, List<Path> files) {

    private static final String ENCODER = "encoder_model";
    private static final List<String> DECODERS = List.of("decoder_model", "decoder_model_merged", "decoder_with_past_model");
    private static final List<String> USUAL = List.of(
            "model.onnx", "model_fp32.onnx", "model_optimized.onnx", "decoder_model.onnx", "decoder_model_merged.onnx",
            "model_fp16.onnx", "model_quantized.onnx", "model_int8.onnx", "model_uint8.onnx", "model_q4.onnx", "model_q4f16.onnx",
            "model_bnb4.onnx");

    static boolean isGraph(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".onnx");
    }

    /// Whether `path` is a graph, or a folder with graphs and without weights of another kind.
    static boolean isIn(Path path) {
        if (isGraph(path)) {
            return true;
        }
        return Files.isDirectory(path) && !hasCheckpoint(path) && !graphs(path).isEmpty();
    }

    private static boolean hasCheckpoint(Path folder) {
        return Stream.of("model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json")
                .anyMatch(name -> Files.exists(folder.resolve(name)));
    }

    /// @throws ProblemException if there is no graph in it
    static GraphFiles of(Path path) {
        if (isGraph(path)) {
            return ofFile(path);
        }
        Path inner = Files.isDirectory(path.resolve("onnx")) && graphsIn(path).isEmpty() ? path.resolve("onnx") : path;
        for (String decoder : DECODERS) {
            Path encoder = inner.resolve(ENCODER + ".onnx");
            Path with = inner.resolve(decoder + ".onnx");
            if (Files.exists(encoder) && Files.exists(with) && !decoder.equals("decoder_with_past_model")) {
                return new GraphFiles(path, List.of(encoder, with));
            }
        }
        List<Path> graphs = graphs(path);
        Path usual = USUAL.stream().map(inner::resolve).filter(Files::exists).findFirst().orElseGet(graphs::getFirst);
        return new GraphFiles(path, List.of(usual));
    }

    /// A decoder is opened with the encoder beside it, whose states it reads.
    private static GraphFiles ofFile(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        Path folder = parent != null && parent.endsWith("onnx") && !Files.exists(parent.resolve("config.json"))
                && parent.getParent() instanceof Path above && Files.exists(above.resolve("config.json")) ? above : parent;
        String name = String.valueOf(file.getFileName());
        if (folder == null) {
            throw new ProblemException(Problem.FILE_MISSING, file);
        }
        for (String decoder : DECODERS) {
            if (name.startsWith(decoder)) {
                Path encoder = file.resolveSibling(ENCODER + name.substring(decoder.length()));
                return new GraphFiles(folder, Files.exists(encoder) ? List.of(encoder, file) : List.of(file));
            }
        }
        return new GraphFiles(folder, List.of(file));
    }

    private static List<Path> graphs(Path folder) {
        List<Path> own = graphsIn(folder);
        return own.isEmpty() ? graphsIn(folder.resolve("onnx")) : own;
    }

    private static List<Path> graphsIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(GraphFiles::isGraph).sorted().toList();
        } catch (IOException unreadable) {
            throw new ProblemException(unreadable, Problem.FILE_UNREADABLE, folder);
        }
    }
}
