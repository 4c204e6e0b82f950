package io.headscope.lab;

import io.headscope.message.Messages;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Numbers made ready to show one thing. Its title is the message `lab.example.<id>`, what there is to see in it the
/// message `lab.example.<id>.text`.
///
/// @param study whether entropy and gradient over d are drawn beside it
/// @param real  the head of a model that its numbers are from, or none
public record Example(
        String id,
        Mechanism mechanism,
        SequencedMap<String, DoubleMatrix> inputs,
        Settings settings,
        Labels labels,
        boolean study,
        @Nullable RealHead real) {

    public String title(Messages messages) {
        return messages.text("lab.example." + id);
    }

    /// What there is to see in it.
    public String explanation(Messages messages) {
        return messages.text("lab.example." + id + ".text");
    }

    /// With the usual settings.
    public static Example of(String id, Mechanism mechanism, SequencedMap<String, DoubleMatrix> inputs, Labels labels) {
        return new Example(id, mechanism, inputs, Settings.usual(mechanism.parameters()), labels, false, null);
    }

    /// What a model that came along has worked out.
    ///
    /// @param mechanism of this head
    public static Example of(String id, Mechanism mechanism, RealHead real) {
        Labels labels = Labels.NONE.with("q", real.head().queryNames()).with("k", real.head().keyNames());
        return new Example(id, mechanism, mechanism.usualInputs(), Settings.usual(mechanism.parameters()), labels, false, real);
    }
}
