package io.headscope.engine.onnx.sites;

import io.headscope.model.Dim;
import io.headscope.model.ElementType;
import io.headscope.model.Init;
import io.headscope.model.Op;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Reads a graph as steps that can be drawn: every operator under its own name, in the part that its scopes say. What only
/// works out lengths is left out, and so are the bodies' ways in and out.
final class GraphProgram {

    private static final int FLOAT = 1;
    private static final int FLOAT16 = 10;
    private static final int DOUBLE = 11;
    private static final int BFLOAT16 = 16;

    private final SearchedGraph.Search search;
    private final List<SearchedGraph.Input> inputs;
    private final IntFunction<List<Op.Attend>> attention;
    private final Map<String, Value> given;
    private final Map<Tensor, Value> values = new IdentityHashMap<>();
    private final Map<Node, FoundSite> sites = new HashMap<>();
    private final Map<Node, String> scopes;
    private final AxisRoots roots;
    private final List<Step> steps = new ArrayList<>();
    private final SequencedMap<String, Tensor> made = new LinkedHashMap<>();
    private int next;

    private GraphProgram(
            SearchedGraph.Search search, List<SearchedGraph.Input> inputs, Map<String, Value> given, int first, IntFunction<List<Op.Attend>> attention) {
        this.search = search;
        this.inputs = inputs;
        this.attention = attention;
        this.given = given;
        this.next = first;
        this.scopes = NodeScopes.of(search.graph(), search.found());
        this.roots = new AxisRoots(search.graph());
        search.found().forEach(site -> sites.put(site.node(), site));
    }

    /// @param given     the values of the graph's inputs, by name
    /// @param first     the first number that no value has
    /// @param attention what the operator at a place in the order of execution computes the weights of; turn by turn in a
    ///                  loop
    static SearchedGraph.Drawn of(
            SearchedGraph.Search search, List<SearchedGraph.Input> inputs, Map<String, Value> given, int first, IntFunction<List<Op.Attend>> attention) {
        GraphProgram program = new GraphProgram(search, inputs, given, first, attention);
        program.read();
        SequencedMap<String, Value> outputs = new LinkedHashMap<>();
        search.graph().whole().outputs.forEach(output -> {
            Value value = program.values.get(output);
            if (value != null) {
                outputs.put(output.name, program.own(output, value));
            }
        });
        return new SearchedGraph.Drawn(program.steps, outputs, program.made, program.next);
    }

    /// An operator's results are one value here, the first; what leaves the network keeps its own shape and numbers.
    private Value own(Tensor output, Value value) {
        Node producer = output.producer;
        Tensor first = producer == null ? null : producer.outputs().stream().filter(Objects::nonNull).findFirst().orElse(null);
        if (producer == null || first == null || first == output) {
            return value;
        }
        Value own = value(output);
        made.put(own.name(), output);
        steps.add(new Step(own, new Op.Foreign("Identity"), List.of(value), scope(producer)));
        return own;
    }

    private void read() {
        search.graph().inputs().forEach(input -> {
            Value value = given.get(input.name);
            if (value != null) {
                values.put(input, value);
            }
        });
        search.graph().nodes().forEach(this::weights);
        read(search.graph().whole());
    }

    private void weights(Node node) {
        for (Tensor input : node.inputs()) {
            if (input != null && input.constant != null && isReal(input) && !values.containsKey(input)
                    && input.shape != null && input.shape.length > 0 && java.util.Arrays.stream(input.shape).allMatch(length -> length > 0)) {
                Value value = value(input);
                values.put(input, value);
                steps.add(new Step(value, new Op.Weight(input.name, Init.ZEROS), List.of(), scope(node)));
            }
        }
    }

    private String scope(Node node) {
        return Objects.requireNonNullElse(scopes.get(node), "");
    }

    private void read(Scope scope) {
        for (Node node : scope.nodes) {
            for (Scope body : node.bodies()) {
                enter(node, body);
                read(body);
            }
            step(node);
        }
    }

