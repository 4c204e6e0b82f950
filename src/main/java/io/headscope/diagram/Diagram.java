package io.headscope.diagram;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A flowchart: nodes, links between them, frames around them, and how they look.
///
/// @param nodes      in the order they were first named
/// @param links      in the order they were written
/// @param subgraphs  inner ones before those around them
/// @param linkStyles the declarations of links that have none of their own
/// @param curve      how links are bent that do not say so themselves
public record Diagram(
        Direction direction,
        List<Node> nodes,
        List<Link> links,
        List<Subgraph> subgraphs,
        List<StyleClass> classes,
        List<Click> clicks,
        List<String> linkStyles,
        @Nullable String curve,
        Preamble preamble) {

    public Diagram {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        subgraphs = List.copyOf(subgraphs);
        classes = List.copyOf(classes);
        clicks = List.copyOf(clicks);
        linkStyles = List.copyOf(linkStyles);
    }

    public static Diagram of(
            Direction direction, List<Node> nodes, List<Link> links, List<Subgraph> subgraphs, List<StyleClass> classes) {
        return new Diagram(direction, nodes, links, subgraphs, classes, List.of(), List.of(), null, Preamble.NONE);
    }

    public Optional<StyleClass> styleClass(String name) {
        return classes.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    public Optional<Node> node(String id) {
        return nodes.stream().filter(one -> one.id().equals(id)).findFirst();
    }
}
