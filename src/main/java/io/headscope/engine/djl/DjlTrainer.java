package io.headscope.engine.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import io.headscope.attention.FloatTensor;
import io.headscope.model.Init;
import io.headscope.model.InputTensor;
import io.headscope.model.Network;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Step;
import io.headscope.model.Trainer;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Trains a program on PyTorch with AdamW (Loshchilov & Hutter, 2019, <https://arxiv.org/abs/1711.05101>): the same
/// steps that run it, with gradients. One at a time in a process: PyTorch's gradient mode is the thread's.
public final class DjlTrainer implements Trainer {

    private static final float LARGEST_GRADIENT = 1;
    private static final float WEIGHT_DECAY = 0.1f;

    private final Program program;
    private final Value logits;
    private final Interpreter interpreter;
    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
    private final Set<String> decays = new HashSet<>();
    private final Optimizer decaying;
    private final Optimizer plain;
    private float learningRate;

    /// Starts every weight as the program says, or as `starts` has it.
    ///
    /// @param seed   the same seed gives the same weights, on the same machine
    /// @param starts weights that start otherwise, by name
    public DjlTrainer(Network network, int seed, Map<String, FloatTensor> starts) {
        this.program = network.program();
        this.logits = Objects.requireNonNull(program.outputs().get("logits"), "a network without logits learns nothing");
        this.interpreter = new Interpreter(program);
        engine.setRandomSeed(seed);
        program.weights().forEach(weight -> weights.put(weight.name(), start(weight, starts.get(weight.name()))));
        decays.addAll(matrices(program));
        this.decaying = optimizer(WEIGHT_DECAY);
        this.plain = optimizer(0);
    }

    /// The weights that shrink by themselves: matrices that numbers are multiplied with. Tables of embeddings do not, or
    /// rare rows would fade.
    private static Set<String> matrices(Program program) {
        Set<Value> multiplied = new HashSet<>();
        Set<Value> tables = new HashSet<>();
        for (Step step : program.steps()) {
            switch (step.op()) {
                case Op.Linear _ -> multiplied.add(step.operands().get(1));
                case Op.Embed _ -> tables.add(step.operands().getFirst());
                default -> {}
            }
        }
        return program.weights().stream()
                .filter(weight -> multiplied.contains(weight.value()) && !tables.contains(weight.value()))
                .map(Program.DeclaredWeight::name)
                .collect(Collectors.toSet());
    }

    private NDArray start(Program.DeclaredWeight weight, @Nullable FloatTensor given) {
        Shape shape = new Shape(weight.shape().stream().mapToLong(i -> i).toArray());
        NDArray start = given == null ? random(weight.init(), shape) : manager.create(given.toArray(), shape);
        start.setRequiresGradient(true);
        return start;
    }

    private NDArray random(Init init, Shape shape) {
        return switch (init) {
            case Init.Normal(double deviation) -> manager.randomNormal(0, (float) deviation, shape, DataType.FLOAT32);
            case Init.Constant(double value) -> manager.full(shape, (float) value, DataType.FLOAT32);
        };
    }

    private Optimizer optimizer(float weightDecay) {
        Tracker rate = _ -> learningRate;
        return Optimizer.adamW()
                .optLearningRateTracker(rate)
                .optBeta1(0.9f)
                .optBeta2(0.99f)
                .optWeightDecays(weightDecay)
                .build();
    }

    @Override
    public double step(Batch batch, double learningRate) {
        this.learningRate = (float) learningRate;
        double loss;
        try (GradientCollector collector = engine.newGradientCollector();
                NDManager running = manager.newSubManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray mean = loss(running, batch, true);
            loss = mean.getFloat();
            collector.backward(mean);
            scaleGradients();
        }
        // Outside the scope: it would close what the optimizer remembers.
        weights.forEach((name, weight) -> {
            try (NDArray gradient = weight.getGradient()) {
                (decays.contains(name) ? decaying : plain).update(name, weight, gradient);
            }
        });
        return loss;
    }

    /// Shortens the gradient as a whole where it is too long (Pascanu et al., 2013, <https://arxiv.org/abs/1211.5063>).
    private void scaleGradients() {
        double squares = 0;
        for (NDArray weight : weights.values()) {
            squares += weight.getGradient().square().sum().getFloat();
        }
        double length = Math.sqrt(squares);
        if (length > LARGEST_GRADIENT) {
            for (NDArray weight : weights.values()) {
                weight.getGradient().muli((float) (LARGEST_GRADIENT / length));
            }
        }
    }

    @Override
    public double loss(Batch batch) {
        try (NDManager running = manager.newSubManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return loss(running, batch, false).getFloat();
        }
    }

    private NDArray loss(NDManager running, Batch batch, boolean training) {
        Map<Value, NDArray> inputs = new HashMap<>();
        program.inputs().forEach((name, value) -> {
            InputTensor tensor = Objects.requireNonNull(batch.inputs().get(name), name);
            inputs.put(value, Interpreter.array(running, tensor));
        });
        NDArray scores = interpreter.run(
                        new Interpreter.Run(
                                inputs,
                                weights,
                                value -> allOnes(value, batch),
                                training,
                                false,
                                Interpreter.Witness.NONE,
                                Cancellation.never()),
                        Set.of(logits))
                .get(logits);
        NDArray targets = running.create(batch.targets().values(), new Shape(batch.targets().shape()));
        NDArray chances = Objects.requireNonNull(scores).logSoftmax(-1);                    // [B, T, V]
        return chances.gather(targets.expandDims(-1), -1).mean().neg();
    }

    private boolean allOnes(Value value, Batch batch) {
        return program.inputs().entrySet().stream()
                .anyMatch(input -> input.getValue().equals(value)
                        && Objects.requireNonNull(batch.inputs().get(input.getKey())).allOnes());
    }

    @Override
    public SequencedMap<String, FloatTensor> weights() {
        SequencedMap<String, FloatTensor> copies = new LinkedHashMap<>();
        weights.forEach((name, weight) -> copies.put(name, FloatTensor.of(weight.toFloatArray(), weight.getShape().getShape())));
        return copies;
    }

    @Override
    public void close() {
        manager.close();
    }
}
