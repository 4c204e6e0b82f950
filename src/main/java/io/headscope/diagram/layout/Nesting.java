package io.headscope.diagram.layout;

import io.headscope.diagram.Diagram;
import io.headscope.diagram.Node;
import io.headscope.diagram.Subgraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which subgraph what stands in. Subgraphs of one name count as one, and none stands in itself.
public final class Nesting {

    private final Map<String, Subgraph> subgraphs = new LinkedHashMap<>();
    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, Integer> depths = new HashMap<>();

    public Nesting(Diagram diagram) {
        // Inner ones come first in a diagram and last here.
        diagram.subgraphs().reversed().forEach(one -> subgraphs.putIfAbsent(one.id(), one));
        Set<String> known = new HashSet<>(subgraphs.keySet());
        diagram.nodes().stream().map(Node::id).forEach(known::add);
        for (Subgraph one : diagram.subgraphs()) {
            for (String member : one.members()) {
                if (known.contains(member) && !isWithin(one.id(), member)) {
                    parents.putIfAbsent(member, one.id());
                }
            }
        }
    }

    /// Outer ones before those in them.
    public List<Subgraph> outerFirst() {
        List<Subgraph> sorted = new ArrayList<>(subgraphs.values());
        sorted.sort(java.util.Comparator.comparingInt(one -> depth(one.id())));
        return sorted;
    }

    public boolean isSubgraph(String id) {
        return subgraphs.containsKey(id);
    }

    /// The subgraph around `id`, if there is one.
    public @Nullable String parent(String id) {
        return parents.get(id);
    }

    /// Whether `id` is `outer` or stands in it.
    public boolean isWithin(String id, String outer) {
        for (String at = id; at != null; at = parents.get(at)) {
            if (at.equals(outer)) {
                return true;
            }
        }
        return false;
    }

    private int depth(String id) {
        Integer known = depths.get(id);
        if (known != null) {
            return known;
        }
        int depth = 0;
        for (String at = parents.get(id); at != null; at = parents.get(at)) {
            depth++;
        }
        depths.put(id, depth);
        return depth;
    }
}
