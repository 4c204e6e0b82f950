package io.headscope.lab.lesson;

import io.headscope.lab.Evaluation;
import io.headscope.lab.LabState;
import io.headscope.lab.MatrixText;
import io.headscope.lab.Parameter;
import io.headscope.lab.Quantity;
import io.headscope.lab.example.Examples;
import io.headscope.lab.mechanism.Mechanisms;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the lines of `do` blocks, and does what they say on a table of its own: so what will not work is known before
/// the lesson is held, with its line.
final class ActionReader {

    private final String file;
    private final Set<String> views;
    private LabState table = LabState.of(Mechanisms.scaled());
    private int line;

    ActionReader(String file, Set<String> views) {
        this.file = file;
        this.views = views;
    }

    Action read(String text, int at) {
        line = at;
        String[] words = text.split("\\s+", 2);
        String rest = words.length == 1 ? "" : words[1].strip();
        return switch (words[0]) {
            case "view" -> view(rest);
            case "mechanism" -> mechanism(rest);
            case "example" -> example(rest);
            case "input" -> input(rest);
            case "set" -> set(rest);
            case "step" -> step(rest);
            case "highlight" -> highlight(rest);
            case "model" -> new Action.Model(present(rest, "model shakespeare-gpt"));
            case "text" -> new Action.Text(present(rest, "text To be, or not to be"));
            case "head" -> head(rest);
            case "take" -> new Action.Take();
            default -> throw broken(Phrase.of("lab.reason.lesson-word", words[0]));
        };
    }

    private Action view(String id) {
        if (!views.contains(id)) {
            throw broken(Phrase.of("lab.reason.lesson-unknown", id, views.stream().sorted().collect(Collectors.joining(", "))));
        }
        return new Action.View(id);
    }

    private Action mechanism(String id) {
        var mechanism = Mechanisms.find(id).orElseThrow(() -> broken(Phrase.of(
                "lab.reason.lesson-unknown", id, Mechanisms.all().stream().map(one -> one.id()).collect(Collectors.joining(", ")))));
        table = LabState.of(mechanism);
        return new Action.Open(mechanism);
    }

    private Action example(String id) {
        var example = Examples.find(id).orElseThrow(() -> broken(Phrase.of(
                "lab.reason.lesson-unknown", id, Examples.all().stream().map(one -> one.id()).collect(Collectors.joining(", ")))));
        table = LabState.of(example);
        return new Action.Show(example);
    }

    private Action input(String rest) {
        int end = rest.lastIndexOf(' ');
        String name = end < 0 ? "" : rest.substring(0, end).strip();
        if (!table.inputs().containsKey(name)) {
            throw broken(Phrase.of("lab.reason.lesson-unknown", name, String.join(", ", table.inputs().keySet())));
        }
        try {
            Action.Input action = new Action.Input(name, MatrixText.read(name, rest.substring(end + 1).replace(';', '\n')));
            table = table.with(name, action.matrix());
            return action;
        } catch (ProblemException wrong) {
            throw broken(Phrase.of("lab.reason.lesson-input", rest.substring(end + 1)));
        }
    }

    private Action set(String rest) {
        String[] words = rest.split("\\s+");
        List<Parameter> parameters = table.mechanism().parameters();
        Parameter parameter = parameters.stream()
                .filter(one -> one.id().equals(words[0]))
                .findFirst()
                .orElseThrow(() -> broken(Phrase.of(
                        "lab.reason.lesson-unknown", words[0], parameters.stream().map(Parameter::id).collect(Collectors.joining(", ")))));
        Action.Set action = new Action.Set(parameter.id(), value(parameter, words.length > 1 ? words[1] : ""));
        try {
            table = table.with(table.settings().with(parameter.id(), action.value()));
        } catch (ProblemException wanted) {
            // A lesson may show what is refused.
            return action;
        }
        return action;
    }

    private double value(Parameter parameter, String word) {
        if (parameter instanceof Parameter.Choice choice) {
            if (!choice.ways().contains(word)) {
                throw broken(Phrase.of("lab.reason.lesson-unknown", word, String.join(", ", choice.ways())));
            }
            return choice.ways().indexOf(word);
        }
        return number(word);
    }

    private Action step(String key) {
        if (!key.equals("all") && table.evaluation().steps().stream().noneMatch(step -> step.name().key().equals(key))) {
            throw broken(unknownKey(key));
        }
        return new Action.Step(key.equals("all") ? "" : key);
    }

    private Action highlight(String rest) {
        String[] words = rest.split("\\s+");
        if (words.length != 3) {
            throw broken(Phrase.of("lab.reason.lesson-form", "highlight weights 1 2"));
        }
        Evaluation evaluation = table.evaluation();
        List<Quantity> all = evaluation.quantities();
        Quantity quantity = all.stream()
                .filter(one -> one.name().key().equals(words[0]))
                .findFirst()
                .orElseThrow(() -> broken(unknownKey(words[0])));
        int row = (int) number(words[1]) - 1;
        int column = (int) number(words[2]) - 1;
        if (row < 0 || row >= quantity.rows().length() || column < 0 || column >= quantity.columns().length()) {
            throw broken(Phrase.of("lab.reason.lesson-cell", words[0], quantity.value().shape()));
        }
        return new Action.Highlight(all.indexOf(quantity), row, column);
    }

    private Phrase unknownKey(String key) {
        String known = table.evaluation().quantities().stream().map(one -> one.name().key()).distinct().collect(Collectors.joining(", "));
        return Phrase.of("lab.reason.lesson-unknown", key, known);
    }

    private Action head(String rest) {
        String[] words = rest.split("\\s+");
        if (words.length != 2) {
            throw broken(Phrase.of("lab.reason.lesson-form", "head 0 1"));
        }
        return new Action.Head((int) number(words[0]), (int) number(words[1]));
    }

    private double number(String word) {
        try {
            return MatrixText.number("", 0, 0, word);
        } catch (ProblemException notANumber) {
            throw broken(Phrase.of("lab.reason.cell-text", word));
        }
    }

    private String present(String rest, String form) {
        if (rest.isEmpty()) {
            throw broken(Phrase.of("lab.reason.lesson-form", form));
        }
        return rest;
    }

    private ProblemException broken(Phrase why) {
        return new ProblemException(Problem.LESSON_BROKEN, file, line, why);
    }
}
