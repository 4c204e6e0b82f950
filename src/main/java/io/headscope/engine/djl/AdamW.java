package io.headscope.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import io.headscope.attention.FloatTensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/// AdamW (Loshchilov & Hutter, 2019, algorithm 2, <https://arxiv.org/abs/1711.05101>). Ours because a training is to be
/// taken up again exactly where it stopped: DJL's keeps to itself what it remembers.
final class AdamW {

    private static final float FIRST = 0.9f;
    private static final float SECOND = 0.99f;
    private static final float EPSILON = 1e-8f;

    private final SequencedMap<String, NDArray> weights;
    private final Set<String> decaying;
    private final float decay;
    private final Map<String, NDArray> means = new LinkedHashMap<>();
    private final Map<String, NDArray> squares = new LinkedHashMap<>();
    private int steps;

    /// @param manager  what is remembered lies in
    /// @param decaying the weights that shrink by themselves
    AdamW(NDManager manager, SequencedMap<String, NDArray> weights, Set<String> decaying, float decay) {
        this.weights = weights;
        this.decaying = Set.copyOf(decaying);
        this.decay = decay;
        weights.forEach((name, weight) -> {
            means.put(name, manager.zeros(weight.getShape(), DataType.FLOAT32));
            squares.put(name, manager.zeros(weight.getShape(), DataType.FLOAT32));
        });
    }

    /// The steps taken so far.
    int steps() {
        return steps;
    }

    /// Moves every weight against its gradient.
    void step(float learningRate) {
        steps++;
        float firstBias = 1 - (float) Math.pow(FIRST, steps);
        float secondBias = 1 - (float) Math.pow(SECOND, steps);
        for (var entry : weights.entrySet()) {
            String name = entry.getKey();
            NDArray weight = entry.getValue();
            NDArray mean = java.util.Objects.requireNonNull(means.get(name));
            NDArray square = java.util.Objects.requireNonNull(squares.get(name));
            try (NDScope scope = new NDScope()) {
                scope.suppressNotUsedWarning();
                NDArray gradient = weight.getGradient();
                // In place wherever that can be: for large tables, every new array costs as much as the arithmetic.
                square.muli(SECOND).addi(gradient.square().muli(1 - SECOND));
                mean.muli(FIRST).addi(gradient.muli(1 - FIRST));
                NDArray way = mean.div(square.sqrt().divi((float) Math.sqrt(secondBias)).addi(EPSILON)).muli(learningRate / firstBias);
                if (decaying.contains(name)) {
                    weight.muli(1 - learningRate * decay);
                }
                weight.subi(way);
                // The next step begins anew: PyTorch would add to what is there.
                gradient.muli(0);
            }
        }
    }

    /// What is remembered of the gradients, by the weights' names behind `mean/` and `square/`.
    SequencedMap<String, FloatTensor> state() {
        SequencedMap<String, FloatTensor> state = new LinkedHashMap<>();
        means.forEach((name, mean) -> state.put("mean/" + name, tensor(mean)));
        squares.forEach((name, square) -> state.put("square/" + name, tensor(square)));
        return state;
    }

    void restore(Map<String, FloatTensor> state, int taken) {
        means.forEach((name, mean) -> copy(state, "mean/" + name, mean));
        squares.forEach((name, square) -> copy(state, "square/" + name, square));
        steps = taken;
    }

    static FloatTensor tensor(NDArray array) {
        return FloatTensor.of(array.toFloatArray(), array.getShape().getShape());
    }

    /// @throws IllegalArgumentException if the state has no such numbers, or of another shape
    static void copy(Map<String, FloatTensor> state, String name, NDArray into) {
        FloatTensor from = state.get(name);
        if (from == null || from.size() != into.size()) {
            throw new IllegalArgumentException("a state without " + name + " as " + into.getShape());
        }
        into.set(from.toArray());
    }
}
