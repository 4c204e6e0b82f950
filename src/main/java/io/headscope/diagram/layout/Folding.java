package io.headscope.diagram.layout;

import io.headscope.diagram.Diagram;
import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.Shape;
import io.headscope.diagram.Subgraph;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A diagram with some of its subgraphs closed: each a single node, linked with all that was linked with what is in it.
public final class Folding {

    private final Diagram diagram;
    private final Set<String> folded;
    private final Nesting nesting;

    private Folding(Diagram diagram, Set<String> folded) {
        this.diagram = diagram;
        this.folded = folded;
        this.nesting = new Nesting(diagram);
    }

    /// @param folded the ids of the subgraphs to close; others are no matter
    public static Diagram of(Diagram diagram, Set<String> folded) {
        return folded.isEmpty() ? diagram : new Folding(diagram, Set.copyOf(folded)).result();
    }

    private Diagram result() {
        List<Node> nodes = new ArrayList<>();
        for (Subgraph one : nesting.outerFirst()) {
            if (one.id().equals(closed(one.id()))) {
                nodes.add(new Node(one.id(), one.title(), Shape.STACKED_RECTANGLE, one.classes(), List.of(), List.of()));
            }
        }
        diagram.nodes().stream()
                .filter(node -> closed(node.id()) == null && !nesting.isSubgraph(node.id()))
                .forEach(nodes::add);
        List<Subgraph> open = diagram.subgraphs().stream().filter(one -> closed(one.id()) == null).toList();
        Set<Link> links = new LinkedHashSet<>();
        for (Link link : diagram.links()) {
            String from = shown(link.from());
            String to = shown(link.to());
            boolean within = from.equals(to) && !from.equals(link.from());
            if (!within) {
                links.add(new Link(link.id(), from, to, link.label(), link.stroke(), link.start(), link.end(), link.length(),
                        link.classes(), link.styles(), link.curve()));
            }
        }
        return new Diagram(diagram.direction(), nodes, List.copyOf(links), open, diagram.classes(), diagram.clicks(),
                diagram.linkStyles(), diagram.curve(), diagram.preamble());
    }

    private String shown(String id) {
        String closed = closed(id);
        return closed == null ? id : closed;
    }

    /// The outermost closed subgraph that `id` is or stands in.
    private @Nullable String closed(String id) {
        String found = null;
        for (String at = id; at != null; at = nesting.parent(at)) {
            if (folded.contains(at) && nesting.isSubgraph(at)) {
                found = at;
            }
        }
        return found;
    }
}
