package io.headscope.engine;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Passed;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Program;
import java.util.HashMap;
import java.util.Map;

/// What is put into a network, told as what passes its steps is.
public final class PassedInputs {

    private PassedInputs() {}

    /// By the names of the program's values. Whole numbers count as what they are.
    public static Map<String, Passed> of(Program program, ModelInput input) {
        Map<String, Passed> passed = new HashMap<>();
        program.inputs().forEach((name, value) -> {
            // Networks of others have inputs that may be left out.
            if (input.tensors().containsKey(name)) {
                passed.put(value.name(), Passed.of(numbers(input.tensor(name))));
            }
        });
        return passed;
    }

    private static FloatTensor numbers(InputTensor input) {
        return switch (input) {
            case InputTensor.Real(float[] numbers, long[] shape) -> FloatTensor.of(numbers, shape);
            case InputTensor.Held(FloatTensor numbers) -> numbers;
            case InputTensor.Whole(long[] values, long[] shape) -> {
                float[] numbers = new float[values.length];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = values[i];
                }
                yield FloatTensor.of(numbers, shape);
            }
        };
    }
}
