package io.headscope.lab.lesson;

import io.headscope.lab.lesson.Lesson.Answer;
import io.headscope.lab.lesson.Lesson.Question;
import io.headscope.lab.lesson.Lesson.Step;
import io.headscope.message.Phrase;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Heading;
import org.commonmark.node.Node;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.text.TextContentRenderer;

/// Reads lessons. What is wrong is told with its line: people write them by hand.
public final class LessonReader {

    private static final Parser PARSER =
            Parser.builder().includeSourceSpans(IncludeSourceSpans.BLOCKS).build();

    private final String file;
    private final ActionReader actions;
    private String title = "";
    private final List<Step> steps = new ArrayList<>();
    private String name = "";
    private int line = 1;
    private List<Node> text = new ArrayList<>();
    private List<Action> done = new ArrayList<>();
    private List<Question> asked = new ArrayList<>();

    private LessonReader(String file, Set<String> views) {
        this.file = file;
        this.actions = new ActionReader(file, views);
    }

    /// @param file  what the lesson is called where something is wrong with it
    /// @param views the views there are
    /// @throws ProblemException with the line, if it cannot be read
    public static Lesson read(String file, String markdown, Set<String> views) {
        return new LessonReader(file, views).read(PARSER.parse(markdown));
    }

    private Lesson read(Node document) {
        for (Node block = document.getFirstChild(); block != null; block = block.getNext()) {
            read(block, line(block));
        }
        end();
        if (title.isEmpty()) {
            throw broken(1, Phrase.of("lab.reason.lesson-title"));
        }
        if (steps.isEmpty()) {
            throw broken(1, Phrase.of("lab.reason.lesson-steps"));
        }
        return new Lesson(title, steps);
    }

    private void read(Node block, int at) {
        if (block instanceof Heading heading && heading.getLevel() == 1) {
            title = heading(heading, at);
        } else if (block instanceof Heading heading && heading.getLevel() == 2) {
            end();
            name = heading(heading, at);
            line = at;
        } else if (name.isEmpty()) {
            throw broken(at, Phrase.of("lab.reason.lesson-before"));
        } else if (block instanceof FencedCodeBlock code && "do".equals(code.getInfo())) {
            readLines(code, at);
        } else if (block instanceof FencedCodeBlock code && "ask".equals(code.getInfo())) {
            asked.add(question(code, at));
        } else {
            text.add(block);
        }
    }

    private String heading(Heading heading, int at) {
        String words = TextContentRenderer.builder().build().render(heading).strip();
        if (words.isEmpty()) {
            throw broken(at, Phrase.of("lab.reason.lesson-nameless"));
        }
        return words;
    }

    private void readLines(FencedCodeBlock code, int at) {
        int number = at;
        for (String each : code.getLiteral().lines().toList()) {
            number++;
            if (!each.isBlank()) {
                done.add(actions.read(each.strip(), number));
            }
        }
    }

    /// `? question`, `- wrong answer`, `+ right answer`, `= explanation`.
    private Question question(FencedCodeBlock code, int at) {
        StringBuilder question = new StringBuilder();
        StringBuilder explanation = new StringBuilder();
        List<Answer> answers = new ArrayList<>();
        int number = at;
        for (String each : code.getLiteral().lines().toList()) {
            number++;
            String rest = each.length() > 1 ? each.substring(1).strip() : "";
            switch (each.isBlank() ? ' ' : each.charAt(0)) {
                case '?' -> question.append(question.isEmpty() ? "" : " ").append(rest);
                case '-' -> answers.add(new Answer(rest, false));
                case '+' -> answers.add(new Answer(rest, true));
                case '=' -> explanation.append(explanation.isEmpty() ? "" : " ").append(rest);
                case ' ' -> {}
                default -> throw broken(number, Phrase.of("lab.reason.lesson-question-sign"));
            }
        }
        if (question.isEmpty() || answers.size() < 2 || answers.stream().noneMatch(Answer::right)) {
            throw broken(at, Phrase.of("lab.reason.lesson-question"));
        }
        return new Question(question.toString(), answers, explanation.toString());
    }

    private void end() {
        if (!name.isEmpty()) {
            if (text.isEmpty()) {
                throw broken(line, Phrase.of("lab.reason.lesson-empty-step"));
            }
            steps.add(new Step(name, text, done, asked));
        }
        text = new ArrayList<>();
        done = new ArrayList<>();
        asked = new ArrayList<>();
    }

    private static int line(Node block) {
        return block.getSourceSpans().isEmpty() ? 1 : block.getSourceSpans().getFirst().getLineIndex() + 1;
    }

    private ProblemException broken(int at, Phrase why) {
        return new ProblemException(Problem.LESSON_BROKEN, file, at, why);
    }
}
