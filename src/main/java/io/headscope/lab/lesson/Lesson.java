package io.headscope.lab.lesson;

import java.util.List;
import org.commonmark.node.Node;

/// A lesson, read from Markdown: its title is the heading of the first level, its steps are those of the second.
public record Lesson(String title, List<Step> steps) {

    public Lesson {
        steps = List.copyOf(steps);
    }

    /// One step.
    ///
    /// @param name      its heading
    /// @param text      what there is to read, blocks of Markdown
    /// @param actions   what is done when it is entered, in order
    /// @param questions what is asked at its end
    public record Step(String name, List<Node> text, List<Action> actions, List<Question> questions) {
        public Step {
            text = List.copyOf(text);
            actions = List.copyOf(actions);
            questions = List.copyOf(questions);
        }
    }

    /// A question with answers to choose from.
    ///
    /// @param explanation what is said to who has answered, right or wrong
    public record Question(String text, List<Answer> answers, String explanation) {
        public Question {
            answers = List.copyOf(answers);
        }
    }

    public record Answer(String text, boolean right) {}
}
