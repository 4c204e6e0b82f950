package io.headscope.engine.onnx;

import static io.headscope.engine.onnx.GraphWriter.attribute;

import io.headscope.engine.onnx.ProgramGraph.Reading;
import io.headscope.model.Op;
import io.headscope.model.Step;
import java.util.List;

/// One direction of an LSTM as an ONNX node. The batch is always 1 here, so positions that are passed over are taken out
/// before it and put back behind it.
record LstmGraph(GraphWriter graph, Reading reading) {

    private static final List<Integer> BATCH_SECOND = List.of(1, 0, 2);

    /// @param operands x [1, T, in], valid [1, T], both matrices and both biases
    /// @return         [1, T, size]
    String write(Step step, Op.Lstm lstm, List<String> operands) {
        long size = step.result().length(2);
        boolean allValid = reading.unmasked().contains(step.operands().get(1));
        String x = operands.get(0);
        String valid = allValid
                ? ""
                : graph.node("Cast", List.of(reshaped(operands.get(1), -1)), attribute("to", (long) GraphWriter.BOOL));
        String read = allValid ? x : graph.node("Compress", List.of(x, valid), attribute("axis", 1L));
        String states = graph.node(
                "LSTM",
                List.of(
                        graph.node("Transpose", List.of(read), attribute("perm", BATCH_SECOND)),
                        oneDirection(reordered(operands.get(2), size)),
                        oneDirection(reordered(operands.get(3), size)),
                        oneDirection(graph.node(
                                "Concat",
                                List.of(reordered(operands.get(4), size), reordered(operands.get(5), size)),
                                attribute("axis", 0L)))),
                attribute("hidden_size", size),
                attribute("direction", lstm.backward() ? "reverse" : "forward"));                // [T, 1, 1, size]
        String rows = reshaped(states, -1, size);
        return reshaped(allValid ? rows : placed(rows, valid, size), 1, -1, size);
    }

    /// PyTorch keeps the gates in the order i, f, g, o, ONNX as i, o, f, g.
    private String reordered(String gates, long size) {
        return graph.node(
                "Concat",
                List.of(gate(gates, 0, size), gate(gates, 3, size), gate(gates, 1, size), gate(gates, 2, size)),
                attribute("axis", 0L));
    }

    private String gate(String gates, long which, long size) {
        return graph.node(
                "Slice", List.of(gates, graph.longs(which * size), graph.longs((which + 1) * size), graph.longs(0)));
    }

    private String oneDirection(String weights) {
        return graph.node("Unsqueeze", List.of(weights, graph.longs(0)));
    }

    /// The states at their places, 0 elsewhere.                       [T, size]
    private String placed(String rows, String valid, long size) {
        String shape = graph.node(
                "Concat", List.of(graph.node("Shape", List.of(valid)), graph.longs(size)), attribute("axis", 0L));
        String places = graph.node("Transpose", List.of(graph.node("NonZero", List.of(valid))));
        return graph.node("ScatterND", List.of(graph.node("ConstantOfShape", List.of(shape)), places, rows));
    }

    private String reshaped(String x, long... shape) {
        return graph.node("Reshape", List.of(x, graph.longs(shape)));
    }
}
