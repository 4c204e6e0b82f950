package io.headscope.model;

import java.util.List;

/// One operation of a program.
///
/// @param part where in the network it stands, as its family names it (`encoder.layer.3.attention`)
public record Step(Value result, Op op, List<Value> operands, String part) {

    public Step {
        operands = List.copyOf(operands);
    }
}
