package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.diagram.mermaid.MermaidWriter;
import io.headscope.diagram.pipeline.Detail;
import io.headscope.diagram.pipeline.Pipeline;
import io.headscope.diagram.pipeline.PipelineReader;
import io.headscope.message.Messages;
import io.headscope.model.Program;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Networks of somebody else's as diagrams, by the scopes of their files.
final class ForeignPipelineTest {

    private static final Path GRAPHS = Path.of("src/test/resources/onnx");
    private static final Path PROGRAMS = Path.of("src/test/resources/torchscript");

    @TestFactory
    Stream<DynamicTest> everyFileIsDrawnAtEveryDetail() throws IOException {
        try (Stream<Path> graphs = Files.list(GRAPHS); Stream<Path> programs = Files.list(PROGRAMS)) {
            List<Path> files = Stream.concat(
                            graphs.filter(folder -> !folder.getFileName().toString().startsWith("neg_")),
                            programs.filter(folder -> !folder.getFileName().toString().startsWith("neg_")).map(folder -> folder.resolve("model.pt")))
                    .sorted()
                    .toList();
            return files.stream().map(file -> DynamicTest.dynamicTest(file.toString(), () -> check(Models.asWritten(file))));
        }
    }

    private static void check(Program program) {
        assertFalse(program.sites().isEmpty());
        for (Detail detail : Detail.values()) {
            Pipeline pipeline = PipelineReader.read(program, detail, Set.of(), Map.of(), Messages.ENGLISH);
            assertEquals(
                    new TreeSet<>(program.sites()),
                    pipeline.stations().values().stream().flatMap(one -> one.sites().stream()).collect(Collectors.toCollection(TreeSet::new)),
                    () -> "sites at " + detail);
            Set<String> ids = pipeline.diagram().nodes().stream().map(Node::id).collect(Collectors.toSet());
            assertEquals(Set.of(), pipeline.diagram().links().stream()
                    .flatMap(link -> Stream.of(link.from(), link.to()))
                    .filter(id -> !ids.contains(id))
                    .collect(Collectors.toSet()));
            pipeline.stations().values().forEach(one -> Messages.CHINESE.text("diagram.step." + one.kind()));
            assertTrue(pipeline.diagram().links().stream().map(Link::from).anyMatch(id -> id.startsWith("in_")), () -> "inputs at " + detail);
            assertTrue(pipeline.diagram().links().stream().map(Link::to).anyMatch(id -> id.startsWith("out_")), () -> "outputs at " + detail);
            MermaidReader.read(MermaidWriter.write(pipeline.diagram())).orThrow("written");
        }
    }

    @Test
    void layersAlikeAreOneAndTheirInsideReadsInTheFieldsTerms() {
        Program program = Models.asWritten(GRAPHS.resolve("bert"));
        assertEquals(
                List.of("bert.embeddings", "bert", "bert.encoder.layer × 3 4 heads", "cls.predictions"),
                labels(PipelineReader.read(program, Detail.MODEL, Set.of(), Map.of(), Messages.ENGLISH), "part_"));
        assertEquals(
                List.of("Q 32 × 32", "+ 32", "K 32 × 32", "+ 32", "V 32 × 32", "+ 32", "MatMul", "Div", "+", "Softmax 4 heads", "MatMul",
                        "MatMul 32 × 32", "+ 32", "+", "LayerNormalization 32", "MatMul 32 × 64", "+ 64", "Gelu", "MatMul 64 × 32", "+ 32", "+",
                        "LayerNormalization 32"),
                labels(PipelineReader.read(program, Detail.INSIDE, Set.of(), Map.of(), Messages.ENGLISH), "bert_encoder"));
    }

    @Test
    void aProgramOfPyTorchIsDrawnWithoutRunningIt() {
        Program program = Models.asWritten(PROGRAMS.resolve("bert/model.pt"));
        assertEquals(
                List.of("Q", "K", "V", "matmul", "div", "+", "softmax", "matmul", "linear", "+", "layer_norm", "linear", "gelu", "linear", "+", "layer_norm"),
                labels(PipelineReader.read(program, Detail.INSIDE, Set.of(), Map.of(), Messages.ENGLISH), "bert_encoder"));
    }

    /// A norm before each block, and nothing named: layers begin where attention does.
    @Test
    void aGraphWithoutNamesIsCutIntoLayers() {
        Program program = Models.asWritten(GRAPHS.resolve("ort_optimized_bert"));
        assertEquals(3, program.sites().size());
        Pipeline whole = PipelineReader.read(program, Detail.MODEL, Set.of(), Map.of(), Messages.ENGLISH);
        assertTrue(labels(whole, "part_").toString().contains("layer"), () -> labels(whole, "part_").toString());
    }

    /// What stands between the parts of a layer is drawn between them: the sums are the way around.
    @ParameterizedTest
    @ValueSource(strings = {"onnx/gpt2", "torchscript/gpt2/model.pt", "onnx/llama", "onnx/t5"})
    void dataGoesOneWayThroughTheParts(String file) {
        Program program = Models.asWritten(Path.of("src/test/resources", file));
        for (Detail detail : List.of(Detail.MODEL, Detail.BLOCKS)) {
            Pipeline pipeline = PipelineReader.read(program, detail, Set.of(), Map.of(), Messages.ENGLISH);
            assertEquals(Set.of(), turning(pipeline.diagram().links()), () -> file + " " + detail);
        }
    }

    /// The nodes that data comes to again after it has left them.
    private static Set<String> turning(List<Link> links) {
        Set<String> open = links.stream().flatMap(link -> Stream.of(link.from(), link.to())).collect(Collectors.toCollection(TreeSet::new));
        boolean found = true;
        while (found) {
            Set<String> entered = links.stream().filter(link -> open.contains(link.from())).map(Link::to).collect(Collectors.toSet());
            found = open.retainAll(entered);
        }
        return open;
    }

    @Test
    void theWayAroundABlockOfGpt2IsASumOfItsOwn() {
        Program program = Models.asWritten(GRAPHS.resolve("gpt2"));
        Pipeline blocks = PipelineReader.read(program, Detail.BLOCKS, Set.of(), Map.of(), Messages.ENGLISH);
        assertEquals(List.of("ln_1", "attn 4 heads", "+", "ln_2", "mlp", "+"), labels(blocks, "part_transformer_h_"));
    }

    /// The angles of positions are worked out in the first layer's code, for all of them.
    @Test
    void theLayersOfALlamaAreAlike() {
        Program program = Models.asWritten(GRAPHS.resolve("llama"));
        assertTrue(labels(PipelineReader.read(program, Detail.MODEL, Set.of(), Map.of(), Messages.ENGLISH), "part_").toString().contains("model.layers × 2"));
    }

    private static List<String> labels(Pipeline pipeline, String prefix) {
        return pipeline.diagram().nodes().stream()
                .filter(node -> node.id().startsWith(prefix))
                .map(node -> node.label().value().replaceAll("\n[\\d,]+ parameters", "").replace('\n', ' '))
                .toList();
    }
}
