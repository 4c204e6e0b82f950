package io.headscope.engine;

import io.headscope.attention.Visibility;
import io.headscope.model.InputTensor;
import io.headscope.model.Mask;
import io.headscope.model.ModelInput;
import io.headscope.model.Program;
import io.headscope.model.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The masks of a program over one input.
public final class MaskRules {

    private final Map<Value, InputTensor> inputs = new HashMap<>();

    public MaskRules(Program program, ModelInput input) {
        program.inputs().forEach((name, value) -> {
            InputTensor tensor = input.tensors().get(name);
            if (tensor != null) {
                inputs.put(value, tensor);
            }
        });
    }

    /// The inputs that are 1 throughout, so that a mask over them masks nothing.
    public Predicate<Value> allOnes() {
        return value -> {
            InputTensor tensor = inputs.get(value);
            return tensor != null && tensor.allOnes();
        };
    }

    /// What a mask lets the queries of the first text of the batch see.
    public Visibility visibility(Mask mask, int queries, int keys) {
        BitSet validKeys = null;
        BitSet validQueries = null;
        for (Mask part : mask.without(allOnes()).parts()) {
            switch (part) {
                case Mask.Keys(Value valid) -> validKeys = both(validKeys, bits(valid, keys));
                case Mask.Queries(Value valid) -> validQueries = both(validQueries, bits(valid, queries));
                case Mask.None _, Mask.Causal _, Mask.All _ -> {}
            }
        }
        return new Visibility(queries, keys, mask.isCausal(), validKeys, validQueries);
    }

    private BitSet bits(Value valid, int length) {
        InputTensor tensor = inputs.get(valid);
        if (tensor == null) {
            throw new IllegalStateException("a mask reads " + valid + ", which is no input");
        }
        BitSet bits = new BitSet(length);
        for (int i = 0; i < length; i++) {
            bits.set(i, tensor.values()[i] != 0);
        }
        return bits;
    }

    private static BitSet both(@Nullable BitSet one, BitSet other) {
        if (one != null) {
            other.and(one);
        }
        return other;
    }
}
