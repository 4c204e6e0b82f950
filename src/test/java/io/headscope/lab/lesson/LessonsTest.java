package io.headscope.lab.lesson;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.lesson.Lesson.Answer;
import io.headscope.message.Messages;
import io.headscope.message.Messages.Language;
import io.headscope.message.ProblemException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LessonsTest {

    private static final Set<String> VIEWS = Set.of("lab", "head", "heads");

    @Test
    void sixLessonsComeAlongAndDoTheSameInBothLanguages() {
        assertEquals(6, Lessons.ids().size());
        for (String id : Lessons.ids()) {
            Lesson english = Lessons.read(id, Language.ENGLISH, VIEWS);
            Lesson chinese = Lessons.read(id, Language.CHINESE, VIEWS);
            assertTrue(english.steps().size() >= 4, id);
            assertEquals(outline(english), outline(chinese), id);
            assertTrue(chinese.steps().stream().allMatch(step -> step.name().codePoints().anyMatch(Character::isIdeographic)), id);
        }
    }

    /// What its steps do, and which answers are right.
    private static List<String> outline(Lesson lesson) {
        return lesson.steps().stream()
                .map(step -> step.actions() + " "
                        + step.questions().stream().map(question -> question.answers().stream().map(Answer::right).toList()).toList())
                .toList();
    }

    @Test
    void everythingAStepCanDoIsRead() {
        Lesson lesson = read("""
                # Mine

                ## First

                Words.

                ```do
                view lab
                mechanism scaled
                input Q 1,2;3,4
                set mask causal
                set factor 0.5
                step weights
                highlight weights 1 2
                model shakespeare-gpt
                text To be
                head 0 1
                take
                example scalars
                ```
                """);
        List<Action> actions = lesson.steps().getFirst().actions();
        assertEquals(12, actions.size());
        assertEquals(new Action.Input("Q", DoubleMatrix.of(new double[] {1, 2}, new double[] {3, 4})), actions.get(2));
        assertEquals(new Action.Set("mask", 1), actions.get(3));
        assertEquals(new Action.Step("weights"), actions.get(5));
        assertEquals(new Action.Head(0, 1), actions.get(9));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "~words~ | mine.md, line 1: this stands before the first step; begin a step with a line such as “## First step”.",
        "~# A\n\nwords~ | mine.md, line 3: this stands before the first step; begin a step with a line such as “## First step”.",
        "~# A~ | mine.md, line 1: a lesson has at least one step, a line such as “## First step” with text below.",
        "~## A\nwords~ | mine.md, line 1: a lesson begins with its title, a line such as “# My lesson”.",
        "~# A\n## B\n## C\nwords~ | mine.md, line 2: this step has nothing to read.",
        "~# A\n## B\nwords\n\n```do\nview lab\ndance~ | mine.md, line 7: “dance” is nothing that a step can do; it can: view, mechanism, example, input, set, step, highlight, model, text, head, take.",
        "~# A\n## B\nwords\n\n```do\nview moon~ | mine.md, line 6: “moon” is not known here; known are: head, heads, lab.",
        "~# A\n## B\nwords\n\n```do\nmechanism scaled\ninput Q 1,x~ | mine.md, line 7: “1,x” is not rows of numbers that fit here, such as 1,2;3,4.",
        "~# A\n## B\nwords\n\n```do\nmechanism scaled\nset mask pink~ | mine.md, line 7: “pink” is not known here; known are: none, causal.",
        "~# A\n## B\nwords\n\n```do\nmechanism dot\nhighlight weights 9 1~ | mine.md, line 7: weights is 2 × 3 and has no such cell.",
        "~# A\n## B\nwords\n\n```do\nmechanism dot\nstep dance~ | mine.md, line 7: “dance” is not known here; known are: H, E, scores, weights, weighted, output.",
        "~# A\n## B\nwords\n\n```ask\n? Why?\n- so\n- thus~ | mine.md, line 5: a question needs a line with “?”, two lines or more with “-” or “+”, and one of them with “+”.",
        "~# A\n## B\nwords\n\n```ask\n? Why?\nbecause~ | mine.md, line 7: a line of a question begins with “?”, “-”, “+” or “=”."
    })
    void brokenLessonSaysWhichLine(String markdown, String sentence) {
        ProblemException broken = assertThrows(ProblemException.class, () -> read(markdown));
        assertEquals(sentence + " Correct the line and open the lesson again.", broken.sentence(Messages.ENGLISH));
    }

    private static Lesson read(String markdown) {
        return LessonReader.read("mine.md", markdown, VIEWS);
    }
}
