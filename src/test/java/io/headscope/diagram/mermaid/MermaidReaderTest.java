package io.headscope.diagram.mermaid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.headscope.diagram.Click;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.Direction;
import io.headscope.diagram.Link;
import io.headscope.diagram.Link.Head;
import io.headscope.diagram.Link.Stroke;
import io.headscope.diagram.Node;
import io.headscope.diagram.Shape;
import io.headscope.diagram.StyleClass;
import io.headscope.diagram.Subgraph;
import io.headscope.diagram.Text;
import io.headscope.message.Messages;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MermaidReaderTest {

    @Test
    void nodesAndLinksAreReadInTheirOrder() {
        Diagram diagram = read("""
                flowchart LR
                    text["some text"] --> split(cut into tokens)
                    split -->|ids| embed{known?}
                """);
        assertEquals(Direction.LR, diagram.direction());
        assertEquals(
                List.of(
                        Node.of("text", "some text", Shape.RECTANGLE),
                        Node.of("split", "cut into tokens", Shape.ROUNDED),
                        Node.of("embed", "known?", Shape.DIAMOND)),
                diagram.nodes());
        assertEquals(List.of(Link.of("text", "split", ""), Link.of("split", "embed", "ids")), diagram.links());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {
        "n[a], rect", "n(a), rounded", "n([a]), stadium", "n[[a]], fr-rect", "n[(a)], cyl", "n((a)), circle", "n(((a))), dbl-circ",
        "n{a}, diam", "n{{a}}, hex", "n[/a/], lean-r", "n[\\a\\], lean-l", "n[/a\\], trap-b", "n[\\a/], trap-t", "n>a], odd",
        "n(-a-), ellipse", "n@{ shape: paper-tape }, flag", "n@{ shape: manual-input }, sl-rect"
    })
    void everyBracketIsAShape(String node, String shape) {
        assertEquals(shape, read("graph TD\n" + node).nodes().getFirst().shape().id());
    }

    @ParameterizedTest
    @CsvSource({
        "A --> B, NORMAL, NONE, POINT, 1", "A --- B, NORMAL, NONE, NONE, 1", "A ==> B, THICK, NONE, POINT, 1",
        "A -.-> B, DOTTED, NONE, POINT, 1", "A ~~~ B, INVISIBLE, NONE, NONE, 1", "A <--> B, NORMAL, POINT, POINT, 1",
        "A x--x B, NORMAL, CROSS, CROSS, 1", "A o==o B, THICK, CIRCLE, CIRCLE, 1", "A ---> B, NORMAL, NONE, POINT, 2",
        "A -...-> B, DOTTED, NONE, POINT, 3", "A ====================> B, THICK, NONE, POINT, 10", "A --x B, NORMAL, NONE, CROSS, 1",
        "A -- why --> B, NORMAL, NONE, POINT, 1", "A == why ==> B, THICK, NONE, POINT, 1", "A -. why .-> B, DOTTED, NONE, POINT, 1",
        "A <-- why --> B, NORMAL, POINT, POINT, 1"
    })
    void everyLinkHasItsLineHeadsAndLength(String line, Stroke stroke, Head start, Head end, int length) {
        Link link = read("graph TD\n" + line).links().getFirst();
        String label = line.contains("why") ? "why" : "";
        assertEquals(new Link(null, "A", "B", Text.of(label), stroke, start, end, length, List.of(), List.of(), null), link);
    }

    @Test
    void chainsAndAmpersandsLinkEachWithEach() {
        assertEquals(
                List.of("a>c", "a>d", "b>c", "b>d", "c>e", "d>e"),
                read("graph TD\na & b --> c & d --> e").links().stream().map(one -> one.from() + ">" + one.to()).toList());
    }

    @Test
    void subgraphsAreNestedAndClaimANodeOnce() {
        Diagram diagram = read("""
                graph TB
                subgraph model [One layer]
                  direction LR
                  subgraph inner
                    q & k --> scores
                  end
                  scores --> out
                end
                inner --> model
                """);
        assertEquals(
                List.of(
                        new Subgraph("inner", Text.of("inner"), List.of("q", "k", "scores"), null, List.of()),
                        new Subgraph("model", Text.of("One layer"), List.of("inner", "out"), Direction.LR, List.of())),
                diagram.subgraphs());
    }

    @Test
    void stylesClassesAndClicksAreKept() {
        Diagram diagram = read("""
                graph TD
                A:::warm --> B
                classDef warm,hot fill:#fdd,stroke-dasharray: 5\\,3
                class B hot
                style A color:#123456
                linkStyle 0 stroke:#ff0000,stroke-width:2px
                linkStyle default interpolate linear
                click B "https://example.org" "read on" _blank
                click A call show(1, "two")
                """);
        assertEquals(
                List.of(
                        new StyleClass("warm", List.of("fill:#fdd", "stroke-dasharray: 5,3")),
                        new StyleClass("hot", List.of("fill:#fdd", "stroke-dasharray: 5,3"))),
                diagram.classes());
        assertEquals(List.of("warm", "clickable"), diagram.nodes().get(0).classes());
        assertEquals(List.of("color:#123456"), diagram.nodes().get(0).styles());
        assertEquals(List.of("stroke:#ff0000", "stroke-width:2px"), diagram.links().getFirst().styles());
        assertEquals("linear", diagram.curve());
        assertEquals(
                List.of(
                        new Click(List.of("B"), new Click.OpenPage("https://example.org", "_blank"), "read on"),
                        new Click(List.of("A"), new Click.CallFunction("show", "1, \"two\""), null)),
                diagram.clicks());
    }

    @Test
    void labelsSayWhatIsDrawn() {
        Diagram diagram = read("""
                graph TD
                A["two<br/>lines, #quot;quoted#quot; and #35;1"]
                B["`**bold** words`"]
                C["<b>thick</b> &amp; thin"]
                D["注意力，（括号）"]
                """);
        assertEquals(
                List.of(
                        Text.of("two\nlines, \"quoted\" and #1"), new Text("**bold** words", true), Text.of("thick & thin"),
                        Text.of("注意力，（括号）")),
                diagram.nodes().stream().map(Node::label).toList());
    }

    @Test
    void chineseStandsWhereverNamesStand() {
        Diagram diagram = read("flowchart TD\n输入数据 -- 词元 --> 编码器:::重点\nsubgraph 第一层\n编码器\nend\nclassDef 重点 fill:#ffeeee");
        assertEquals(List.of("输入数据", "编码器"), diagram.nodes().stream().map(Node::id).toList());
        assertEquals("词元", diagram.links().getFirst().label().value());
        assertEquals("第一层", diagram.subgraphs().getFirst().id());
    }

    @Test
    void whatStandsBeforeTheGraphIsKept() {
        Diagram diagram = read("""
                ---
                title: A picture
                config:
                  theme: forest
                ---
                %% nobody reads this
                %%{init: {"flowchart": {"curve": "linear"}}}%%
                graph TD
                accTitle: seen by ear
                A
                """);
        assertEquals("A picture", diagram.preamble().title());
        assertEquals("forest", diagram.preamble().theme());
        assertEquals("seen by ear", diagram.preamble().accessibleTitle());
        assertEquals("%%{init: {\"flowchart\": {\"curve\": \"linear\"}}}%%", diagram.preamble().directives());
    }

    @Test
    void lineEndsOfAllSystemsAndAByteOrderMarkAreTaken() {
        assertEquals(read("graph TD\nA --> B\nB --> C"), read("\uFEFFgraph TD\r\nA --> B\rB --> C"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = {
        "graph TD; A[x ( y]|1|15|“(” cannot stand here",
        "graph TD; end --> B|1|11|“end” is a word of the language itself and cannot stand here; as a name, write it with a capital or a letter before it",
        "graph TB A-->B|1|10|“A” cannot stand here",
        "graph TD; A -->|1|16|the text ends in the middle of a statement",
        "graph TX; A|1|7|behind graph or flowchart stands TB, BT, LR or RL, or the line ends, and not “T”",
        "graph TD; A@{ shape: sqare }|1|12|there is no shape “sqare”",
        "graph TD; A-->B; linkStyle 1 stroke:red|1|28|there is no link 1; there are 1, counted from 0",
        "sequenceDiagram; A->>B: hi|1|1|it is another kind of Mermaid text, sequenceDiagram; of Mermaid, only flowcharts are drawn here",
        "erDiagram|1|1|it is another kind of Mermaid text, erDiagram; of Mermaid, only flowcharts are drawn here",
        "once upon a time|1|1|it is no flowchart; one begins with the word flowchart or graph",
        "graph TD; A ] B|1|13|nothing can begin with “]” here",
        "graph TD; subgraph x; A|1|24|a subgraph is not closed; write end on a line of its own"
    })
    void aWrongLineIsRefusedWithItsPlace(String text, int line, int column, String reason) {
        Fault fault = refused(text);
        assertEquals(
                List.of(line, column, reason), List.of(fault.line(), fault.column(), fault.reason().in(Messages.ENGLISH)));
    }

    @Test
    void theCaretStandsUnderTheSign() {
        Fault fault = refused("graph TD\n%% a comment\n\n  输入 --> B\n  B --> style\n");
        assertEquals("  B --> style\n        ^", fault.excerpt());
        assertEquals(List.of(5, 9), List.of(fault.line(), fault.column()));
        assertEquals("graph TD; 输入 ] B\n          　　 ^", refused("graph TD; 输入 ] B").excerpt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n\n", "%% only a comment\n"})
    void nothingIsNoFlowchart(String text) {
        assertEquals("it is empty; a flowchart begins with the word flowchart or graph", refused(text).reason().in(Messages.ENGLISH));
    }

    @Test
    void framesHaveTheDirectionOfTheDiagramWhereTheSettingsSaySo() {
        String frames = "flowchart RL\nsubgraph a\ndirection TB\nx\nend\nsubgraph b\ny\nend";
        assertEquals(List.of("TB", "null"), directions(frames));
        assertEquals(List.of("TB", "RL"), directions("%%{init: {\"flowchart\": {\"inheritDir\": true}}}%%\n" + frames));
    }

    private static List<String> directions(String text) {
        return read(text).subgraphs().stream().map(frame -> String.valueOf(frame.direction())).toList();
    }

    @Test
    void tenThousandNodesAndAMegabyteAreReadAtOnce() {
        String many = "graph TD\n" + IntStream.range(0, 10_000).mapToObj(i -> "n" + i + " --> n" + (i + 1)).collect(Collectors.joining("\n"));
        assertEquals(10_001, read(many).nodes().size());
        String longLine = "graph TD; A[" + "x".repeat(1 << 20) + "]";
        assertEquals(1 << 20, read(longLine).nodes().getFirst().label().value().length());
        String longChain = "graph TD; " + "a-->".repeat(1 << 18) + "a";
        assertEquals(1 << 18, read(longChain).links().size());
        String deep = "graph TD\n" + "subgraph s\n".repeat(50_000) + "end\n".repeat(50_000);
        assertEquals(50_000, read(deep).subgraphs().size());
    }

    /// One line of a megabyte, made of what a reader may look for again and again: this test would go on for hours then.
    @ParameterizedTest
    @ValueSource(strings = {"direction ", "x--", "@", "a@ ", "%%", "style #", "<a", "<a b=\"", "}  ", "#a", "((", "\"`", "-. ", "- ", " ", "[/", "classDef:#"})
    void aMegabyteOfNoiseIsReadOrRefusedAtOnce(String sign) {
        String noise = "graph TD; a " + sign.repeat((1 << 20) / sign.length());
        assertNotNull(MermaidReader.read(noise));
        String inLabel = "graph TD; a[" + sign.repeat((1 << 20) / sign.length()) + "]";
        assertNotNull(MermaidReader.read(inLabel));
        String inLink = "graph TD; a -- " + sign.repeat((1 << 20) / sign.length()) + " --> b";
        assertNotNull(MermaidReader.read(inLink));
    }

    @Test
    void cyclesAndANodeLinkedToItselfAreTaken() {
        assertEquals(3, read("graph TD\na --> b --> a\na --> a").links().size());
    }

    private static Diagram read(String text) {
        return MermaidReader.read(text).orThrow("text");
    }

    private static Fault refused(String text) {
        return switch (MermaidReader.read(text)) {
            case Reading.Refused(Fault fault) -> fault;
            case Reading.Flowchart(Diagram diagram) -> throw new AssertionError("taken: " + diagram);
        };
    }
}
