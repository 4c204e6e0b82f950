package io.headscope.lab.example;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Example;
import io.headscope.lab.Labels;
import io.headscope.lab.Mechanism;
import io.headscope.lab.RealHead;
import io.headscope.lab.Settings;
import io.headscope.lab.mechanism.Mechanisms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// All ready-made examples, in the order in which they are shown.
public final class Examples {

    private static final List<Example> ALL = List.of(
            scalars(), vectors(), similarities(), scaling(), wrongFormula(), real("alignment"), real("patches"), real("speech"));

    private Examples() {}

    public static List<Example> all() {
        return ALL;
    }

    public static Optional<Example> find(String id) {
        return ALL.stream().filter(example -> example.id().equals(id)).findFirst();
    }

    /// Three scalar queries, three scalar keys, three scalar values.
    private static Example scalars() {
        return qkv("scalars", DoubleMatrix.column(1, 2, 3), DoubleMatrix.column(4, 5, 6), DoubleMatrix.column(7, 8, 9), Labels.NONE);
    }

    /// The same nine numbers as one vector each.
    private static Example vectors() {
        return qkv("vectors", DoubleMatrix.row(1, 2, 3), DoubleMatrix.row(4, 5, 6), DoubleMatrix.row(7, 8, 9), Labels.NONE);
    }

    /// The similarities of five words to one of them; the values say which word is which.
    private static Example similarities() {
        List<String> words = List.of("I", "like", "to", "read", "books");
        return qkv(
                "similarities",
                DoubleMatrix.row(1),
                DoubleMatrix.column(0.2, 0.5, 0.3, 1, 0.1),
                DoubleMatrix.filled(5, 5, (row, column) -> row == column ? 1 : 0),
                Labels.NONE.with("q", List.of("read")).with("k", words));
    }

    private static Example scaling() {
        Mechanism study = ScalingStudy.mechanism();
        return new Example(
                "scaling", study, study.usualInputs(), Settings.usual(study.parameters()), Labels.NONE, true, null);
    }

    private static Example wrongFormula() {
        Mechanism wrong = WrongFormula.mechanism();
        return Example.of("wrong-formula", wrong, wrong.usualInputs(), Labels.NONE);
    }

    /// What a head of a sample model really worked out, of few positions.
    private static Example real(String id) {
        RealHead real = RealHeads.read(id);
        return Example.of(id, Mechanisms.of(real.head()), real);
    }

    private static Example qkv(String id, DoubleMatrix q, DoubleMatrix k, DoubleMatrix v, Labels labels) {
        return Example.of(id, Mechanisms.scaled(), inputs(q, k, v), labels);
    }

    private static SequencedMap<String, DoubleMatrix> inputs(DoubleMatrix q, DoubleMatrix k, DoubleMatrix v) {
        SequencedMap<String, DoubleMatrix> inputs = new LinkedHashMap<>();
        inputs.put("Q", q);
        inputs.put("K", k);
        inputs.put("V", v);
        return inputs;
    }
}
