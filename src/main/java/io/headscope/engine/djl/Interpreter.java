package io.headscope.engine.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import io.headscope.model.Activation;
import io.headscope.model.Dim;
import io.headscope.model.InputTensor;
import io.headscope.model.Op;
import io.headscope.model.Program;
import io.headscope.model.Program.DeclaredWeight;
import io.headscope.model.Step;
import io.headscope.model.Value;
import io.headscope.task.Cancellation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Computes a program step by step. Each value is let go after its last use; where gradients are wanted, PyTorch's own
/// graph keeps what it needs.
final class Interpreter {

    /// Called at every attention layer with what entered and what it attended to, and at every step with what came of it.
    @FunctionalInterface
    interface Witness {
        Witness NONE = (step, operands, weights) -> {};

        /// @param operands of the step: Q, K, V and what score, mask and bias read
        /// @param weights  a block of queries after the other         (L × [batch, heads, some queries, keys]);
        ///                 none where they are not kept
        void attended(Step step, List<NDArray> operands, List<NDArray> weights);

        /// @param result of the step
        default void computed(Step step, NDArray result) {}
    }

    /// @param inputs   of the program, by value
    /// @param weights  of the program, by name; they belong to someone else and are not closed
    /// @param allOnes  masks that mask nothing
    /// @param training whether numbers are dropped at random
    /// @param keepsWeights whether attention weights are held until the witness has seen them
    record Run(
            Map<Value, NDArray> inputs,
            Map<String, NDArray> weights,
            Predicate<Value> allOnes,
            boolean training,
            boolean keepsWeights,
            Witness witness,
            Cancellation cancellation) {

        /// A number to multiply with. Where DJL is given a plain one, it lets go at once of the memory it made for it, and
        /// what PyTorch then reads there on the way back is anything, once in some thousand steps NaN.
        NDArray number(double value) {
            NDArray number = manager().create((float) value);
            NDScope.unregister(number);
            return number;
        }

        /// What lives as long as the run.
        NDManager manager() {
            return inputs.values().iterator().next().getManager();
        }
    }

    private final Program program;
    private final Map<Integer, Integer> sources = new HashMap<>();
    private final Map<Integer, Integer> lastUses = new HashMap<>();
    private final Set<Integer> weightIds;

    Interpreter(Program program) {
        this.program = program;
        this.weightIds = program.weights().stream().map(weight -> weight.value().id()).collect(Collectors.toSet());
        for (int at = 0; at < program.steps().size(); at++) {
            Step step = program.steps().get(at);
            for (Value operand : step.operands()) {
                lastUses.put(source(operand), at);
            }
            if (step.op() instanceof Op.Tap || step.op() instanceof Op.Dropout) {
                sources.put(step.result().id(), source(step.operands().getFirst()));
            }
        }
    }

    /// The value that holds the numbers: taps (and dropout outside training) hand on what they are given.
    private int source(Value value) {
        return sources.getOrDefault(value.id(), value.id());
    }

    /// Runs all steps.
    ///
    /// @param wanted the values to keep
    /// @return       them, attached to the manager of the inputs
    Map<Value, NDArray> run(Run run, Set<Value> wanted) {
        Set<Integer> kept = new HashSet<>();
        wanted.forEach(value -> kept.add(source(value)));
        run.inputs().keySet().forEach(value -> kept.add(value.id()));
        // Their memory is Java's: PyTorch may read it once more on the way back.
        program.steps().stream().filter(step -> step.op() instanceof Op.Constant).forEach(step -> kept.add(step.result().id()));
        Map<Integer, NDArray> values = new HashMap<>();
        run.inputs().forEach((value, array) -> values.put(value.id(), array));
        for (int at = 0; at < program.steps().size(); at++) {
            run.cancellation().check();
            Step step = program.steps().get(at);
            NDArray result = compute(step, operands(step, values), run);
            values.put(step.result().id(), result);
            run.witness().computed(step, result);
            letGo(step, at, values, kept);
        }
        Map<Value, NDArray> results = new HashMap<>();
        wanted.forEach(value -> results.put(value, belongingTo(run, Objects.requireNonNull(values.get(value.id())))));
        return results;
    }

    /// DJL gives what it computes to the first operand's manager, which may be that of the weights: there it would stay, and
    /// everything it was made of with it.
    private static NDArray belongingTo(Run run, NDArray result) {
        if (run.weights().values().stream().noneMatch(weight -> weight == result)) {
            result.attach(run.manager());
        }
        return result;
    }

    private static List<NDArray> operands(Step step, Map<Integer, NDArray> values) {
        return step.operands().stream()
                .map(value -> Objects.requireNonNull(values.get(value.id()), value::toString))
                .toList();
    }

