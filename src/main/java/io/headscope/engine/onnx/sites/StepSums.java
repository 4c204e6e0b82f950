package io.headscope.engine.onnx.sites;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// Lets what passes the operators of a graph leave it in sums over the last axis: two numbers for each vector, as in
/// networks of our own. Of bodies of branches and loops, and of tensors whose number of axes only the run decides, nothing
/// is told.
final class StepSums {

    private static final int INT64 = 7;
    /// From these versions of the operators on, axes are an input.
    private static final int SUM_TAKES_AXES = 13;
    private static final int SQUARES_TAKE_AXES = 18;

    private final GraphProto.Builder graph;
    private final int opset;
    private final List<SearchedGraph.Summed> summed = new ArrayList<>();

    private StepSums(GraphProto.Builder graph, int opset) {
        this.graph = graph;
        this.opset = opset;
    }

    /// @param model any form of the graph that has its tensors under the names that they have in the file
    /// @param made  tensors by the names of the values that they are drawn as
    static SearchedGraph.Watched of(ModelProto model, ForeignGraph searched, SequencedMap<String, Tensor> made) {
        StepSums sums = new StepSums(model.getGraph().toBuilder(), searched.opset());
        for (Map.Entry<String, Tensor> one : made.entrySet()) {
            if (one.getValue().scope.isWhole() && one.getValue().rank() > 0 && GraphProgram.isNumber(one.getValue())) {
                sums.add(one.getKey(), one.getValue());
            }
        }
        return new SearchedGraph.Watched(model.toBuilder().setGraph(sums.graph).build(), sums.summed);
    }

    private void add(String value, Tensor tensor) {
        String name = "headscope/passed" + summed.size();
        long last = tensor.rank() - 1L;
        // Squares of F16 would soon be more than F16 can say.
        String numbers = tensor.type == GraphEdit.FLOAT
                ? tensor.name
                : node("Cast", List.of(tensor.name), name + "/numbers", GraphEdit.whole("to", GraphEdit.FLOAT));
        String sums = output(reduced("ReduceSum", numbers, last, SUM_TAKES_AXES, name + "/sums"));
        String squares = output(reduced("ReduceSumSquare", numbers, last, SQUARES_TAKE_AXES, name + "/squares"));
        long width = tensor.length(-1);
        summed.add(new SearchedGraph.Summed(value, sums, squares, width, width > 0 ? "" : width(tensor.name, last, name)));
    }

    private String reduced(String op, String numbers, long axis, int takesAxes, String result) {
        AttributeProto flat = GraphEdit.whole("keepdims", 0);
        return opset >= takesAxes
                ? node(op, List.of(numbers, whole(result + "/axes", List.of(axis))), result, flat)
                : node(op, List.of(numbers), result, flat, GraphEdit.wholes("axes", axis));
    }

    /// How many numbers a vector has, where only the run knows.
    private String width(String tensor, long axis, String name) {
        String shape = node("Shape", List.of(tensor), name + "/shape");
        String length = node("Gather", List.of(shape, whole(name + "/last", List.of(axis))), name + "/length");
        return output(node("Cast", List.of(length), name + "/width", GraphEdit.whole("to", GraphEdit.FLOAT)));
    }

    private String node(String op, List<String> inputs, String result, AttributeProto... attributes) {
        graph.addNode(GraphEdit.make("", op, inputs, List.of(result), attributes));
        return result;
    }

    private String whole(String name, List<Long> values) {
        graph.addInitializer(TensorProto.newBuilder().setName(name).setDataType(INT64).addDims(values.size()).addAllInt64Data(values));
        return name;
    }

    private String output(String name) {
        graph.addOutput(ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(TypeProto.Tensor.newBuilder().setElemType(GraphEdit.FLOAT))));
        return name;
    }
}
