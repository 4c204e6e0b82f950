package io.headscope.app;

import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which files of a folder make a network, as Optimum and transformers.js lay them out: `model.onnx`, or `encoder_model.onnx`
/// with `decoder_model.onnx`, beside `config.json` or in a folder `onnx` below it.
///
/// @param folder where `config.json` and `tokenizer.json` are, if anywhere
/// @param files  one graph; or the encoder's, then the decoder's
record GraphFiles(Path folder, List<Path> files) {

    private static final String ENCODER = "encoder_model";
    private static final List<String> DECODERS = List.of("decoder_model", "decoder_model_merged");
    /// What stands behind the name of a graph whose numbers are stored in another way: as they are, then the more exact first.
    private static final List<String> VARIANTS =
            List.of("", "_fp32", "_optimized", "_fp16", "_quantized", "_int8", "_uint8", "_q8", "_q4", "_q4f16", "_bnb4");
    private static final List<String> USUAL = List.of(
            "model.onnx", "model_fp32.onnx", "model_optimized.onnx", "decoder_model.onnx", "decoder_model_merged.onnx",
            "model_fp16.onnx", "model_quantized.onnx", "model_int8.onnx", "model_uint8.onnx", "model_q4.onnx", "model_q4f16.onnx",
            "model_bnb4.onnx");

    private static final Pattern DECODER = Pattern.compile("decoder_(?:model_merged|with_past_model|model)(?<variant>.*)\\.onnx");

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
        for (String variant : VARIANTS) {
            for (String decoder : DECODERS) {
                Path with = inner.resolve(decoder + variant + ".onnx");
                Optional<Path> encoder = encoder(inner, variant);
                if (Files.exists(with) && encoder.isPresent()) {
                    return new GraphFiles(path, List.of(encoder.get(), with));
                }
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
        Matcher decoder = DECODER.matcher(name);
        List<Path> graphs = new ArrayList<>();
        if (decoder.matches()) {
            encoder(folder(file), decoder.group("variant")).ifPresent(graphs::add);
        }
        graphs.add(file);
        return new GraphFiles(folder, List.copyOf(graphs));
    }

    private static Path folder(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    /// The encoder of a variant; where there is none, another: variants of both go together.
    private static Optional<Path> encoder(Path folder, String variant) {
        return Stream.concat(Stream.of(variant), VARIANTS.stream())
                .map(one -> folder.resolve(ENCODER + one + ".onnx"))
                .filter(Files::exists)
                .findFirst();
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
