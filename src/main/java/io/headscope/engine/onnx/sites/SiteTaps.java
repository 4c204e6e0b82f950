package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Changes a graph so that the weights of its sites, their queries, keys and values leave it, out of branches and loops
/// too. What the graph computed before it still computes.
final class SiteTaps {

    /// What is let out of a site.
    enum Part {
        WEIGHTS,
        QUERIES,
        KEYS,
        VALUES
    }

    /// One part of a site within its own graph.
    record Inner(Part part, String tensor, int first, int second, int heads) {}

    /// A site on its way out.
    private record Rising(FoundSite site, Scope scope, int order, Map<Part, Inner> parts, boolean iterated) {}

    private final GraphEdit edit;
    private final List<String> closed = new ArrayList<>();

    private SiteTaps(GraphEdit edit) {
        this.edit = edit;
    }

    /// @param sites  in the order of execution
    /// @param closed names of the sites that cannot be let out
    record Tapped(ModelProto model, List<SiteTap> sites, List<String> closed) {}

    static Tapped tap(ModelProto model, ForeignGraph graph, List<FoundSite> found) {
        GraphEdit edit = new GraphEdit();
        SiteTaps taps = new SiteTaps(edit);
        List<SiteTap> sites = taps.tap(found);
        return new Tapped(edit.apply(model, graph.whole()), sites, taps.closed);
    }

    private List<SiteTap> tap(List<FoundSite> found) {
        List<Rising> rising = new ArrayList<>();
        for (FoundSite site : found) {
            Map<Part, Inner> parts = parts(site);
            if (parts.isEmpty()) {
                closed.add(SiteNames.of(site));
            } else {
                rising.add(new Rising(site, site.node().scope(), site.node().order(), parts, false));
            }
        }
        while (rising.stream().anyMatch(one -> !one.scope.isWhole())) {
            rising = raise(rising);
        }
        return rising.stream().sorted(Comparator.comparingInt(Rising::order)).map(this::finish).toList();
    }

    private Map<Part, Inner> parts(FoundSite site) {
        List<Inner> parts = switch (site) {
            case FoundSite.Spelled spelled -> spelled(spelled);
            case FoundSite.Fused fused -> new FusedTap(edit, fused.node()).parts();
        };
        Map<Part, Inner> byPart = new LinkedHashMap<>();
        parts.forEach(part -> byPart.put(part.part, part));
        return byPart;
    }

    private List<Inner> spelled(FoundSite.Spelled site) {
        List<Inner> parts = new ArrayList<>();
        parts.add(new Inner(Part.WEIGHTS, plain(site.weights()), site.keys(), site.queries(), 0));
        add(parts, Part.QUERIES, site.query(), site.node().scope());
        add(parts, Part.KEYS, site.key(), site.node().scope());
        add(parts, Part.VALUES, site.value(), site.node().scope());
        return parts;
    }

    private void add(List<Inner> parts, Part part, @Nullable Operand operand, Scope scope) {
        // What a branch takes from outside is let out of the graph around it only where both are one.
        if (operand != null && operand.tensor().scope == scope) {
            Tensor tensor = plainOf(operand.tensor());
            parts.add(new Inner(part, plain(tensor), operand.positions(), operand.size(), 0));
        }
    }

    private static Tensor plainOf(Tensor tensor) {
        Node producer = tensor.producer;
        boolean quantized = producer != null && Passing.isQuantized(producer) && !producer.op().equals("DequantizeLinear");
        Tensor before = quantized ? Objects.requireNonNull(producer).input(0) : null;
        return before == null ? tensor : before;
    }

    /// The tensor as F32.
    private String plain(Tensor tensor) {
        return tensor.type == GraphEdit.FLOAT
                ? tensor.name
                : edit.node(tensor.scope, "Cast", List.of(tensor.name), GraphEdit.whole("to", GraphEdit.FLOAT));
    }

    /// Lets the sites of the innermost bodies out into the graph around them.
    private List<Rising> raise(List<Rising> rising) {
        int deepest = rising.stream().mapToInt(one -> depth(one.scope)).max().orElse(0);
        List<Rising> raised = new ArrayList<>();
        Map<Node, List<Rising>> owners = new LinkedHashMap<>();
        for (Rising one : rising) {
            if (depth(one.scope) == deepest) {
                owners.computeIfAbsent(Objects.requireNonNull(one.scope.owner), _ -> new ArrayList<>()).add(one);
            } else {
                raised.add(one);
            }
        }
        owners.forEach((owner, inside) -> {
            if (owner.op().equals("If")) {
                raised.addAll(outOfBranches(owner, inside));
            } else {
                raised.addAll(outOfLoop(owner, inside));
            }
        });
        return raised;
    }

    private static int depth(Scope scope) {
        int depth = 0;
        for (Scope at = scope.outer; at != null; at = at.outer) {
            depth++;
        }
        return depth;
    }

