package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.headscope.model.Op;
import io.headscope.model.Step;
import io.headscope.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.IntFunction;

/// A model in which attention has been searched for.
///
/// @param plain   the model as it is
/// @param tapped  the same, with the numbers of all sites let out
/// @param sites   in the order of execution
/// @param closed  sites whose operators do not give their weights away
/// @param inputs  what has to be given
/// @param outputs the names of what the model itself gives
/// @param search  what was found where
public record SearchedGraph(
        OnnxFile file,
        ModelProto plain,
        ModelProto tapped,
        List<SiteTap> sites,
        List<String> closed,
        List<Input> inputs,
        List<String> outputs,
        Search search) {

    /// A graph, and the attention that was found in it.
    record Search(ForeignGraph graph, List<FoundSite> found) {}

    /// The graph as steps to be drawn.
    ///
    /// @param steps   in an order in which they can run
    /// @param outputs by name
    /// @param made    the tensors that the steps make, by the names of their values
    /// @param next    the first number that no value has
    public record Drawn(List<Step> steps, SequencedMap<String, Value> outputs, SequencedMap<String, Tensor> made, int next) {

        /// A form of the graph that tells besides what passes its steps.
        ///
        /// @param model  any form of the graph
        public Watched watched(ModelProto model, Search search) {
            return StepSums.of(model, search.graph, made);
        }
    }

    /// A graph that tells what passes its steps.
    public record Watched(ModelProto model, List<Summed> summed) {}

    /// The outputs that tell what passed a value, one number for each of its vectors.
    ///
    /// @param value   its name
    /// @param sums    of the numbers of each
    /// @param squares of their squares
    /// @param width   how many numbers a vector has; -1 where the run decides
    /// @param told    the output that says it then
    public record Summed(String value, String sums, String squares, long width, String told) {}

    /// @param given     the values of the graph's inputs, by name
    /// @param first     the first number that no value has
    /// @param attention the attention whose weights an operator makes, by [SiteTap#operator]; several in a loop
    public Drawn drawn(Map<String, Value> given, int first, IntFunction<List<Op.Attend>> attention) {
        return GraphProgram.of(search, inputs, given, first, attention);
    }

    /// One input of a graph.
    ///
    /// @param type  of its numbers, as ONNX counts them
    /// @param shape the lengths of its axes; names where they are given when the graph runs
    public record Input(String name, int type, List<String> shape) {

        /// The length of an axis, or -1 where it is given when the graph runs.
        public long length(int axis) {
            String length = shape.get(axis);
            return length.chars().allMatch(Character::isDigit) && !length.isEmpty() ? Long.parseLong(length) : -1;
        }

        public int rank() {
            return shape.size();
        }
    }

    /// One constant of a graph.
    public record Weight(String name, int type, List<Long> shape) {}

    /// How many heads the attention has whose weights an operator makes, by [SiteTap#operator], as far as the file says.
    public Map<Integer, Integer> heads() {
        Map<Integer, Integer> heads = new LinkedHashMap<>();
        search.found.forEach(site -> heads.put(site.node().order(), site.heads()));
        return heads;
    }

    /// Searches a file for attention.
    ///
    /// @throws io.headscope.message.ProblemException if the file is no model, or its data is not there
    public static SearchedGraph of(OnnxFile file) {
        ModelProto plain = Widening.of(Inlining.of(file.model()));
        ForeignGraph graph = ForeignGraph.of(plain);
        List<FoundSite> found = SiteFinder.find(graph);
        SiteTaps.Tapped tapped = SiteTaps.tap(plain, graph, found);
        List<Input> inputs = graph.inputs().stream().map(tensor -> input(plain.getGraph(), tensor)).toList();
        List<String> outputs = plain.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
        return new SearchedGraph(file, plain, tapped.model(), tapped.sites(), tapped.closed(), inputs, outputs, new Search(graph, found));
    }

    private static Input input(GraphProto graph, Tensor tensor) {
        ValueInfoProto info = graph.getInputList().stream().filter(one -> one.getName().equals(tensor.name)).findFirst().orElseThrow();
        List<String> shape = new ArrayList<>();
        info.getType().getTensorType().getShape().getDimList().forEach(dim -> shape.add(
                dim.hasDimValue() && dim.getDimValue() > 0
                        ? Long.toString(dim.getDimValue())
                        : dim.getDimParam().isEmpty() ? tensor.name + "." + shape.size() : dim.getDimParam()));
        return new Input(tensor.name, tensor.type, shape);
    }

    /// The same with nothing let out, to measure against.
    public SearchedGraph untapped() {
        return new SearchedGraph(file, plain, plain, List.of(), List.of(), inputs, outputs, search);
    }

    /// The constants, largest parts of the model first to last as they stand.
    public List<Weight> weights() {
        List<Weight> weights = new ArrayList<>();
        for (TensorProto tensor : plain.getGraph().getInitializerList()) {
            weights.add(new Weight(tensor.getName(), tensor.getDataType(), List.copyOf(tensor.getDimsList())));
        }
        return weights;
    }

    /// The rows of the smallest table that an input of token ids picks from; 0 where there is none.
    public int vocabulary() {
        java.util.Map<String, Long> rows = new java.util.HashMap<>();
        plain.getGraph().getInitializerList().forEach(tensor -> {
            if (tensor.getDimsCount() == 2) {
                rows.put(tensor.getName(), tensor.getDims(0));
            }
        });
        java.util.Set<String> ids = new java.util.HashSet<>();
        inputs.stream().map(Input::name).filter(name -> name.endsWith("input_ids") || name.equals("ids")).forEach(ids::add);
        long least = 0;
        for (NodeProto node : plain.getGraph().getNodeList()) {
            boolean takes = node.getInputList().stream().anyMatch(ids::contains);
            if (takes && node.getOpType().equals("Cast")) {
                ids.addAll(node.getOutputList());
            }
            int table = node.getOpType().equals("Gather") ? 0 : node.getOpType().equals("EmbedLayerNormalization") ? 2 : -1;
            Long count = takes && table >= 0 ? rows.get(node.getInput(table)) : null;
            least = count == null ? least : least == 0 ? count : Math.min(least, count);
        }
        return (int) Math.min(least, Integer.MAX_VALUE);
    }

    /// How often each operator stands in the model, in the order in which they first do.
    public SequencedMap<String, Integer> operators() {
        SequencedMap<String, Integer> operators = new LinkedHashMap<>();
        count(plain.getGraph(), operators);
        return operators;
    }

    private static void count(GraphProto graph, SequencedMap<String, Integer> operators) {
        for (NodeProto node : graph.getNodeList()) {
            operators.merge(node.getOpType(), 1, Integer::sum);
            node.getAttributeList().stream().filter(attribute -> attribute.hasG()).forEach(attribute -> count(attribute.getG(), operators));
        }
    }
}
