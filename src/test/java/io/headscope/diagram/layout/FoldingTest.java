package io.headscope.diagram.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.headscope.diagram.Diagram;
import io.headscope.diagram.Node;
import io.headscope.diagram.mermaid.MermaidReader;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class FoldingTest {

    private static final Diagram DIAGRAM = MermaidReader.read(
            "graph TB\nin --> a\nsubgraph outer\na --> b\nsubgraph inner\nb --> c\nc --> c\nend\nend\nc --> out\nb --> out").orThrow("text");

    @Test
    void aClosedSubgraphIsOneNodeWithTheLinksOfWhatIsInIt() {
        Diagram folded = Folding.of(DIAGRAM, Set.of("outer"));
        assertEquals(List.of("outer", "in", "out"), folded.nodes().stream().map(Node::id).toList());
        assertEquals(List.of(), folded.subgraphs());
        assertEquals(
                List.of("in>outer", "outer>out"), folded.links().stream().map(link -> link.from() + ">" + link.to()).toList());
    }

    @Test
    void anInnerOneStaysInItsFrame() {
        Diagram folded = Folding.of(DIAGRAM, Set.of("inner"));
        assertEquals(List.of("inner", "in", "a", "out"), folded.nodes().stream().map(Node::id).toList());
        assertEquals(List.of("outer"), folded.subgraphs().stream().map(one -> one.id()).toList());
    }

    @Test
    void nothingClosedIsTheDiagramItself() {
        assertSame(DIAGRAM, Folding.of(DIAGRAM, Set.of()));
    }
}
