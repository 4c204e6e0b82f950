package io.headscope.lab.example;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Example;
import io.headscope.lab.Labels;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Settings;
import io.headscope.lab.mechanism.Mechanisms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// All ready-made examples, in the order in which they are shown.
public final class Examples {

    private static final List<Example> ALL = List.of(
            scalars(), vectors(), similarities(), scaling(), wrongFormula(), alignment(), patches(), speech());

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
                "scaling", study, study.usualInputs(), Settings.usual(study.parameters()), Labels.NONE, true);
    }

    private static Example wrongFormula() {
        Mechanism wrong = WrongFormula.mechanism();
        return Example.of("wrong-formula", wrong, wrong.usualInputs(), Labels.NONE);
    }

    /// Constructed: each word is told by two features of its meaning and one of its place.
    private static Example alignment() {
        DoubleMatrix source = DoubleMatrix.of(
                new double[] {3, 0, 0, 0}, new double[] {0, 3, 0, 0}, new double[] {0, 0, 3, 0}, new double[] {0, 0, 0, 3});
        DoubleMatrix target = DoubleMatrix.of(
                new double[] {3, 0.5, 0, 0}, new double[] {0, 0, 3, 0}, new double[] {0, 3, 0.5, 0}, new double[] {0, 0, 0.5, 3});
        return qkv(
                "alignment", target, source, source,
                Labels.NONE
                        .with("q", List.of("le", "chat", "noir", "dort"))
                        .with("k", List.of("the", "black", "cat", "sleeps")));
    }

    /// Constructed: nine patches of a picture, told by brightness and by two directions of edges.
    private static Example patches() {
        DoubleMatrix patches = DoubleMatrix.of(
                new double[] {0, 0, 0}, new double[] {1, 2, 0}, new double[] {0, 0, 0},
                new double[] {1, 2, 0.5}, new double[] {3, 2, 2}, new double[] {1, 0.5, 2},
                new double[] {0, 0, 0}, new double[] {1, 0, 2}, new double[] {0, 0, 0});
        List<String> places = List.of("1,1", "1,2", "1,3", "2,1", "2,2", "2,3", "3,1", "3,2", "3,3");
        return qkv("patches", patches, patches, patches, Labels.NONE.with("q", places).with("k", places));
    }

    /// Constructed: eight frames of speech, silence, a vowel and a hiss, told by loudness, voice and noise; a frame sees
    /// two neighbours at each side.
    private static Example speech() {
        DoubleMatrix frames = DoubleMatrix.of(
                new double[] {0, 0, 0}, new double[] {1, 2, 0}, new double[] {2, 3, 0}, new double[] {2, 3, 0},
                new double[] {1, 1, 1}, new double[] {1, 0, 3}, new double[] {1, 0, 2}, new double[] {0, 0, 0});
        List<String> times = List.of("0 ms", "20 ms", "40 ms", "60 ms", "80 ms", "100 ms", "120 ms", "140 ms");
        Mechanism window = Mechanisms.find("window").orElseThrow();
        return new Example(
                "speech", window, inputs(frames, frames, frames), Settings.usual(window.parameters()).with("reach", 2),
                Labels.NONE.with("q", times).with("k", times), false);
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
