package io.headscope.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// What lies on the lab's table, worked out.
///
/// @param inputs  by name, in the order of the mechanism
/// @param example the ready-made example it began as, or none
/// @param taken   the head of a model that its inputs are from, or none
public record LabState(
        Mechanism mechanism,
        SequencedMap<String, DoubleMatrix> inputs,
        Settings settings,
        Labels labels,
        @Nullable Example example,
        @Nullable TakenHead taken,
        Evaluation evaluation) {

    public LabState {
        inputs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(inputs));
    }

    /// @throws io.headscope.message.ProblemException if the shapes do not fit, or a number is too large
    private static LabState of(
            Mechanism mechanism,
            SequencedMap<String, DoubleMatrix> inputs,
            Settings settings,
            Labels labels,
            @Nullable Example example,
            @Nullable TakenHead taken) {
        return new LabState(
                mechanism, inputs, settings, labels, example, taken, mechanism.evaluate(inputs, settings, labels));
    }

    /// A mechanism with the numbers it comes with.
    public static LabState of(Mechanism mechanism) {
        return of(mechanism, mechanism.usualInputs(), Settings.usual(mechanism.parameters()), Labels.NONE, null, null);
    }

    public static LabState of(Example example) {
        return of(example.mechanism(), example.inputs(), example.settings(), example.labels(), example, null);
    }

    /// What was taken from a model, worked out as the model does.
    ///
    /// @param mechanism of this head
    public static LabState of(Mechanism mechanism, TakenHead taken) {
        Labels labels = Labels.NONE.with("q", taken.queryNames()).with("k", taken.keyNames());
        return of(mechanism, mechanism.usualInputs(), Settings.usual(mechanism.parameters()), labels, null, taken);
    }

    /// One of the inputs.
    public DoubleMatrix input(String name) {
        return Objects.requireNonNull(inputs.get(name), name);
    }

    /// With another matrix in one place.
    ///
    /// @throws io.headscope.message.ProblemException if it does not fit the others
    public LabState with(String input, DoubleMatrix matrix) {
        SequencedMap<String, DoubleMatrix> changed = new LinkedHashMap<>(inputs);
        changed.put(input, matrix);
        return of(mechanism, changed, settings, labels, example, taken);
    }

    public LabState with(SequencedMap<String, DoubleMatrix> all) {
        return of(mechanism, all, settings, labels, example, taken);
    }

    /// With another setting.
    public LabState with(Settings changed) {
        return of(mechanism, inputs, changed, labels, example, taken);
    }
}
