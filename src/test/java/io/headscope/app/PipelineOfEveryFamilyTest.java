package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.headscope.checkpoint.Checkpoint;
import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.layout.DiagramLayout;
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

/// The diagram of every network that can be written: nothing of it is left out, and its text is a flowchart again.
final class PipelineOfEveryFamilyTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TestFactory
    Stream<DynamicTest> everyFamilyIsDrawnAtEveryDetail() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            List<Path> models = folders.filter(folder -> Files.exists(folder.resolve("config.json"))).sorted().toList();
            return models.stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(program(folder))));
        }
    }

    private static void check(Program program) {
        Set<String> all = PipelineReader.repeated(program);
        for (Detail detail : Detail.values()) {
            for (Set<String> unfolded : List.of(Set.<String>of(), all)) {
                Pipeline pipeline = PipelineReader.read(program, detail, unfolded, Map.of(), Messages.ENGLISH);
                assertEquals(
                        new TreeSet<>(program.sites()),
                        pipeline.stations().values().stream().flatMap(one -> one.sites().stream()).collect(Collectors.toCollection(TreeSet::new)),
                        () -> "sites at " + detail);
                Set<String> ids = pipeline.diagram().nodes().stream().map(Node::id).collect(Collectors.toSet());
                assertFalse(ids.isEmpty());
                assertEquals(Set.of(), pipeline.diagram().links().stream()
                        .flatMap(link -> Stream.of(link.from(), link.to()))
                        .filter(id -> !ids.contains(id))
                        .collect(Collectors.toSet()));
                pipeline.stations().values().forEach(one -> {
                    Messages.ENGLISH.text("diagram.step." + one.kind());
                    Messages.CHINESE.text("diagram.step." + one.kind());
                });
                program.outputs().keySet().forEach(name -> assertReached(pipeline, name));
                assertEquals(
                        pipeline.diagram().links(),
                        MermaidReader.read(MermaidWriter.write(pipeline.diagram())).orThrow("written").links());
            }
        }
        DiagramLayout.place(PipelineReader.read(program, Detail.INSIDE, Set.of(), Map.of(), Messages.CHINESE).diagram(), Cancellation.never());
    }

    /// Every output comes from some input.
    private static void assertReached(Pipeline pipeline, String output) {
        Set<String> reached = new TreeSet<>(Set.of("out_" + output.replaceAll("[^A-Za-z0-9]+", "_")));
        int before;
        do {
            before = reached.size();
            for (Link link : pipeline.diagram().links()) {
                if (reached.contains(link.to())) {
                    reached.add(link.from());
                }
            }
        } while (reached.size() > before);
        assertFalse(reached.stream().noneMatch(id -> id.startsWith("in_")), () -> output + " comes from " + reached);
    }

    @Test
    void theSampleModelReadsAsItIs() {
        Program program = program(Path.of("sample-models/shakespeare-gpt"));
        Pipeline whole = PipelineReader.read(program, Detail.MODEL, Set.of(), Map.of("batch", 1L, "tokens", 12L), Messages.ENGLISH);
        assertEquals("""
                flowchart TB
                    in_input_ids[/"input_ids"/]
                    in_attention_mask[/"attention_mask"/]
                    in_position_ids[/"position_ids"/]
                    part_embeddings["embeddings<br/>163,840 parameters"]
                    part_h_0["h<br/>× 4<br/>8 heads<br/>793,088 parameters"]@{ shape: st-rect }
                    part_ln_f["ln_f<br/>256 parameters"]
                    part_lm_head["lm_head<br/>131,072 parameters"]
                    out_logits[\\"logits"\\]
                    out_last_hidden_state[\\"last_hidden_state"\\]
                    in_input_ids -->|"[1, 12]"| part_embeddings
                    in_position_ids -->|"[1, 12]"| part_embeddings
                    part_embeddings -->|"[1, 12, 128]"| part_h_0
                    in_attention_mask -->|"[1, 12]"| part_h_0
                    part_h_0 -->|"[1, 12, 128]"| part_ln_f
                    part_ln_f -->|"[1, 12, 128]"| part_lm_head
                    part_lm_head -->|"[1, 12, 1024]"| out_logits
                    part_ln_f -->|"[1, 12, 128]"| out_last_hidden_state
                    classDef attention stroke:#d55e00,stroke-width:2px
                    classDef data stroke-dasharray: 4
                    class in_input_ids data
                    class in_attention_mask data
                    class in_position_ids data
                    class part_h_0 attention
                    class out_logits data
                    class out_last_hidden_state data
                """, MermaidWriter.write(whole.diagram()));
        Pipeline unfolded = PipelineReader.read(program, Detail.BLOCKS, PipelineReader.repeated(program), Map.of(), Messages.ENGLISH);
        assertEquals(
                List.of("h.0", "h.1", "h.2", "h.3"),
                unfolded.diagram().subgraphs().stream().map(one -> one.title().value()).toList());
        Pipeline inside = PipelineReader.read(program, Detail.INSIDE, Set.of(), Map.of(), Messages.ENGLISH);
        assertEquals(
                List.of("layer-norm", "projection", "scores", "scale", "mask", "softmax", "weighted", "linear", "add", "layer-norm", "linear",
                        "activate", "linear", "add"),
                inside.order().stream().map(id -> inside.stations().get(id)).filter(one -> one.part().startsWith("h.0")).map(Pipeline.Station::kind).toList());
        assertEquals(2, inside.diagram().links().stream().filter(link -> link.stroke() == Link.Stroke.THICK).count(), "ways around");
    }

    private static Program program(Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            return Catalog.family(checkpoint.config()).write(checkpoint.config()).program();
        }
    }
}