    /// Whichever branch runs, a site of it is the same site: the first of one and the first of the other.
    private List<Rising> outOfBranches(Node owner, List<Rising> inside) {
        List<List<Rising>> branches = owner.bodies().stream()
                .map(body -> inside.stream().filter(one -> one.scope == body).sorted(Comparator.comparingInt(Rising::order)).toList())
                .toList();
        List<Rising> raised = new ArrayList<>();
        int most = branches.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < most; i++) {
            List<@Nullable Rising> alternatives = new ArrayList<>();
            for (List<Rising> branch : branches) {
                alternatives.add(i < branch.size() ? branch.get(i) : null);
            }
            raised.addAll(outOfBranches(owner, alternatives, i));
        }
        return raised;
    }

    private List<Rising> outOfBranches(Node owner, List<@Nullable Rising> alternatives, int at) {
        List<Rising> there = alternatives.stream().filter(Objects::nonNull).map(Objects::requireNonNull).toList();
        if (there.stream().allMatch(one -> alike(one, there.getFirst()))) {
            return List.of(merged(owner, alternatives, there.getFirst(), at));
        }
        List<Rising> apart = new ArrayList<>();
        for (int i = 0; i < alternatives.size(); i++) {
            Rising one = alternatives.get(i);
            List<@Nullable Rising> alone = new ArrayList<>(java.util.Collections.nCopies(alternatives.size(), (Rising) null));
            alone.set(i, one);
            if (one != null) {
                apart.add(merged(owner, alone, one, at));
            }
        }
        return apart;
    }

    private static boolean alike(Rising one, Rising other) {
        Inner a = Objects.requireNonNull(one.parts.get(Part.WEIGHTS));
        Inner b = Objects.requireNonNull(other.parts.get(Part.WEIGHTS));
        return a.first == b.first && a.second == b.second;
    }

    private Rising merged(Node owner, List<@Nullable Rising> alternatives, Rising first, int at) {
        Map<Part, Inner> parts = new LinkedHashMap<>();
        first.parts.forEach((part, inner) -> {
            boolean everywhere = alternatives.stream().allMatch(one -> one == null || same(one.parts.get(part), inner));
            if (everywhere) {
                for (int i = 0; i < owner.bodies().size(); i++) {
                    Scope body = owner.bodies().get(i);
                    Rising one = i < alternatives.size() ? alternatives.get(i) : null;
                    edit.bodyOutput(body, one == null ? nothing(body) : inBody(body, Objects.requireNonNull(one.parts.get(part)).tensor));
                }
                parts.put(part, new Inner(part, edit.nodeOutput(owner), inner.first, inner.second, inner.heads));
            }
        });
        return new Rising(first.site, owner.scope(), owner.order() + 1 + at, parts, first.iterated);
    }

    private static boolean same(@Nullable Inner one, Inner other) {
        return one != null && one.first == other.first && one.second == other.second && one.heads == other.heads;
    }

    /// A body's output is made by a node of the body.
    private String inBody(Scope body, String tensor) {
        return edit.node(body, "Identity", List.of(tensor));
    }

    /// What stands for a site in a branch that has it not.                  [0]
    private String nothing(Scope body) {
        return edit.node(body, "ConstantOfShape", List.of(edit.longs(0)));
    }

    /// What a loop's body gives out is strung together, turn by turn.
    private List<Rising> outOfLoop(Node owner, List<Rising> inside) {
        List<Rising> raised = new ArrayList<>();
        for (Rising one : inside) {
            if (one.iterated || !(owner.op().equals("Loop") || owner.op().equals("Scan"))) {
                closed.add(SiteNames.of(one.site));
                continue;
            }
            Map<Part, Inner> parts = new LinkedHashMap<>();
            one.parts.forEach((part, inner) -> {
                edit.bodyOutput(one.scope, inBody(one.scope, inner.tensor));
                parts.put(part, new Inner(part, edit.nodeOutput(owner), inner.first, inner.second, inner.heads));
            });
            raised.add(new Rising(one.site, owner.scope(), one.order, parts, true));
        }
        return raised;
    }

    private SiteTap finish(Rising one) {
        one.parts.values().forEach(part -> edit.output(part.tensor));
        Inner weights = Objects.requireNonNull(one.parts.get(Part.WEIGHTS));
        return new SiteTap(
                SiteNames.of(one.site),
                one.site.node().order(),
                new SiteTap.Weights(weights.tensor, weights.first, weights.second),
                matrix(one, Part.QUERIES),
                matrix(one, Part.KEYS),
                matrix(one, Part.VALUES),
                one.iterated,
                one.site instanceof FoundSite.Fused fused && FusedOperators.isCausal(fused.node()),
                one.site.queryRoots(),
                one.site.keyRoots(),
                one.site.queryReach(),
                one.site.keyReach());
    }

    private static SiteTap.@Nullable Matrix matrix(Rising one, Part part) {
        Inner inner = one.parts.get(part);
        return inner == null ? null : new SiteTap.Matrix(inner.tensor, inner.first, inner.second, inner.heads);
    }
}
