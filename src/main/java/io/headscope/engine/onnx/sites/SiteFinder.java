package io.headscope.engine.onnx.sites;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds attention by what it is, not by what it is called: a distribution over positions that is multiplied, along
/// that axis, with values computed from the input. The query may be a parameter, keys and values may not: a softmax over
/// classes or experts has its keys in the weights.
final class SiteFinder {

    /// Operators between the distribution and the product with the values.
    private static final int FARTHEST = 24;

    private final ForeignGraph graph;
    private final AxisRoots roots;

    private SiteFinder(ForeignGraph graph) {
        this.graph = graph;
        this.roots = new AxisRoots(graph);
    }

    /// The sites in the order of execution.
    static List<FoundSite> find(ForeignGraph graph) {
        SiteFinder finder = new SiteFinder(graph);
        List<FoundSite> sites = new ArrayList<>();
        for (Node node : graph.nodes()) {
            FoundSite site = FusedOperators.isAttention(node) ? finder.fused(node) : finder.spelled(node);
            if (site != null) {
                sites.add(site);
            }
        }
        return sites;
    }

    private FoundSite fused(Node node) {
        Tensor query = node.input(0);
        Tensor key = node.input(1) != null && !FusedOperators.isSelf(node) ? node.input(1) : query;
        BitSet none = new BitSet();
        return new FoundSite.Fused(
                node,
                query == null ? none : roots.of(query, positions(query)),
                key == null ? none : roots.of(key, positions(key)),
                query == null ? none : query.reach,
                key == null ? none : key.reach);
    }

    /// [batch, positions, heads · size] or [batch, heads, positions, size].
    private static int positions(Tensor tensor) {
        return tensor.rank() == 4 ? 2 : tensor.rank() == 2 ? 0 : 1;
    }

    private @Nullable FoundSite spelled(Node node) {
        Distribution distribution = Distribution.of(node, graph.opset());
        if (distribution == null || distribution.weights().isConstant()) {
            return null;
        }
        Reached reached = product(distribution);
        if (reached == null) {
            return null;
        }
        Scores scores = Scores.of(distribution.scores(), distribution.scoreAxis());
        boolean overPositions = scores.isProduct()
                ? scores.keysAreComputed()
                : !distribution.scores().isConstant()
                        && (!roots.of(distribution.scores(), distribution.scoreAxis()).isEmpty()
                                || !roots.of(reached.values.tensor(), reached.values.positions()).isEmpty());
        if (!overPositions) {
            return null;
        }
        Operand query = scores.query();
        Operand key = scores.key();
        BitSet queryRoots = reached.queries == Axes.NONE ? new BitSet() : roots.of(reached.exposed, reached.queries);
        BitSet keyRoots = key != null
                ? roots.of(key.tensor(), key.positions())
                : roots.of(reached.values.tensor(), reached.values.positions());
        return new FoundSite.Spelled(
                node,
                reached.exposed,
                reached.keys,
                reached.queries,
                reached.product,
                reached.values,
                query,
                key,
                query != null ? roots.of(query.tensor(), query.positions()) : queryRoots,
                keyRoots,
                query != null ? query.tensor().reach : reached.exposed.reach,
                key != null ? key.tensor().reach : reached.values.tensor().reach);
    }

    /// Where a distribution has come to.
    ///
    /// @param axis    the axis of `tensor` that the distribution is over
    /// @param exposed the last tensor of plain numbers on the way, and its axis
    private record Step(Tensor tensor, int axis, Tensor exposed, int exposedAxis, int depth) {}

    private record Reached(Tensor exposed, int keys, int queries, Node product, Operand values) {}

    private @Nullable Reached product(Distribution distribution) {
        Deque<Step> ways = new ArrayDeque<>();
        Set<Tensor> seen = new HashSet<>();
        ways.add(new Step(distribution.weights(), distribution.axis(), distribution.weights(), distribution.axis(), 0));
        while (!ways.isEmpty()) {
            Step at = ways.remove();
            if (at.depth > FARTHEST || !seen.add(at.tensor)) {
                continue;
            }
            for (Node consumer : at.tensor.consumers) {
                Reached reached = reached(at, consumer);
                if (reached != null) {
                    return reached;
                }
                Step next = Passing.next(consumer, at.tensor, at.axis) instanceof Passing.To(Tensor to, int axis)
                        ? step(at, consumer, to, axis)
                        : null;
                if (next != null) {
                    ways.add(next);
                }
            }
        }
        return null;
    }

    private static Step step(Step from, Node consumer, Tensor to, int axis) {
        boolean plain = !Passing.isQuantized(consumer) && to.type != 2 && to.type != 3 && from.tensor == from.exposed;
        return new Step(to, axis, plain ? to : from.exposed, plain ? axis : from.exposedAxis, from.depth + 1);
    }

    private static @Nullable Reached reached(Step at, Node consumer) {
        Product product = Product.of(consumer, at.tensor, at.axis);
        if (product == null || product.values().tensor().isConstant()) {
            return null;
        }
        int queries = product.queries() == Axes.NONE || at.tensor == at.exposed
                ? product.queries()
                : sameFromLast(product.queries(), at.tensor, at.exposed);
        return new Reached(at.exposed, at.exposedAxis, queries, consumer, product.values());
    }

    private static int sameFromLast(int axis, Tensor from, Tensor to) {
        return from.rank() == to.rank() ? axis : Axes.aligned(axis, from.rank(), to.rank());
    }
}
