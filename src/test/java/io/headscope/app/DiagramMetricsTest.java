package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.diagram.layout.DiagramLayout;
import io.headscope.diagram.layout.Placed;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How clear diagrams are by measures that somebody else has written: `metrics.mjs`, which is no part of the project.
final class DiagramMetricsTest {

    private static final Path SHARED = Path.of("../shared/mermaid");

    /// Diagrams of our own that can be drawn without any line crossing another.
    private static final Map<String, String> PLANAR = Map.of(
            "chain", "flowchart LR\na[输入] --> b{{编码器}} -->|向量| c{是否?} -->|是| d((输出))\nc -->|否| a",
            "tree", "flowchart TD\nr --> a & b & c\na --> d & e\nb --> f\nc --> g & h & i",
            "framed", "flowchart TB\nsubgraph enc [Encoder]\na --> b\nsubgraph att [Attention]\nb --> q & k & v\nend\nend\nq --> s\nk --> s\ns --> o\nv --> o",
            "long", "flowchart TD\na ----> b\na --> c --> d --> b",
            "around", "flowchart BT\nx --> norm --> attention --> plus\nx ==> plus",
            "loop", "flowchart RL\na --> b --> c --> a\nb --> b");

    @Test
    void nothingCrossesOrLiesOverAnythingElse(@TempDir Path folder) throws IOException, InterruptedException {
        Path metrics = SHARED.resolve("metrics.mjs");
        assumeTrue(Files.exists(metrics), metrics + " is not there: it is not part of the project");
        assumeTrue(hasNode(), "node is not installed, which runs " + metrics);
        Map<String, String> texts = new LinkedHashMap<>(PLANAR);
        for (String line : Files.readAllLines(SHARED.resolve("seeds.jsonl"))) {
            JsonObject seed = JsonParser.parseString(line).getAsJsonObject();
            texts.put(seed.get("id").getAsString(), seed.get("text").getAsString());
        }
        List<String> wrong = new ArrayList<>();
        for (var text : texts.entrySet()) {
            Placed placed = DiagramLayout.place(MermaidReader.read(text.getValue()).orThrow(text.getKey()), Cancellation.never());
            // It asks for itself by its real path.
            Path script = metrics.toRealPath();
            Path file = Files.writeString(folder.resolve(text.getKey() + ".json"), PlacedJson.of(placed).toString());
            JsonObject measured = JsonParser.parseString(run("node", script.toString(), file.toString())).getAsJsonObject();
            for (String none : List.of("nodeOverlaps", "edgeThroughNode", "labelOverlaps", "clusterEscapes")) {
                if (!measured.getAsJsonArray(none).isEmpty()) {
                    wrong.add(text.getKey() + " " + none + " " + measured.get(none));
                }
            }
            if (measured.get("crossings").getAsInt() > 0) {
                wrong.add(text.getKey() + " crossings " + measured.get("crossList"));
            }
        }
        assertEquals(List.of(), wrong);
    }

    private static boolean hasNode() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }
}
