package io.headscope.model;

import io.headscope.attention.Trace;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/// What a run is to leave behind, besides attention with its queries, keys and values.
///
/// @param tensors outputs and taps, by name
/// @param keeping whether attention maps are kept or recomputed
/// @param goesOn  whether what the run before has computed of the same beginning may be taken over
/// @param passed  whether what passes every step is to be told in a few numbers ([Trace#passed])
public record RunRequest(Set<String> tensors, Keeping keeping, boolean goesOn, boolean passed) {

    /// Of a run that computes everything anew, and tells nothing of its steps.
    public RunRequest(Set<String> tensors, Keeping keeping) {
        this(tensors, keeping, false, false);
    }

    public RunRequest {
        tensors = Set.copyOf(tensors);
    }

    /// How attention maps are held.
    public enum Keeping {
        /// Kept while they fit, recomputed beyond.
        BY_SIZE,
        KEPT,
        RECOMPUTED
    }

    public static RunRequest of(String... tensors) {
        return new RunRequest(Set.of(tensors), Keeping.BY_SIZE);
    }

    /// The same by someone who runs one text after the other, each much like the one before.
    public RunRequest goingOn() {
        return new RunRequest(tensors, keeping, !passed, passed);
    }

    /// The same with maps held another way.
    public RunRequest with(Keeping other) {
        return new RunRequest(tensors, other, goesOn, passed);
    }

    /// The same, with what passes every step: everything is computed anew then.
    public RunRequest withPassed(boolean wanted) {
        return new RunRequest(tensors, keeping, goesOn && !wanted, wanted);
    }

    /// The values of `program` that are asked for, outputs first, in the program's order.
    ///
    /// @throws IllegalArgumentException if the program has no output or tap of a name
    public SequencedMap<String, Value> values(Program program) {
        SequencedMap<String, Value> values = new LinkedHashMap<>(program.outputs());
        values.putAll(program.taps());
        values.keySet().retainAll(tensors);
        if (values.size() < tensors.size()) {
            throw new IllegalArgumentException("asked for " + tensors + ", there are only " + values.keySet());
        }
        return values;
    }
}