    /// What a loop's body is given is what the loop was given, or what its last turn made.
    private void enter(Node node, Scope body) {
        int offset = node.op().equals("Loop") ? 0 : Math.max(0, node.inputs().size() - body.inputs.size());
        for (int i = 0; i < body.inputs.size(); i++) {
            Tensor from = node.input(i + offset);
            Value value = from == null ? null : values.get(from);
            if (value != null) {
                values.put(body.inputs.get(i), value);
            }
        }
    }

    private void step(Node node) {
        Tensor result = node.outputs().stream().filter(Objects::nonNull).findFirst().orElse(null);
        if (result == null || !isDrawn(node, result)) {
            return;
        }
        List<Value> operands = new ArrayList<>();
        node.inputs().forEach(input -> add(input, operands));
        node.bodies().forEach(body -> body.outputs.forEach(output -> add(output, operands)));
        Value value = value(result);
        made.put(value.name(), result);
        node.outputs().forEach(output -> {
            if (output != null) {
                values.put(output, value);
            }
        });
        FoundSite site = sites.get(node);
        List<Op.Attend> attends = site == null ? List.of() : attention.apply(node.order());
        if (attends.isEmpty()) {
            steps.add(new Step(value, new Op.Foreign(node.op()), operands, scope(node)));
            return;
        }
        steps.add(new Step(value, new Op.Foreign(node.op(), attends.getFirst(), projections(Objects.requireNonNull(site))), operands, scope(node)));
        // The same operator in the later turns of its loop: nothing more to draw.
        attends.stream().skip(1).forEach(again -> steps.add(
                new Step(new Value(next++, value.type(), value.shape()), new Op.Foreign(node.op(), again, List.of()), List.of(), scope(node))));
    }

    private void add(@Nullable Tensor tensor, List<Value> operands) {
        Value value = tensor == null ? null : values.get(tensor);
        if (value != null && !operands.contains(value)) {
            operands.add(value);
        }
    }

    /// Whole numbers that no input's numbers go into are lengths and places.
    private static boolean isDrawn(Node node, Tensor result) {
        return !result.isConstant() || (isReal(result) && !node.op().equals("Constant") && !node.op().equals("ConstantOfShape"));
    }

    private static boolean isReal(Tensor tensor) {
        return isNumber(tensor) || (tensor.constant != null && (tensor.type == 2 || tensor.type == 3) && tensor.rank() > 1);
    }

    /// Whether a tensor holds numbers that are computed with, and not counted with.
    static boolean isNumber(Tensor tensor) {
        return tensor.type == FLOAT || tensor.type == FLOAT16 || tensor.type == DOUBLE || tensor.type == BFLOAT16;
    }

    private List<Value> projections(FoundSite site) {
        return switch (site) {
            case FoundSite.Spelled spelled when spelled.query() != null && spelled.key() != null -> {
                Value query = values.get(spelled.query().tensor());
                Value key = values.get(spelled.key().tensor());
                Value worth = values.get(spelled.value().tensor());
                yield query == null || key == null || worth == null ? List.of() : List.of(query, key, worth);
            }
            case FoundSite.Spelled _ -> List.of();
            case FoundSite.Fused fused -> {
                Node node = fused.node();
                List<Value> three = new ArrayList<>();
                for (int i = 0; i < 3 && !FusedOperators.isSelf(node); i++) {
                    add(node.input(i), three);
                }
                yield three.size() == 3 ? three : List.of();
            }
        };
    }

    private Value value(Tensor tensor) {
        List<Dim> dims = new ArrayList<>();
        for (int axis = 0; axis < tensor.rank(); axis++) {
            dims.add(dim(tensor, axis));
        }
        return new Value(next++, tensor.type == FLOAT ? ElementType.F32 : tensor.type == FLOAT16 ? ElementType.F16 : ElementType.I64, dims);
    }

    private Dim dim(Tensor tensor, int axis) {
        long length = tensor.length(axis);
        if (length > 0) {
            return Dim.of(length);
        }
        BitSet root = roots.of(tensor, axis);
        return Dim.named(root.isEmpty() ? "?" : named(root.nextSetBit(0)));
    }

    private String named(int root) {
        SearchedGraph.Input input = inputs.get(Math.min(AxisRoots.input(root), inputs.size() - 1));
        int axis = AxisRoots.axis(root);
        return axis < input.rank() ? input.shape().get(axis) : "?";
    }
}
