package io.headscope.session;

import io.headscope.input.InputRule;
import io.headscope.model.ElementType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What a person has to say before a model can be opened. Once they have, it is opened again.
public sealed interface OpeningQuestion {

    /// The file or folder that waits.
    Path model();

    /// Whether the code of a file's maker may run.
    ///
    /// @param allow remembers that it may
    record Trust(Path model, Runnable allow) implements OpeningQuestion {}

    /// What to feed to inputs that nothing is known of.
    ///
    /// @param feed remembers the rule of every input, by name
    record Inputs(Path model, List<Wanted> inputs, Consumer<Map<String, InputRule>> feed) implements OpeningQuestion {
        public Inputs {
            inputs = List.copyOf(inputs);
        }
    }

    /// One input.
    ///
    /// @param shape the lengths of its axes; names where the file leaves them open
    record Wanted(String name, ElementType type, List<String> shape) {
        public Wanted {
            shape = List.copyOf(shape);
        }

        /// Whether its shape has to be said too.
        public boolean isOpen() {
            return shape.stream().anyMatch(length -> !length.chars().allMatch(Character::isDigit));
        }
    }

    /// Thrown by who opens models, to have a question asked instead of a failure shown.
    final class Asked extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient OpeningQuestion question;

        public Asked(OpeningQuestion question) {
            this.question = question;
        }

        public OpeningQuestion question() {
            return question;
        }
    }
}
