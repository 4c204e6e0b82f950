package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.Trace;
import io.headscope.input.InputRule;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.ElementType;
import io.headscope.model.RunRequest;
import io.headscope.session.Entered;
import io.headscope.session.ModelOpener;
import io.headscope.session.OpenModel;
import io.headscope.session.OpeningQuestion;
import io.headscope.session.OpeningQuestion.Asked;
import io.headscope.session.OpeningQuestion.Inputs;
import io.headscope.session.OpeningQuestion.Trust;
import io.headscope.session.OpeningQuestion.Wanted;
import io.headscope.session.Settings;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is asked before a model of somebody else's is opened, and how long the answer is remembered.
final class OpeningAnswersTest {

    @TempDir
    private Path folder;

    private static OpenModel open(Workbench.Opener opener, Path file) {
        return opener.open(file, ModelOpener.ALL_LAYERS, Progress.NONE, Cancellation.never());
    }

    private static OpeningQuestion asked(Workbench.Opener opener, Path file) {
        return assertThrows(Asked.class, () -> open(opener, file).close()).question();
    }

    @Test
    void trustIsRememberedForWhatIsInAFile() throws IOException {
        Settings settings = Settings.inMemory();
        Path file = Files.copy(Path.of("src/test/resources/torchscript/scripted_attentions/model.pt"), folder.resolve("model.pt"));
        Trust question = (Trust) asked(new Workbench.Opener(new OpeningAnswers(settings)), file);
        assertEquals(file, question.model());
        question.allow().run();
        Path same = Files.copy(file, folder.resolve("same.pt"));
        open(new Workbench.Opener(new OpeningAnswers(settings)), same).close();
        Files.write(same, new byte[1], StandardOpenOption.APPEND);
        assertTrue(asked(new Workbench.Opener(new OpeningAnswers(settings)), same) instanceof Trust);
    }

    @Test
    void whatInputsAreFedIsRememberedUntilItFails() {
        BuiltGraph graph = new BuiltGraph(17);
        graph.input("x", BuiltGraph.FLOAT, 1, "length", 8);
        graph.input("gate", BuiltGraph.FLOAT, "rows");
        String scores = graph.node("MatMul", List.of("x", graph.node("Transpose", List.of("x"), BuiltGraph.of("perm", new long[] {0, 2, 1}))));
        String weights = graph.node("Softmax", List.of(scores), BuiltGraph.of("axis", -1));
        graph.output(graph.node("Mul", List.of(graph.node("MatMul", List.of(weights, "x")), "gate")));
        Path file = graph.write(folder.resolve("model.onnx"));
        Workbench.Opener opener = new Workbench.Opener(new OpeningAnswers(Settings.inMemory()));
        Inputs question = (Inputs) asked(opener, file);
        assertEquals(
                List.of(new Wanted("x", ElementType.F32, List.of("1", "length", "8")), new Wanted("gate", ElementType.F32, List.of("rows"))),
                question.inputs());
        InputRule states = new InputRule.Constant(1, List.of(1L, 5L, 8L));
        question.feed().accept(Map.of("x", states, "gate", new InputRule.Constant(2, List.of(3L))));
        assertEquals(Problem.ONNX_REFUSED, assertThrows(ProblemException.class, () -> open(opener, file).close()).problem());
        ((Inputs) asked(opener, file)).feed().accept(Map.of("x", states, "gate", new InputRule.Constant(2, List.of(8L))));
        open(opener, file).close();
        try (OpenModel model = open(opener, file);
                Trace trace = model.run(model.encode(Entered.of("")), RunRequest.of(), Cancellation.never())) {
            assertEquals(5, trace.map(trace.sites().getFirst()).keys());
        }
    }

    @Test
    void rulesAreReadAsTheyAreWritten() {
        assertEquals(new InputRule.Constant(0), InputRule.parse("x", "zeros"));
        assertEquals(new InputRule.Constant(3), InputRule.parse("x", "const:3"));
        assertEquals(new InputRule.Constant(-1.5, List.of(1L, 7L, 32L)), InputRule.parse("x", "-1.5[1, 7, 32]"));
        assertEquals(new InputRule.Range(List.of(2L, 4L)), InputRule.parse("x", "range[2×4]"));
        String said = String.valueOf(assertThrows(ProblemException.class, () -> InputRule.parse("x", "none.json")).getMessage());
        assertTrue(said.contains("none.json is neither zeros, ones, range, a number nor a file"), said);
    }
}
