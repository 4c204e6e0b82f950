package io.headscope.engine.onnx.sites;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The layers of a graph without names: one begins at what its queries are made of, a norm before that included, and ends
/// where the next begins. The last ends where it has done what the one before it did.
final class LayerCuts {

    private static final int FARTHEST = 64;
    private static final Set<String> NORMS = Set.of(
            "LayerNormalization", "SkipLayerNormalization", "SimplifiedLayerNormalization", "SkipSimplifiedLayerNormalization", "RMSNormalization");

    private LayerCuts() {}

    static Map<Node, String> of(ForeignGraph graph, List<FoundSite> sites) {
        List<Node> nodes = graph.nodes();
        List<Integer> starts = new ArrayList<>();
        for (FoundSite site : sites) {
            int start = start(site);
            if (start >= 0 && (starts.isEmpty() || start > starts.getLast())) {
                starts.add(start);
            }
        }
        Map<Node, String> scopes = new HashMap<>();
        if (starts.isEmpty()) {
            return scopes;
        }
        int end = end(nodes, starts);
        int layer = -1;
        for (Node node : nodes) {
            while (layer + 1 < starts.size() && node.order() > starts.get(layer + 1)) {
                layer++;
            }
            scopes.put(node, layer < 0 ? "embeddings" : node.order() >= end ? "head" : "layer." + layer);
        }
        return scopes;
    }

    /// The operator that makes what a layer is given.
    private static int start(FoundSite site) {
        Tensor at = switch (site) {
            case FoundSite.Spelled spelled -> spelled.query() == null ? spelled.value().tensor() : spelled.query().tensor();
            case FoundSite.Fused fused -> fused.node().input(0);
        };
        boolean projected = site instanceof FoundSite.Fused fused && FusedOperators.isSelf(fused.node());
        for (int i = 0; i < FARTHEST && at != null && at.producer != null; i++) {
            Node producer = at.producer;
            if (projected) {
                return NORMS.contains(producer.op()) && isBranched(producer) ? before(producer) : producer.order();
            }
            projected = producer.inputs().stream().anyMatch(input -> input != null && input.constant != null && input.rank() > 1);
            at = computed(producer);
        }
        return -1;
    }

    /// Whether what a norm is given also goes around it, as in networks that normalise first.
    private static boolean isBranched(Node norm) {
        Tensor x = norm.input(0);
        return norm.op().startsWith("Skip") || (x != null && x.consumers.size() > 1);
    }

    private static int before(Node norm) {
        Tensor x = norm.input(0);
        return norm.op().startsWith("Skip") ? norm.order() - 1 : x == null || x.producer == null ? norm.order() : x.producer.order();
    }

    private static @Nullable Tensor computed(Node node) {
        return node.inputs().stream().filter(input -> input != null && !input.isConstant()).findFirst().orElse(null);
    }

    private static int end(List<Node> nodes, List<Integer> starts) {
        int last = starts.getLast();
        if (starts.size() < 2) {
            return nodes.size();
        }
        int before = starts.get(starts.size() - 2);
        int length = last - before;
        for (int i = 1; i <= length; i++) {
            if (last + i >= nodes.size() || !nodes.get(last + i).op().equals(nodes.get(before + i).op())) {
                return nodes.size();
            }
        }
        return last + length + 1;
    }
}
