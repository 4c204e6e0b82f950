package io.headscope.engine.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.model.ElementType;
import io.headscope.model.ModelInput;
import io.headscope.model.RunRequest;
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
import java.util.List;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Trains a program on PyTorch with AdamW: the same steps that run it, with gradients. One at a time in a process:
/// PyTorch's gradient mode is the thread's.
public final class DjlTrainer implements Trainer {

    private static final float LARGEST_GRADIENT = 1;
    private static final int SEEDS_APART = 1_000_003;

    private final Network network;
    private final Program program;
    private final Value logits;
    private final int classAxis;
    private final Settings settings;
    private final Interpreter interpreter;
    private final Engine engine = Engine.getEngine("PyTorch");
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final SequencedMap<String, NDArray> weights = new LinkedHashMap<>();
    /// Those of the weights that learn.
    private final SequencedMap<String, NDArray> learning = new LinkedHashMap<>();
    private final AdamW optimizer;

    /// Starts every weight as the program says, or as `starts` has it.
    ///
    /// @param seed   the same seed gives the same weights, on the same machine
    /// @param starts weights that start otherwise, by name
    public DjlTrainer(Network network, int seed, Map<String, FloatTensor> starts) {
        this(network, Settings.of(seed), starts);
    }

    /// @param starts weights that start otherwise than the program says, by name
    public DjlTrainer(Network network, Settings settings, Map<String, FloatTensor> starts) {
        this.network = network;
        this.program = network.program();
        this.logits = Objects.requireNonNull(program.outputs().get("logits"), "a network without logits learns nothing");
        this.classAxis = network.answer().classAxis();
        this.settings = settings;
        this.interpreter = new Interpreter(program);
        engine.setRandomSeed(settings.seed());
        program.weights().forEach(weight -> weights.put(weight.name(), start(weight, starts.get(weight.name()))));
        Set<String> statistics = statistics(program);
        weights.forEach((name, weight) -> {
            if (!statistics.contains(name)) {
                weight.setRequiresGradient(true);
                learning.put(name, weight);
            }
        });
        this.optimizer = new AdamW(manager, learning, matrices(program), (float) settings.weightDecay());
    }

    /// What batches were normalised by where such a network came from. Here they stay as they start: the scale and the bias
    /// beside them learn.
    private static Set<String> statistics(Program program) {
        Set<Value> statistics = program.steps().stream()
                .filter(step -> step.op() instanceof Op.BatchNorm)
                .flatMap(step -> step.operands().subList(3, 5).stream())
                .collect(Collectors.toSet());
        return program.weights().stream()
                .filter(weight -> statistics.contains(weight.value()))
                .map(Program.DeclaredWeight::name)
                .collect(Collectors.toSet());
    }

