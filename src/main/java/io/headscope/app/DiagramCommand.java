package io.headscope.app;

import com.google.gson.GsonBuilder;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.layout.DiagramLayout;
import io.headscope.diagram.layout.DiagramPicture;
import io.headscope.diagram.layout.Placed;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.diagram.mermaid.MermaidWriter;
import io.headscope.diagram.pipeline.Detail;
import io.headscope.diagram.pipeline.PipelineReader;
import io.headscope.drawing.Palette;
import io.headscope.export.DrawingExporter;
import io.headscope.export.DrawingFile;
import io.headscope.file.TextFile;
import io.headscope.file.WholeFile;
import io.headscope.message.Messages;
import io.headscope.model.Program;
import io.headscope.session.Theme;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Draws a diagram into a file, or writes it as text.
@Command(
        name = "diagram",
        description = "Draws a Mermaid flowchart, or a model's own pipeline, and writes it as a picture, as Mermaid text or as JSON "
                + "with the places of everything.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  headscope diagram attention.mmd --out attention.svg",
            "  headscope diagram sample-models/shakespeare-gpt --out model.mmd",
            "  headscope diagram model.onnx --detail inside --out model.svg"
        })
@SuppressWarnings("NullAway.Init")
final class DiagramCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SOURCE", description = "A model’s folder, an .onnx or TorchScript file, a file of Mermaid text, or - for Mermaid text from the standard input.")
    private String source;

    @Option(names = "--out", paramLabel = "F", required = true,
            description = "Where to save; the ending says as what: .svg, .pdf, .png, .mmd or .json.")
    private Path file;

    @Option(names = "--detail", paramLabel = "D", defaultValue = "blocks",
            description = "How closely a model is looked at: model, blocks, inside or operations. Default: ${DEFAULT-VALUE}.")
    private Detail detail;

    @Option(names = "--unfold", description = "Show every layer, where otherwise layers alike are drawn once.")
    private boolean unfold;

    @Option(names = "--theme", paramLabel = "T", defaultValue = "light", description = "light or dark. Default: ${DEFAULT-VALUE}.")
    private Theme theme;

    @Override
    public Integer call() {
        Output output = output();
        Diagram diagram = diagram();
        output.write(diagram);
        return CommandLine.DONE;
    }

    /// What is done with the diagram.
    private interface Output {
        void write(Diagram diagram);
    }

    private Diagram diagram() {
        if (source.equals("-")) {
            return MermaidReader.read(TextFile.decoded(Path.of("-"), standardInput())).orThrow("standard input");
        }
        Path path = Path.of(source);
        if (Models.isForeign(path)) {
            return drawn(Models.asWritten(path));
        }
        if (Files.isDirectory(path)) {
            return pipeline(path);
        }
        return MermaidReader.read(TextFile.read(path)).orThrow(source);
    }

    private Diagram pipeline(Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return drawn(Catalog.family(checkpoint.config()).write(checkpoint.config()).program());
        }
    }

    private Diagram drawn(Program program) {
        Set<String> unfolded = unfold ? PipelineReader.repeated(program) : Set.of();
        return PipelineReader.read(program, detail, unfolded, Map.of(), Messages.ENGLISH).diagram();
    }

    private static byte[] standardInput() {
        try {
            return System.in.readNBytes(TextFile.LARGEST + 1);
        } catch (IOException failure) {
            throw io.headscope.file.ReadableFile.failed(Path.of("-"), failure);
        }
    }

    private Output output() {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".mmd")) {
            return diagram -> text(MermaidWriter.write(diagram));
        }
        if (name.endsWith(".json")) {
            return diagram -> text(new GsonBuilder().disableHtmlEscaping().serializeNulls().setPrettyPrinting().create()
                            .toJson(PlacedJson.of(place(diagram))) + "\n");
        }
        DrawingExporter exporter = Catalog.exporters().stream()
                .filter(one -> name.endsWith("." + one.extension()))
                .findFirst()
                .orElseThrow(() -> new ParameterException(spec.commandLine(), file + " ends in none of: " + endings()));
        return diagram -> DrawingFile.write(file, DiagramPicture.draw(place(diagram)), palette(), exporter);
    }

    private static String endings() {
        List<String> own = List.of("mmd", "json");
        return Stream.concat(Catalog.exporters().stream().map(DrawingExporter::extension), own.stream())
                .map(one -> "." + one)
                .collect(Collectors.joining(", "));
    }

    private static Placed place(Diagram diagram) {
        return DiagramLayout.place(diagram, Cancellation.never());
    }

    private void text(String text) {
        try {
            WholeFile.write(file, channel -> {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            });
        } catch (IOException failure) {
            throw WholeFile.notWritten(file, failure);
        }
    }

    private Palette palette() {
        return switch (theme) {
            case LIGHT -> Palette.LIGHT;
            case DARK -> Palette.DARK;
        };
    }
}
