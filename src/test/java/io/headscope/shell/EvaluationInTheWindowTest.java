package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.evaluation.Answered;
import io.headscope.evaluation.Part;
import io.headscope.evaluation.Report;
import io.headscope.input.Medium;
import io.headscope.message.Messages.Language;
import io.headscope.message.Problem;
import io.headscope.session.EvaluationBench;
import io.headscope.session.EvaluationBench.Cell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The open model is asked what a folder of digits asks; its answers are looked at and opened.
class EvaluationInTheWindowTest {

    private static final Path DIGITS = Path.of("sample-models", "digits-vit");

    @TempDir
    Path data = Path.of("set by JUnit");

    private final Workbenches bench = Workbenches.openInEarnest(1000, 1000);
    private final EvaluationBench evaluation = bench.session.evaluation();

    @BeforeEach
    void aModelIsOpen() {
        FxThread.run(() -> {
            bench.session.open(DIGITS);
            bench.window.showView("evaluation");
        });
    }

    @AfterEach
    void everythingIsClosed() {
        FxThread.run(bench::close);
    }

    private Report evaluate(int far) throws IOException {
        DigitData.write(data, far);
        FxThread.run(() -> {
            evaluation.part().set(Part.ALL);
            evaluation.start(data);
        });
        FxThread.frames(bench.window.scene());
        return Objects.requireNonNull(evaluation.report().get());
    }

    @SuppressWarnings("unchecked")
    private ListView<Answered> list() {
        return bench.find(".evaluation-examples", ListView.class);
    }

    @Test
    void aClickOnACellListsItsExamplesAndOneOnAnExampleOpensIt() throws IOException {
        Report report = evaluate(1);
        assertEquals(27, report.answers().size());
        assertEquals(27, list().getItems().size());
        FxThread.run(() -> evaluation.chosen().set(new Cell(7, 7)));
        List<Answered> sevens = report.of(7, 7);
        assertAll(
                () -> assertFalse(sevens.isEmpty()),
                () -> assertEquals(sevens, FxThread.call(() -> List.copyOf(list().getItems()))));
        FxThread.run(() -> {
            list().getSelectionModel().select(0);
            list().fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.ENTER, false, false, false, false));
        });
        Medium.Picture shown = (Medium.Picture) Objects.requireNonNull(bench.session.runs().medium().get());
        assertAll(
                () -> assertEquals(sevens.getFirst().question().name(), shown.name()),
                () -> assertNotNull(bench.session.runs().trace().get()));
    }

    @Test
    void theMatrixIsWalkedWithArrows() throws IOException {
        evaluate(0);
        FxThread.run(() -> {
            var canvas = bench.find(".evaluation-view .drawing-canvas", io.headscope.view.canvas.DrawingCanvas.class);
            for (KeyCode code : List.of(KeyCode.DOWN, KeyCode.DOWN, KeyCode.RIGHT, KeyCode.UP)) {
                canvas.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", code, false, false, false, false));
            }
            assertTrue(canvas.getAccessibleText().startsWith("0 taken for 1: no examples"), canvas.getAccessibleText());
        });
        assertEquals(new Cell(0, 1), evaluation.chosen().get());
    }

    @Test
    void whatDoesNotFitIsSaidAndWhatWasFoundBeforeStays() throws IOException {
        Report before = evaluate(0);
        FxThread.run(() -> evaluation.start(data.resolve("nowhere")));
        assertAll(
                () -> assertEquals(Problem.FILE_MISSING, Objects.requireNonNull(evaluation.problem().get()).problem()),
                () -> assertFalse(evaluation.running().get()),
                () -> assertEquals(before, evaluation.report().get()));
    }

    @Test
    void anotherModelHasNotBeenAskedYet() throws IOException {
        evaluate(0);
        FxThread.run(() -> bench.session.open(Path.of("sample-models", "babi-qa")));
        assertAll(
                () -> assertNull(evaluation.report().get()),
                () -> assertEquals(Path.of("sample-models", "babi-qa"), evaluation.model().get()));
    }

    @Test
    void everyWordIsChineseInChinese() throws IOException {
        FxThread.run(() -> bench.session.preferences().language().set(Language.CHINESE));
        evaluate(0);
        FxThread.run(() -> evaluation.chosen().set(new Cell(3, 3)));
        FxThread.frames(bench.window.scene());
        assertEquals(Set.of(), FxThread.call(() -> Words.notChinese(
                bench.find(".evaluation-view", javafx.scene.layout.BorderPane.class),
                word -> Set.of("Viridis").contains(word))));
    }
}
