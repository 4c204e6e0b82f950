package io.headscope.diagram.mermaid;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.diagram.Click;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.Direction;
import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.Preamble;
import io.headscope.diagram.Shape;
import io.headscope.diagram.StyleClass;
import io.headscope.diagram.Subgraph;
import io.headscope.diagram.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MermaidWriterTest {

    /// What labels are made of: everything that Mermaid takes for something else.
    private static final List<String> SNIPPETS = List.of(
            "word", " ", "\n", "\"", "#", ";", "&", "<b>", "<br/>", "`", "%%", "%%{init: {}}%%", "()", "[]", "{}", "|", "-->", "end",
            "style x:#fff;", "classDef", "direction TB", "C4Context", "注意力", "，", "é", "@", "\\", "#35;", "&amp;", "**bold**", "ﬂ°", "¶ß",
            "---", "x--x", "graph TD", "subgraph", "'", "=", "~~~", "🙂", "___", "a.b", ":::");

    private static final List<String> IDS = List.of(
            "a", "B2", "layers_0", "layers.0.self_attn", "注意力", "x", "o", "v", "A-1", "n&m", "1st", "node_3", "endless", "styles", "a/b");

    @Test
    void whatIsWrittenReadsAsTheSameDiagram() {
        for (int seed = 0; seed < 2_000; seed++) {
            Diagram diagram = random(new Random(seed));
            String text = MermaidWriter.write(diagram);
            Reading reading = MermaidReader.read(text);
            int number = seed;
            Diagram read = switch (reading) {
                case Reading.Flowchart(Diagram again) -> again;
                case Reading.Refused(Fault fault) -> throw new AssertionError("seed " + number + ": " + fault + "\n" + text);
            };
            List<Object> wanted = comparable(diagram);
            for (int part = 0; part < wanted.size(); part++) {
                assertEquals(wanted.get(part), comparable(read).get(part), () -> "seed " + number + "\n" + text);
            }
        }
    }

    @Test
    void idsThatMermaidCannotWriteAreReplacedAlike() {
        Diagram diagram = Diagram.of(
                Direction.LR,
                List.of(Node.of("end", "The end", Shape.STADIUM), Node.of("two words", "two words", Shape.RECTANGLE), Node.of("node1", "node1", Shape.RECTANGLE)),
                List.of(Link.of("end", "two words", ""), Link.of("two words", "node1", "")),
                List.of(),
                List.of());
        assertEquals("""
                flowchart LR
                    node2(["The end"])
                    node3["two words"]
                    node1
                    node2 --> node3
                    node3 --> node1
                """, MermaidWriter.write(diagram));
    }

    @Test
    void aTitleIsWrittenAsFrontMatter() {
        Preamble titled = new Preamble(null, null, null, java.util.Map.of(), "A \"title\"", null, null);
        Diagram diagram = new Diagram(Direction.TB, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), null, titled);
        assertEquals("A \"title\"", MermaidReader.read(MermaidWriter.write(diagram)).orThrow("text").preamble().title());
    }

    /// Orders that mean nothing left out.
    private static List<Object> comparable(Diagram diagram) {
        return List.of(
                diagram.direction(), sorted(diagram.nodes()), diagram.links(), sorted(diagram.subgraphs()), diagram.classes(),
                diagram.clicks(), diagram.linkStyles(), String.valueOf(diagram.curve()));
    }

    private static String sorted(List<?> values) {
        return values.stream().map(Object::toString).sorted().collect(java.util.stream.Collectors.joining("\n"));
    }

    private static Diagram random(Random random) {
        List<String> ids = new ArrayList<>(IDS);
        java.util.Collections.shuffle(ids, random);
        ids = ids.subList(0, 1 + random.nextInt(8));
        List<StyleClass> classes = random.nextBoolean()
                ? List.of()
                : List.of(new StyleClass("warm", List.of("fill:#fdb", "stroke-dasharray: 5,3")), new StyleClass("cold", List.of("color:#012345")));
        List<Node> nodes = ids.stream().map(id -> node(id, random, !classes.isEmpty())).toList();
        List<Link> links = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            links.add(link(ids.get(random.nextInt(ids.size())), ids.get(random.nextInt(ids.size())), "e" + i, random));
        }
        List<Click> clicks = random.nextInt(4) > 0 || nodes.getFirst().classes().contains("clickable")
                ? List.of()
                : List.of(new Click(List.of(ids.getFirst()), new Click.OpenPage("https://example.org/?a=1&b=2", "_blank"), label(random).strip() + "t"));
        List<Node> all = new ArrayList<>(nodes);
        if (!clicks.isEmpty()) {
            Node first = nodes.getFirst();
            List<String> more = new ArrayList<>(first.classes());
            more.add("clickable");
            all.set(0, new Node(first.id(), first.label(), first.shape(), more, first.styles(), first.picture()));
        }
        return new Diagram(
                Direction.values()[List.of(0, 2, 3, 4).get(random.nextInt(4))], all, links, subgraphs(ids, random), classes, clicks,
                random.nextBoolean() ? List.of() : List.of("stroke:#123"), random.nextBoolean() ? null : "linear", Preamble.NONE);
    }

    private static Node node(String id, Random random, boolean styled) {
        String written = label(random);
        Text label = random.nextBoolean() ? Text.of(id) : new Text(written, !written.isEmpty() && random.nextInt(4) == 0);
        Shape[] shapes = IntStream.range(0, Shape.values().length)
                .mapToObj(i -> Shape.values()[i])
                .filter(shape -> !Set.of(Shape.ICON, Shape.IMAGE).contains(shape))
                .toArray(Shape[]::new);
        boolean icon = random.nextInt(12) == 0;
        Shape shape = icon ? Shape.ICON : shapes[random.nextInt(shapes.length)];
        List<Node.Property> picture = icon
                ? List.of(new Node.Property("icon", "fa:fa-" + label(random).strip() + "x"), new Node.Property("form", "square"))
                : List.of();
        List<String> classes = styled && random.nextBoolean() ? List.of("warm") : List.of();
        List<String> styles = random.nextInt(3) == 0 ? List.of("fill:#abc", "stroke-width:2px") : List.of();
        return new Node(id, label, shape, classes, styles, picture);
    }

    private static Link link(String from, String to, String id, Random random) {
        Link.Stroke stroke = Link.Stroke.values()[random.nextInt(4)];
        Link.Head end = stroke == Link.Stroke.INVISIBLE ? Link.Head.NONE : Link.Head.values()[random.nextInt(4)];
        Link.Head start = random.nextBoolean() ? end : Link.Head.NONE;
        Text label = random.nextBoolean() ? Text.NONE : new Text(label(random), random.nextInt(4) == 0);
        boolean named = random.nextInt(4) == 0;
        return new Link(
                named ? id : null, from, to, label.isEmpty() ? Text.NONE : label, stroke, start, end, 1 + random.nextInt(10),
                List.of(), random.nextInt(4) == 0 ? List.of("stroke:#f00", "stroke-dasharray: 1,2") : List.of(),
                random.nextInt(4) == 0 ? "basis" : null);
    }

    /// Lines without white space at their ends: a label has none.
    private static String label(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(SNIPPETS.get(random.nextInt(SNIPPETS.size())));
        }
        String stripped = text.toString().strip();
        // Quotes around the whole are taken for quotes, as mermaid does.
        return stripped.startsWith("\"") && stripped.endsWith("\"") ? "q" + stripped : stripped;
    }

    private static List<Subgraph> subgraphs(List<String> ids, Random random) {
        if (random.nextBoolean() || ids.size() < 3) {
            return List.of();
        }
        Direction own = random.nextBoolean() ? null : Direction.LR;
        Subgraph inner = new Subgraph("inner", Text.of(label(random)), List.of(ids.get(0)), own, List.of());
        if (random.nextBoolean()) {
            return List.of(inner);
        }
        return List.of(inner, new Subgraph("outer", Text.of("outer"), List.of("inner", ids.get(1)), null, List.of()));
    }
}
