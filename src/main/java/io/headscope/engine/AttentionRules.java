package io.headscope.engine;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.ScoreBias;
import io.headscope.attention.Scoring;
import io.headscope.attention.Visibility;
import io.headscope.model.Attention;
import io.headscope.model.Bias;
import io.headscope.model.Dim;
import io.headscope.model.InputTensor;
import io.headscope.model.Mask;
import io.headscope.model.ModelInput;
import io.headscope.model.Program;
import io.headscope.model.Score;
import io.headscope.model.Value;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The masks and biases of a program over one input.
public final class AttentionRules {

    private final Map<Value, InputTensor> inputs = new HashMap<>();

    public AttentionRules(Program program, ModelInput input) {
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
                case Mask.None _, Mask.Causal _, Mask.Window _, Mask.All _ -> {}
            }
        }
        int window = mask.window().orElse(Visibility.EVERYTHING);
        return new Visibility(queries, keys, mask.isCausal(), window, validKeys, validQueries);
    }

    private BitSet bits(Value valid, int length) {
        long[] values = input(valid).values();
        BitSet bits = new BitSet(length);
        for (int i = 0; i < length; i++) {
            bits.set(i, values[i] != 0);
        }
        return bits;
    }

    private static BitSet both(@Nullable BitSet one, BitSet other) {
        if (one != null) {
            other.and(one);
        }
        return other;
    }

    private InputTensor input(Value value) {
        InputTensor tensor = inputs.get(value);
        if (tensor == null) {
            throw new IllegalStateException("a mask or bias reads " + value + ", which is no input");
        }
        return tensor;
    }

    /// The values that a map needs beyond queries and keys to be recomputed, and that are no input: they are captured.
    public static List<Value> captured(Attention attention) {
        return Stream.concat(attention.score().operands().stream(), captured(attention.bias()).stream()).toList();
    }

    /// Those of the [#captured] values that are small: tables of weights, and what is worked out window by window. What grows
    /// with the length of a text is not among them.
    public static List<Value> tables(Attention attention) {
        return captured(attention).stream()
                .filter(value -> value.shape().stream().allMatch(dim -> dim instanceof Dim.Fixed || dim.equals(Dim.BATCH)))
                .toList();
    }

    private static List<Value> captured(Bias bias) {
        return switch (bias) {
            case Bias.None _, Bias.Alibi _ -> List.of();
            case Bias.Buckets _, Bias.Table2d _, Bias.Dense _, Bias.Disentangled _ -> bias.operands();
        };
    }

    /// Whether the first axis of a captured value is the batch; a table of weights has none.
    public static boolean isBatched(Value captured) {
        return captured.rank() > 2;
    }

    /// How the scores of a site are recomputed.
    ///
    /// @param numbers of the [#captured] values, without the batch axis where they have one
    public Scoring scoring(Attention attention, int queries, int keys, Function<Value, FloatTensor> numbers) {
        double cap = attention.softCap().orElse(Double.POSITIVE_INFINITY);
        List<ScoreBias> biases = switch (attention.bias()) {
            case Bias.None() -> List.of();
            case Bias.Alibi alibi -> List.of(new ScoreBias.ByKey(byKey(alibi, keys)));
            case Bias.Buckets buckets -> List.of(byDistance(buckets, numbers.apply(buckets.table()), queries, keys));
            case Bias.Table2d table -> List.of(new ScoreBias.ByTable(numbers.apply(table.table()), table::row));
            case Bias.Dense(Value value) -> List.of(new ScoreBias.Given(numbers.apply(value)));
            case Bias.Disentangled parts -> List.of(byRow(parts, queries, keys, numbers));
        };
        return new Scoring(attention.scale(), cap, biases, switch (attention.score()) {
            case Score.Dot() -> null;
            case Score.Additive(Value weights) -> numbers.apply(weights);
        });
    }

    private static ScoreBias byRow(Bias.Disentangled parts, int queries, int keys, Function<Value, FloatTensor> numbers) {
        Value ofQueries = parts.ofQueries();
        Value ofKeys = parts.ofKeys();
        return new ScoreBias.ByRow(
                ofQueries == null ? null : numbers.apply(ofQueries),
                ofKeys == null ? null : numbers.apply(ofKeys),
                (query, key) -> parts.row(query + keys - queries - key));
    }

    private FloatTensor byKey(Bias.Alibi alibi, int keys) {
        long[] positions = input(alibi.positions()).values();
        int heads = alibi.slopes().size();
        float[] numbers = new float[heads * keys];
        for (int head = 0; head < heads; head++) {
            for (int key = 0; key < keys; key++) {
                numbers[head * keys + key] = alibi.of(head, positions[key]);
            }
        }
        return FloatTensor.of(numbers, heads, keys);
    }

    private static ScoreBias byDistance(Bias.Buckets buckets, FloatTensor table, int queries, int keys) {
        int[] rows = new int[queries + keys];
        int ahead = keys - 1;
        for (int i = 0; i < rows.length; i++) {
            rows[i] = buckets.bucket(i - ahead);
        }
        // The query's position is query + keys - queries, so that distances lie from 1 - keys to queries.
        return new ScoreBias.ByTable(table, (query, key) -> rows[key - (query + keys - queries) + ahead]);
    }
}
