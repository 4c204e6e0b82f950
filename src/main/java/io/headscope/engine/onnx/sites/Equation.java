package io.headscope.engine.onnx.sites;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an `Einsum` does: a letter for every axis of every operand and of the result.
///
/// @param operands one word for every input
/// @param result   the word of the output
record Equation(List<String> operands, String result) {

    /// Nothing where it uses an ellipsis.
    static @Nullable Equation of(Node node) {
        String text = node.text("equation", "").replace(" ", "");
        int arrow = text.indexOf("->");
        String left = arrow < 0 ? text : text.substring(0, arrow);
        if (left.contains(".") || left.isEmpty()) {
            return null;
        }
        List<String> operands = List.of(left.split(",", -1));
        return new Equation(operands, arrow < 0 ? implied(operands) : text.substring(arrow + 2));
    }

    /// Without an arrow, the letters that occur once, in alphabetical order.
    private static String implied(List<String> operands) {
        String all = String.join("", operands);
        return all.chars()
                .filter(letter -> all.indexOf(letter) == all.lastIndexOf(letter))
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    long @Nullable [] shape(Node node) {
        List<Long> shape = new ArrayList<>();
        for (char letter : result.toCharArray()) {
            long length = Tensor.UNKNOWN;
            for (int i = 0; i < operands.size(); i++) {
                Tensor input = node.input(i);
                int axis = operands.get(i).indexOf(letter);
                length = length < 0 && axis >= 0 && input != null ? input.length(axis) : length;
            }
            shape.add(length);
        }
        return shape.stream().mapToLong(length -> length).toArray();
    }
}