    private void letGo(Step step, int at, Map<Integer, NDArray> values, Set<Integer> kept) {
        for (Value operand : step.operands()) {
            int source = source(operand);
            NDArray array = values.get(operand.id());
            boolean ours = !kept.contains(source) && !weightIds.contains(source);
            if (array != null && ours && lastUses.getOrDefault(source, -1) == at) {
                array.close();
            }
        }
    }

    private NDArray compute(Step step, List<NDArray> operands, Run run) {
        if (step.op() instanceof Op.Weight(String name, var _)) {
            return Objects.requireNonNull(run.weights().get(name), name);
        }
        if (step.op() instanceof Op.Constant(float[] numbers)) {
            return run.manager().create(numbers, new Shape(step.result().shape().stream().mapToLong(dim -> ((Dim.Fixed) dim).length()).toArray()));
        }
        if (step.op() instanceof Op.Tap || (step.op() instanceof Op.Dropout && !run.training())) {
            return operands.getFirst();
        }
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            NDArray result = evaluate(step, operands, run);
            NDScope.unregister(result);
            return result;
        }
    }

    private NDArray evaluate(Step step, List<NDArray> operands, Run run) {
        NDArray x = operands.getFirst();
        return switch (step.op()) {
            case Op.Weight _, Op.Constant _, Op.Tap _ -> throw new IllegalStateException(step.toString());
            case Op.Embed() -> operands.get(1).getNDArrayInternal()
                    .embedding(operands.get(1), x, SparseFormat.DENSE).singletonOrThrow();
            case Op.Linear(boolean turned) -> linear(turned, x, operands);
            case Op.Add() -> x.add(operands.get(1));
            case Op.LayerNorm(double epsilon) -> x.getNDArrayInternal()
                    .layerNorm(x, new Shape(x.getShape().get(x.getShape().dimension() - 1)), operands.get(1), operands.get(2), (float) epsilon)
                    .singletonOrThrow();
            case Op.RmsNorm(double epsilon, boolean aroundOne) -> {
                NDArray size = x.square().mean(new int[] {-1}, true).add((float) epsilon).sqrt();
                yield x.div(size).mul(aroundOne ? operands.get(1).add(1) : operands.get(1));
            }
            case Op.Rotate(Op.Pairing pairing) -> rotate(x, operands.get(1), pairing);
            case Op.Activate(Activation activation) -> activate(activation, x, run);
            case Op.Mul() -> x.mul(operands.get(1));
            case Op.MatMul() -> x.matMul(operands.get(1));
            case Op.Concat(int axis) -> NDArrays.concat(alike(operands, axis), axis);
            case Op.Pick(int axis, int[] positions) -> pick(x, axis, positions);
            case Op.Mean(int axis) -> x.mean(new int[] {axis});
            case Op.UnitLength(List<Integer> axes) ->
                x.div(x.square().sum(axes.stream().mapToInt(axis -> axis).toArray(), true).sqrt());
            case Op.Conv conv -> x.getNDArrayInternal()
                    .convolution(x, operands.get(1), operands.size() > 2 ? operands.get(2) : null, shape(conv.stride()), shape(conv.padding()), shape(conv.stride().stream().map(_ -> 1).toList()), conv.groups())
                    .singletonOrThrow();
            case Op.MaxPool(int size, int stride, int padding) -> x.getNDArrayInternal()
                    .maxPool(new Shape(size, size), new Shape(stride, stride), new Shape(padding, padding), false);
            case Op.BatchNorm(double epsilon) -> x.getNDArrayInternal()
                    .batchNorm(x, operands.get(3), operands.get(4), operands.get(1), operands.get(2), 1, 0, (float) epsilon, false)
                    .singletonOrThrow();
            case Op.Reshape(List<Dim> shape) -> x.reshape(concrete(shape, step.operands().getFirst(), x));
            case Op.Permute(List<Integer> order) -> x.transpose(order.stream().mapToInt(i -> i).toArray());
            case Op.Slice(int axis, long start, long length) -> x.get(stretch(axis, start, length));
            case Op.Dropout(double share) -> x.getNDArrayInternal().dropout(x, (float) share, true).singletonOrThrow();
            case Op.Lstm lstm -> new LstmLayer(lstm, step, run).compute(operands);
            case Op.Attend attend -> new AttentionLayer(step, attend, run).compute(operands);
            case Op.Foreign foreign -> throw new IllegalArgumentException(foreign.operator() + " is of somebody else's network");
        };
    }

    private static Shape shape(List<Integer> lengths) {
        return new Shape(lengths.stream().mapToLong(length -> length).toArray());
    }

    /// As rows of a table: the axis first, all others side by side behind it.
    /// What knows of no batch, such as a learned token, is repeated for every input of it.
    private static NDList alike(List<NDArray> operands, int axis) {
        long batch = operands.stream().mapToLong(operand -> operand.getShape().get(0)).max().orElseThrow();
        NDList alike = new NDList();
        for (NDArray operand : operands) {
            boolean repeated = axis > 0 && operand.getShape().get(0) < batch;
            alike.add(repeated ? operand.repeat(0, batch) : operand);
        }
        return alike;
    }

    private static NDArray pick(NDArray x, int axis, int[] positions) {
        NDArray first = x.swapAxes(0, axis);
        Shape behind = first.getShape().slice(1);
        NDArray table = first.reshape(first.getShape().get(0), behind.size());
        NDArray picked = table.getNDArrayInternal()
                .embedding(x.getManager().create(positions).toType(DataType.INT64, false), table, SparseFormat.DENSE)
                .singletonOrThrow();
        return picked.reshape(new Shape(positions.length).addAll(behind)).swapAxes(0, axis);
    }

    private static NDArray linear(boolean turned, NDArray x, List<NDArray> operands) {
        NDArray weight = turned ? operands.get(1).transpose() : operands.get(1);
        return operands.size() == 2
                ? x.matMul(weight.transpose())
                : x.getNDArrayInternal().linear(x, weight, operands.get(2)).singletonOrThrow();
    }

    /// @param x     [batch, heads, positions, size]
    /// @param table [batch, positions, turned]
    private static NDArray rotate(NDArray x, NDArray table, Op.Pairing pairing) {
        long turned = table.getShape().get(2);
        NDArray angles = table.expandDims(1);                                   // [B, 1, T, turned]
        NDArray cosines = angles.get(new NDIndex("..., :{}", turned / 2));
        NDArray sines = angles.get(new NDIndex("..., {}:", turned / 2));
        NDArray still = x.get(new NDIndex("..., {}:", turned));
        NDArray first = switch (pairing) {
            case HALVES -> x.get(new NDIndex("..., :{}", turned / 2));
            case NEIGHBOURS -> x.get(new NDIndex("..., 0:{}:2", turned));
        };
        NDArray second = switch (pairing) {
            case HALVES -> x.get(new NDIndex("..., {}:{}", turned / 2, turned));
            case NEIGHBOURS -> x.get(new NDIndex("..., 1:{}:2", turned));
        };
        NDArray one = first.mul(cosines).sub(second.mul(sines));
        NDArray other = second.mul(cosines).add(first.mul(sines));
        NDArray both = switch (pairing) {
            case HALVES -> one.concat(other, 3);
            case NEIGHBOURS -> {
                Shape shape = x.getShape();
                yield NDArrays.stack(new NDList(one, other), 4).reshape(shape.get(0), shape.get(1), shape.get(2), turned);
            }
        };
        return turned == x.getShape().get(3) ? both : both.concat(still, 3);
    }

    private static NDArray activate(Activation activation, NDArray x, Run run) {
        return switch (activation) {
            case GELU -> x.getNDArrayInternal().gelu();
            case GELU_TANH -> {
                NDArray cubed = x.square().mul(x).mul(run.number(0.044715));
                NDArray inner = cubed.add(x).mul(run.number(Math.sqrt(2 / Math.PI)));
                yield inner.tanh().add(1).mul(x).mul(run.number(0.5));
            }
            case QUICK_GELU -> ai.djl.nn.Activation.sigmoid(x.mul(run.number(1.702))).mul(x);
            case RELU -> ai.djl.nn.Activation.relu(x);
            case SILU -> ai.djl.nn.Activation.sigmoid(x).mul(x);
            case TANH -> x.tanh();
            case SIGMOID -> ai.djl.nn.Activation.sigmoid(x);
            case EXP -> x.exp();
        };
    }

    private static Shape concrete(List<Dim> shape, Value operand, NDArray x) {
        return new Shape(shape.stream()
                .mapToLong(dim -> switch (dim) {
                    case Dim.Fixed(long length) -> length;
                    case Dim.Named named -> x.getShape().get(operand.shape().indexOf(named));
                })
                .toArray());
    }

    private static NDIndex stretch(int axis, long start, long length) {
        NDIndex index = new NDIndex();
        for (int i = 0; i < axis; i++) {
            index.addAllDim();
        }
        return index.addSliceDim(start, start + length);
    }

    static NDArray array(NDManager manager, InputTensor input) {
        return switch (input) {
            case InputTensor.Whole(long[] values, long[] shape) -> manager.create(values, new Shape(shape));
            case InputTensor.Real(float[] numbers, long[] shape) -> manager.create(numbers, new Shape(shape));
            case InputTensor.Held held -> array(manager, held.copied());
        };
    }

    /// The parameters of a program from numbers that already are F32.
    static NDArray array(NDManager manager, DeclaredWeight weight, java.nio.ByteBuffer numbers) {
        return manager.create(numbers, new Shape(weight.shape().stream().mapToLong(i -> i).toArray()), DataType.FLOAT32);
    }
}
