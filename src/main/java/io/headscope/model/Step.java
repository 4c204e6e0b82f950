package io.headscope.model;

import java.util.List;
import java.util.Optional;

/// One operation of a program.
///
/// @param part where in the network it stands, as its family names it (`encoder.layer.3.attention`)
public record Step(Value result, Op op, List<Value> operands, String part) {

    public Step {
        operands = List.copyOf(operands);
    }

    /// The attention that is computed here, in a network of ours or of somebody else's.
    public Optional<Op.Attend> attend() {
        return switch (op) {
            case Op.Attend attend -> Optional.of(attend);
            case Op.Foreign foreign -> Optional.ofNullable(foreign.attend());
            default -> Optional.empty();
        };
    }
}
