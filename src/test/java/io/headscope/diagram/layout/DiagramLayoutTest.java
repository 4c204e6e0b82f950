package io.headscope.diagram.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonParser;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.Shape;
import io.headscope.diagram.layout.Placed.PlacedLink;
import io.headscope.diagram.layout.Placed.PlacedNode;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.drawing.Box;
import io.headscope.drawing.Point;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DiagramLayoutTest {

    private static final Path SEEDS = Path.of("../shared/mermaid/seeds.jsonl");

    @ParameterizedTest
    @ValueSource(strings = {
        "graph TD\na --> b --> c --> d\na --> c\nb --> d",
        "graph LR\n输入 --> 编码器{{编码器}} -->|隐藏状态| 注意力{注意力？}\n注意力 --> 输出\n注意力 -. 残差 .-> 输入",
        "graph TB\nsubgraph one\na --> b\nsubgraph two\nc --> d\nend\nend\nb --> c\nd --> e\nx --> one",
        "graph BT\na --> b & c & d\nb & c & d --> e\ne --> e",
        "graph RL\na ----> b\na --> c --> d --> b"
    })
    void nothingLiesOverAnythingElse(String text) {
        assertClear(place(text));
    }

    @Test
    void theSeedsAreClear() throws IOException {
        assumeTrue(Files.exists(SEEDS), SEEDS + " is not there: Mermaid's own texts are not part of the project");
        for (String line : Files.readAllLines(SEEDS)) {
            assertClear(place(JsonParser.parseString(line).getAsJsonObject().get("text").getAsString()));
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void linksEndOnTheOutlineOfEveryShape(Shape shape) {
        Placed placed = place("graph TD\nstart --> n\nn --> a & b & c\nn@{ shape: %s, label: \"some words\" }".formatted(
                shape == Shape.ICON || shape == Shape.IMAGE ? "rect" : shape.id()));
        Box box = placed.place("n").orElseThrow();
        java.awt.Shape outline = Form.outline(placed.nodes().get(1).node().shape(), box);
        for (PlacedLink link : placed.links()) {
            Point end = link.link().to().equals("n") ? link.points().getLast() : link.points().getFirst();
            boolean near = outline.intersects(new Rectangle2D.Double(end.x() - 1.5, end.y() - 1.5, 3, 3))
                    && !outline.contains(new Rectangle2D.Double(end.x() - 1.5, end.y() - 1.5, 3, 3));
            assertTrue(near, () -> shape + ": " + end + " is not on the outline in " + box);
        }
    }

    @Test
    void membersStandInTheirFrame() {
        Placed placed = place("graph TB\nsubgraph a [A rather long title of a frame]\nb --> c\nsubgraph d\ne\nend\nend\nc --> f");
        Box frame = placed.place("a").orElseThrow();
        for (String member : List.of("b", "c", "d", "e")) {
            assertTrue(frame.holds(placed.place(member).orElseThrow()), member);
        }
        assertTrue(placed.place("d").orElseThrow().holds(placed.place("e").orElseThrow()));
    }

    @Test
    void theSameDiagramLiesTheSame() {
        String text = "graph LR\na --> b & c --> d\nd --> a\nsubgraph s\nb\nc\nend";
        assertEquals(place(text), place(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "graph TD", "graph TD\na --> a", "graph TD\na --> b --> a", "graph TD\nsubgraph s\na\nend\ns --> a\na --> s\ns --> s",
        "graph TD\nsubgraph s\nend\ns --> t", "graph TD\nsubgraph a\nb\nend\nsubgraph b\na\nend\na --> b",
        "graph TD\nsubgraph a\nx\nend\nsubgraph a\ny\nend\nx --> y", "graph TD\nsubgraph a\ndirection LR\nx --> y\nend\nz --> a"
    })
    void whatIsOddIsLaidOutAllTheSame(String text) {
        place(text);
    }

    @Test
    void fourHundredNodesLieClearAndLinksLeadOn() {
        Placed placed = place(random(400, 600));
        assertEquals(400, placed.nodes().size());
        assertEquals(600, placed.links().size());
        assertClear(placed);
        for (PlacedLink link : placed.links()) {
            if (!link.link().from().equals(link.link().to())) {
                assertTrue(
                        placed.place(link.link().from()).orElseThrow().bottom() <= placed.place(link.link().to()).orElseThrow().y(),
                        () -> link.link().from() + " above " + link.link().to());
            }
        }
    }

    @Test
    void layoutEndsWhenNobodyWaits() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        Diagram diagram = MermaidReader.read(random(2_000, 3_000)).orThrow("text");
        assertThrows(CancellationException.class, () -> DiagramLayout.place(diagram, cancelled));
    }

    @Test
    void tenThousandNodesAreRefusedInASentence() {
        Diagram diagram = MermaidReader.read(random(10_000, 9_000)).orThrow("text");
        ProblemException problem = assertThrows(ProblemException.class, () -> DiagramLayout.place(diagram, Cancellation.never()));
        assertEquals(Problem.DIAGRAM_TOO_LARGE, problem.problem());
    }

    static String random(int nodes, int links) {
        Random random = new Random(7);
        return "graph TD\n"
                + IntStream.range(0, nodes).mapToObj(i -> "n" + i + "[node number " + i + "]\n").collect(Collectors.joining())
                + IntStream.range(0, links)
                        .mapToObj(i -> {
                            int from = random.nextInt(nodes - 1);
                            return "n" + from + " --> n" + Math.min(nodes - 1, from + 1 + random.nextInt(8)) + "\n";
                        })
                        .collect(Collectors.joining());
    }

    private static Placed place(String text) {
        return DiagramLayout.place(MermaidReader.read(text).orThrow("text"), Cancellation.never());
    }

    private static void assertClear(Placed placed) {
        List<String> faults = new ArrayList<>();
        List<PlacedNode> nodes = placed.nodes();
        for (int i = 0; i < nodes.size(); i++) {
            for (int j = i + 1; j < nodes.size(); j++) {
                if (nodes.get(i).box().overlaps(nodes.get(j).box())) {
                    faults.add(nodes.get(i).node().id() + " over " + nodes.get(j).node().id());
                }
            }
            for (PlacedLink link : placed.links()) {
                throughNode(link, nodes.get(i), faults);
            }
        }
        for (PlacedLink link : placed.links()) {
            Box label = link.label();
            if (label != null) {
                nodes.stream().filter(node -> node.box().overlaps(label)).forEach(node -> faults.add("label over " + node.node().id()));
            }
        }
        assertEquals(List.of(), faults);
    }

    private static void throughNode(PlacedLink link, PlacedNode node, List<String> faults) {
        if (node.node().id().equals(link.link().from()) || node.node().id().equals(link.link().to())) {
            return;
        }
        Box inner = node.box().grown(-2);
        Rectangle2D box = new Rectangle2D.Double(inner.x(), inner.y(), inner.width(), inner.height());
        for (int i = 1; i < link.points().size(); i++) {
            Point a = link.points().get(i - 1);
            Point b = link.points().get(i);
            if (box.intersectsLine(a.x(), a.y(), b.x(), b.y())) {
                faults.add("link " + link.number() + " through " + node.node().id());
            }
        }
    }
}
