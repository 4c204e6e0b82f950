package io.headscope.engine.onnx;

import static io.headscope.engine.onnx.GraphWriter.attribute;

import io.headscope.model.Mask;
import io.headscope.model.Value;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Masks as ONNX nodes.
final class MaskGraph {

    /// What is added to the score of a key that is not seen: far below any score, and finite.
    private static final float UNSEEN = -1e30f;

    private final Function<Value, String> tensors;

    /// @param bias 0 where a query sees a key and far below where not    [1, 1, queries or 1, keys]
    /// @param rows 1 where a query sees any key and 0 where not          [1, 1, queries or 1, 1]; none where all see one
    record Seen(String bias, @Nullable String rows) {}

    MaskGraph(Function<Value, String> tensors) {
        this.tensors = tensors;
    }

    /// Which of the queries see which of the keys; none if all see all.
    @Nullable Seen write(GraphWriter at, Mask mask, Stretch stretch) {
        String seen = null;
        for (Mask part : mask.parts()) {
            String one = part(at, part, stretch);
            seen = seen == null ? one : at.node("And", List.of(seen, one));
        }
        if (seen == null) {
            return null;
        }
        String all = at.node("Unsqueeze", List.of(seen, at.longs(0, 1)));
        String bias = at.node("Where", List.of(all, at.floatScalar(0), at.floatScalar(UNSEEN)));
        if (mask.operands().isEmpty()) {
            return new Seen(bias, null);
        }
        String numbers = at.node("Cast", List.of(all), attribute("to", (long) GraphWriter.FLOAT));
        return new Seen(bias, at.node("ReduceMax", List.of(numbers, at.longs(3)), attribute("keepdims", 1L)));
    }

    /// One rule                                                      [queries or 1, keys or 1]
    private String part(GraphWriter at, Mask part, Stretch stretch) {
        return switch (part) {
            case Mask.Causal() -> at.node("GreaterOrEqual", List.of(stretch.positions(at), stretch.keys(at)));
            case Mask.Window(int length) -> {
                String last = at.node("Add", List.of(stretch.keys(at), at.longScalar(length)));
                yield at.node("Less", List.of(stretch.positions(at), last));
            }
            case Mask.Keys(Value valid) -> notZero(at, stretch.keysOf(at, tensor(valid), 1), 1, -1);
            case Mask.Queries(Value valid) -> notZero(at, stretch.queriesOf(at, tensor(valid), 1), -1, 1);
            case Mask.None _, Mask.All _ -> throw new IllegalStateException(part.toString());
        };
    }

    private String tensor(Value valid) {
        return Objects.requireNonNull(tensors.apply(valid));
    }

    private static String notZero(GraphWriter at, String some, long... shape) {
        String seen = at.node("Not", List.of(at.node("Equal", List.of(some, at.longScalar(0)))));
        return at.node("Reshape", List.of(seen, at.longs(shape)));
    }
}
