package io.headscope.model;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Stack;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The positions of a text in a program that computes nothing at a position from what stands behind it: what was computed
/// of the beginning of a text holds for every text that begins so. Read off the steps, whatever family wrote them.
public final class CausalPositions {

    private static final int ATTENTION_AXIS = 2;

    private final Dim dim;
    private final Set<Value> beyond = new HashSet<>();

    private CausalPositions(Dim dim) {
        this.dim = dim;
    }

    /// Of a program all of whose attention is that of one text to itself, from left to right; nothing of others.
    public static Optional<CausalPositions> of(Program program) {
        List<Step> attends = program.steps().stream().filter(step -> step.op() instanceof Op.Attend).toList();
        if (attends.isEmpty() || !(attends.getFirst().operands().getFirst().dim(ATTENTION_AXIS) instanceof Dim.Named dim)) {
            return Optional.empty();
        }
        CausalPositions positions = new CausalPositions(dim);
        for (Step step : program.steps()) {
            if (!positions.staysWithin(step)) {
                positions.beyond.add(step.result());
            }
        }
        boolean causal = attends.stream().map(Step::result).noneMatch(positions.beyond::contains);
        return causal ? Optional.of(positions) : Optional.empty();
    }

    /// The axis of a value that runs along the positions; -1 where it has none.
    public int axis(Value value) {
        return value.shape().indexOf(dim);
    }

    /// Whether a value has a row for every position that depends on nothing behind it.
    public boolean runAlong(Value value) {
        return axis(value) >= 0 && !beyond.contains(value);
    }

    private boolean staysWithin(Step step) {
        if (step.operands().stream().anyMatch(beyond::contains)) {
            return false;
        }
        List<Value> along = step.operands().stream().filter(operand -> axis(operand) >= 0).toList();
        if (along.isEmpty()) {
            return axis(step.result()) < 0;
        }
        return axis(step.result()) >= 0
                && axis(step.result()) == step.result().shape().lastIndexOf(dim)
                && staysWithin(step, along);
    }

    /// @param along the operands that have the axis
    private boolean staysWithin(Step step, List<Value> along) {
        Value x = step.operands().getFirst();
        return switch (step.op()) {
            case Op.Embed _, Op.Activate _, Op.Dropout _, Op.Tap _, Op.Permute _ -> true;
            case Op.Linear _, Op.LayerNorm _, Op.RmsNorm _ -> along.equals(List.of(x)) && axis(x) < x.rank() - 1;
            case Op.Add _, Op.Mul _ -> along.stream().allMatch(operand -> fromLast(operand) == fromLast(step.result()));
            case Op.MatMul _ -> along.equals(List.of(x)) && axis(x) < x.rank() - 1;
            case Op.Rotate _ -> axis(x) == ATTENTION_AXIS;
            case Op.Concat(int axis) -> along.stream().allMatch(operand -> axis(operand) != axis && axis(operand) == axis(x));
            case Op.Pick(int axis, int[] _) -> axis(x) != axis;
            case Op.Slice(int axis, long _, long _) -> axis(x) != axis;
            case Op.Mean(int axis) -> axis(x) != axis;
            case Op.UnitLength(List<Integer> axes) -> !axes.contains(axis(x));
            case Op.Reshape _ -> before(x) >= 0 && before(x) == before(step.result());
            case Op.Attend(AttentionSite site, Attention attention) -> isCausal(step, site, attention);
            case Op.Weight _, Op.Constant _, Op.Conv _, Op.MaxPool _, Op.BatchNorm _, Op.Lstm _, Op.Foreign _ -> false;
        };
    }

    private int fromLast(Value value) {
        return value.rank() - axis(value);
    }

    /// How many rows there are of what runs along the positions; -1 where it is not known.
    private long before(Value value) {
        long numbers = 1;
        for (Dim before : value.shape().subList(0, axis(value))) {
            switch (before) {
                case Dim.Fixed(long length) -> numbers *= length;
                case Dim.Named named when named.equals(Dim.BATCH) -> {}
                case Dim.Named _ -> {
                    return -1;
                }
            }
        }
        return numbers;
    }

    private boolean isCausal(Step step, AttentionSite site, Attention attention) {
        boolean ownText = site.stack() == Stack.DECODER
                && site.kind() == Kind.SELF
                && step.operands().stream().limit(3).allMatch(operand -> axis(operand) == ATTENTION_AXIS);
        boolean plain = attention.score() instanceof Score.Dot
                && switch (attention.bias()) {
                    case Bias.None _, Bias.Alibi _ -> true;
                    case Bias.Buckets _, Bias.Table2d _, Bias.Dense _, Bias.Disentangled _ -> false;
                };
        return ownText && plain && attention.mask().isCausal();
    }
}
