package io.headscope.lab;

import io.headscope.message.Messages;
import java.util.SequencedMap;

/// Numbers made ready to show one thing. Its title is the message `lab.example.<id>`, what there is to see in it the
/// message `lab.example.<id>.text`.
///
/// @param study whether entropy and gradient over d are drawn beside it
public record Example(
        String id,
        Mechanism mechanism,
        SequencedMap<String, DoubleMatrix> inputs,
        Settings settings,
        Labels labels,
        boolean study) {

    public String title(Messages messages) {
        return messages.text("lab.example." + id);
    }

    /// What there is to see in it.
    public String explanation(Messages messages) {
        return messages.text("lab.example." + id + ".text");
    }

    /// With the usual settings.
    public static Example of(String id, Mechanism mechanism, SequencedMap<String, DoubleMatrix> inputs, Labels labels) {
        return new Example(id, mechanism, inputs, Settings.usual(mechanism.parameters()), labels, false);
    }
}
