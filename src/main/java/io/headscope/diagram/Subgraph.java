package io.headscope.diagram;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A frame around nodes and other subgraphs. Styles of its own are those of the node of its id, where there is one.
///
/// @param members   ids of nodes and subgraphs; each is a member of one subgraph at most
/// @param direction its own, if it has one
public record Subgraph(
        String id, Text title, List<String> members, @Nullable Direction direction, List<String> classes) {

    public Subgraph {
        members = List.copyOf(members);
        classes = List.copyOf(classes);
    }
}