    /// The weights that shrink by themselves: matrices that numbers are multiplied with. Tables of embeddings do not, or
    /// rare rows would fade.
    private static Set<String> matrices(Program program) {
        Set<Value> multiplied = new HashSet<>();
        Set<Value> tables = new HashSet<>();
        for (Step step : program.steps()) {
            switch (step.op()) {
                case Op.Linear _ -> multiplied.add(step.operands().get(1));
                case Op.Lstm _ -> multiplied.addAll(step.operands().subList(2, 4));
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
        return given == null ? random(weight.init(), shape) : manager.create(given.toArray(), shape);
    }

    private NDArray random(Init init, Shape shape) {
        return switch (init) {
            case Init.Normal(double deviation) -> manager.randomNormal(0, (float) deviation, shape, DataType.FLOAT32);
            case Init.Constant(double value) -> manager.full(shape, (float) value, DataType.FLOAT32);
        };
    }

    @Override
    public double step(Batch batch, double learningRate) {
        withoutGradients();
        // What is dropped depends on the step alone, so that a training taken up again goes on as it would have.
        engine.setRandomSeed(settings.seed() * SEEDS_APART + optimizer.steps());
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
        optimizer.step((float) learningRate);
        return loss;
    }

    /// Gradients are wanted while a collector is open, and only then. DJL sees to that on the thread that loads PyTorch; on all
    /// others PyTorch begins the other way, and would not let weights be changed.
    private static void withoutGradients() {
        JniUtils.setGradMode(false);
    }

    /// Shortens the gradient as a whole where it is too long (Pascanu et al., 2013, <https://arxiv.org/abs/1211.5063>).
    private void scaleGradients() {
        double squares = 0;
        for (NDArray weight : learning.values()) {
            squares += weight.getGradient().square().sum().getFloat();
        }
        double length = Math.sqrt(squares);
        if (length > LARGEST_GRADIENT) {
            for (NDArray weight : learning.values()) {
                weight.getGradient().muli((float) (LARGEST_GRADIENT / length));
            }
        }
    }

    @Override
    public double loss(Batch batch) {
        withoutGradients();
        try (NDManager running = manager.newSubManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return loss(running, batch, false).getFloat();
        }
    }

    private NDArray loss(NDManager running, Batch batch, boolean training) {
        NDArray scores = scores(running, batch.inputs(), training);
        NDArray chances = scores.transpose(classesLast(scores)).logSoftmax(-1);              // [..., classes]
        NDArray targets = Interpreter.array(running, batch.targets());
        boolean chosen = batch.targets().type() == ElementType.I64;
        NDArray counted = chosen ? targets.neq(IGNORED).toType(DataType.FLOAT32, false) : targets.sum(new int[] {-1});
        NDArray right = chosen
                ? chances.gather(targets.maximum(0).expandDims(-1), -1).squeeze(-1)
                : chances.mul(targets).sum(new int[] {-1});
        double smoothing = training ? settings.smoothing() : 0;
        NDArray all = smoothing == 0
                ? right
                : right.mul(running.create((float) (1 - smoothing)))
                        .add(chances.mean(new int[] {-1}).mul(running.create((float) smoothing)));
        NDArray crossEntropy = all.mul(counted).sum().div(counted.sum()).neg();
        return training && settings.loss() == Loss.CROSS_ENTROPY_AND_DICE
                ? crossEntropy.add(diceLoss(chances, targets, counted))
                : crossEntropy;
    }

    /// The axes in their order, but the classes behind all others: rows and columns of a picture must not change places.
    private int[] classesLast(NDArray scores) {
        int axes = scores.getShape().dimension();
        int classes = Math.floorMod(classAxis, axes);
        return IntStream.concat(IntStream.range(0, axes).filter(axis -> axis != classes), IntStream.of(classes)).toArray();
    }

    /// @param chances logarithms of probabilities                                     [batch, ..., classes]
    /// @param counted 1 where there is a target, else 0                               [batch, ...]
    private static NDArray diceLoss(NDArray chances, NDArray targets, NDArray counted) {
        long batch = chances.getShape().get(0);
        int classes = Math.toIntExact(chances.getShape().get(chances.getShape().dimension() - 1));
        NDIndex allButFirst = new NDIndex(":, :, 1:");
        NDArray kept = counted.reshape(batch, -1, 1);
        NDArray given = chances.exp().reshape(batch, -1, classes).get(allButFirst).mul(kept);        // [B, N, C - 1]
        NDArray wanted = targets.maximum(0).oneHot(classes).reshape(batch, -1, classes).get(allButFirst).mul(kept);
        int[] places = {1};
        NDArray common = given.mul(wanted).sum(places).mul(2).add(1);
        return common.div(given.sum(places).add(wanted.sum(places)).add(1)).mean().neg().add(1);
    }

    private NDArray scores(NDManager running, Map<String, InputTensor> tensors, boolean training) {
        Map<Value, NDArray> inputs = new HashMap<>();
        program.inputs().forEach((name, value) -> {
            InputTensor tensor = Objects.requireNonNull(tensors.get(name), name);
            inputs.put(value, Interpreter.array(running, tensor));
        });
        return Objects.requireNonNull(interpreter.run(
                        new Interpreter.Run(
                                inputs,
                                weights,
                                value -> allOnes(value, tensors),
                                training,
                                false,
                                Interpreter.Witness.NONE,
                                Cancellation.never()),
                        Set.of(logits))
                .get(logits));
    }

    @Override
    public FloatTensor logits(Map<String, InputTensor> inputs) {
        withoutGradients();
        try (NDManager running = manager.newSubManager();
                NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray scores = scores(running, inputs, false);
            return FloatTensor.of(scores.toFloatArray(), scores.getShape().getShape());
        }
    }

    @Override
    public Trace trace(ModelInput input, List<String> outputs) {
        withoutGradients();
        DjlNetwork now = new DjlNetwork(network, weights);
        try (now; NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            return now.run(input, RunRequest.of(outputs.toArray(String[]::new)), Cancellation.never());
        }
    }

    private boolean allOnes(Value value, Map<String, InputTensor> tensors) {
        return program.inputs().entrySet().stream()
                .anyMatch(input -> input.getValue().equals(value)
                        && Objects.requireNonNull(tensors.get(input.getKey())).allOnes());
    }

    @Override
    public SequencedMap<String, FloatTensor> weights() {
        SequencedMap<String, FloatTensor> copies = new LinkedHashMap<>();
        weights.forEach((name, weight) -> copies.put(name, FloatTensor.of(weight.toFloatArray(), weight.getShape().getShape())));
        return copies;
    }

    @Override
    public SequencedMap<String, FloatTensor> state() {
        SequencedMap<String, FloatTensor> state = weights();
        state.putAll(optimizer.state());
        return state;
    }

    @Override
    public void restore(Map<String, FloatTensor> state, int steps) {
        withoutGradients();
        weights.forEach((name, weight) -> AdamW.copy(state, name, weight));
        optimizer.restore(state, steps);
    }

    @Override
    public void close() {
        manager.close();
    }
}
