package io.headscope.lab;

import io.headscope.message.Messages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// A way of attending, as its paper has it. Its name is the message `lab.mechanism.<id>`.
///
/// @param id         one word for it in files and message keys
/// @param source     the paper it is from
/// @param formula    in TeX, as it is with given settings; what a step makes is marked by its key: `\term{scores}{QK^\top}`
/// @param code       the few lines that a reader would write
/// @param inputs     the matrices it takes, as they are before anyone changes them
/// @param parameters what else can be set
public record Mechanism(
        String id,
        Source source,
        Formula formula,
        String code,
        List<Input> inputs,
        List<Parameter> parameters,
        Definition definition) {

    /// Where a mechanism was published.
    ///
    /// @param authors `Vaswani et al.`
    /// @param address of the paper, `https://arxiv.org/abs/1706.03762`
    public record Source(String authors, int year, String title, String address) {}

    /// A matrix that a mechanism takes.
    ///
    /// @param rows    what its rows stand for ([Axis#kind])
    /// @param columns what its columns stand for
    public record Input(String name, String rows, String columns, DoubleMatrix usual) {
        public Input(String name, String rows, DoubleMatrix usual) {
            this(name, rows, "", usual);
        }
    }

    /// The formula with given settings.
    @FunctionalInterface
    public interface Formula {
        String with(Settings settings);
    }

    /// What is done with the inputs.
    @FunctionalInterface
    public interface Definition {
        void write(Worksheet sheet);
    }

    public Mechanism {
        inputs = List.copyOf(inputs);
        parameters = List.copyOf(parameters);
    }

    /// What people call it.
    public String title(Messages messages) {
        return messages.text("lab.mechanism." + id);
    }

    /// Its inputs as they are before anyone changes them.
    public SequencedMap<String, DoubleMatrix> usualInputs() {
        SequencedMap<String, DoubleMatrix> usual = new LinkedHashMap<>();
        inputs.forEach(input -> usual.put(input.name(), input.usual()));
        return usual;
    }

    public Evaluation evaluate() {
        return evaluate(usualInputs(), Settings.usual(parameters), Labels.NONE);
    }

    /// Works it out.
    ///
    /// @throws io.headscope.message.ProblemException if the shapes do not fit, or a number is too large
    public Evaluation evaluate(Map<String, DoubleMatrix> values, Settings settings, Labels labels) {
        Worksheet sheet = new Worksheet(inputs, values, settings, labels);
        definition.write(sheet);
        return new Evaluation(this, settings, sheet.quantities());
    }
}
