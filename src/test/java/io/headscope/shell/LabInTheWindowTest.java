package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.LabState;
import io.headscope.lab.TakenHead;
import io.headscope.lab.example.Examples;
import io.headscope.lab.lesson.Lessons;
import io.headscope.lab.mechanism.Mechanisms;
import io.headscope.message.Messages;
import io.headscope.message.Messages.Language;
import io.headscope.session.LabBench.Spot;
import io.headscope.session.Selection.Cell;
import io.headscope.session.Theme;
import io.headscope.view.canvas.HeadMenu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.event.ActionEvent;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import org.controlsfx.control.spreadsheet.SpreadsheetView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The lab in the window: how one comes to it, what one changes there, lessons and presenting.
class LabInTheWindowTest {

    private static final Path SAMPLE = Path.of("sample-models", "shakespeare-gpt");

    private final Workbenches bench = Workbenches.openInEarnest(1000, 1000);

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    @Test
    void labIsReachedFromTheStartPageWithoutAModel() {
        FxThread.run(() -> bench.find("#welcome-lab", Hyperlink.class).fire());
        assertTrue(bench.find(".desk", Node.class).isVisible());
        assertEquals("lab", FxThread.call(() -> Objects.requireNonNull(bench.window.desk().shown()).id()));
        FxThread.run(() -> bench.window.showStartPage());
        assertFalse(bench.find(".desk", Node.class).isVisible());
    }

    @Test
    void changedNumberChangesAllThatFollows() {
        FxThread.run(() -> bench.window.showView("lab"));
        FxThread.frames(bench.window.scene());
        FxThread.run(() -> {
            SpreadsheetView grid = bench.find(".lab-grid", SpreadsheetView.class);
            assertEquals("1", grid.getGrid().getRows().get(0).get(0).getItem());
            grid.getGrid().setCellValue(0, 0, "3");
        });
        assertEquals(3, state().input("Q").at(0, 0));
        assertEquals(3, state().evaluation().get("scores").value().at(0, 0));
        assertNull(bench.session.lab().problem().get());
    }

    @Test
    void numbersAreChangedWhereTheyStandWhileARoomLooksOn() {
        FxThread.run(() -> {
            bench.window.toggleAlone("lab");
            bench.window.present();
        });
        FxThread.frames(bench.window.scene());
        FxThread.run(() -> {
            bench.session.lab().locked().set(new Spot(0, 1, 0));
            bench.find(".lab-view .drawing-canvas", Node.class).fireEvent(
                    new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.ENTER, false, false, false, false));
            TextField field = bench.find("#lab-cell", TextField.class);
            assertTrue(field.isVisible());
            assertEquals("0", field.getText());
            field.setText("-4");
            field.fireEvent(new ActionEvent());
            assertFalse(field.isVisible());
        });
        assertEquals(-4, state().input("Q").at(1, 0));
    }

    @Test
    void copiedCellsArePastedByKey() {
        FxThread.run(() -> bench.window.showView("lab"));
        FxThread.frames(bench.window.scene());
        FxThread.run(() -> {
            ClipboardContent content = new ClipboardContent();
            content.putString("1\t2,5\r\n-3\t0,25\r\n");
            Clipboard.getSystemClipboard().setContent(content);
            SpreadsheetView grid = bench.find(".lab-grid", SpreadsheetView.class);
            grid.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.V, false, true, false, false));
        });
        assertEquals(DoubleMatrix.of(new double[] {1, 2.5}, new double[] {-3, 0.25}), state().input("Q"));
        FxThread.run(() -> {
            SpreadsheetView grid = bench.find(".lab-grid", SpreadsheetView.class);
            grid.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", KeyCode.C, false, true, false, false));
            assertEquals("1,2.5\n-3,0.25\n", Clipboard.getSystemClipboard().getString());
        });
    }

    @Test
    void whatIsNoNumberIsToldOfAndTheLastGoodStateStays() {
        FxThread.run(() -> bench.window.showView("lab"));
        FxThread.frames(bench.window.scene());
        LabState before = state();
        FxThread.run(() -> bench.find(".lab-grid", SpreadsheetView.class).getGrid().setCellValue(1, 0, "many"));
        assertEquals(before, state());
        assertEquals(
                "Row 2, column 1 of Q cannot be used: “many” is not a number. Type a number such as 0.5; what was there stays.",
                bench.find(".lab-problem", Label.class).getText());
        assertEquals("0", FxThread.call(() -> bench.find(".lab-grid", SpreadsheetView.class).getGrid().getRows().get(1).get(0).getItem()));
        FxThread.run(() -> bench.session.lab().paste("K", "1,2,3\n4,5,6\n7,8,9"));
        assertEquals(before, state());
        assertTrue(bench.find(".lab-problem", Label.class).getText().startsWith("Q is 3 × 2 and K is 3 × 3: both need the same number of columns"));
        FxThread.run(() -> bench.session.lab().paste("K", "1,2\n3,4"));
        assertTrue(bench.find(".lab-problem", Label.class).getText().startsWith("Scaled scores") || bench.find(".lab-problem", Label.class).getText().startsWith("Weights"));
        FxThread.run(() -> bench.session.lab().paste("K", "1,2\n3,4\n5,6"));
        assertFalse(bench.find(".lab-problem", Label.class).isVisible());
        assertEquals(6, state().input("K").at(2, 1));
    }

    @Test
    void headOfAModelIsTakenWithItsWeights() {
        FxThread.run(() -> {
            bench.session.runs().text().set("To be, or not to be, that is the question");
            bench.session.open(SAMPLE);
            var trace = bench.session.runs().trace().get();
            assertNotNull(trace);
            bench.session.selection().lockedHead().set(trace.sites().getLast().head(2));
            bench.session.selection().lock(trace.sites().getLast().section(), new Cell(6, 4));
            HeadMenu.take(bench.session.context()).fire();
        });
        TakenHead taken = state().taken();
        assertNotNull(taken);
        assertEquals(8, taken.queries().size());
        assertTrue(taken.queries().containsAll(List.of(4, 6)));
        assertEquals("model", state().settings().way("own-mask"));
        assertTrue(taken.difference(state().evaluation().get("weights").value()) < 1e-5);
        // And the other views light up with it.
        FxThread.frames(bench.window.scene());
        FxThread.run(() -> {
            int weights = state().evaluation().quantities().indexOf(state().evaluation().get("weights"));
            bench.session.lab().hovered().set(new Spot(weights, 2, 1));
        });
        assertEquals(new Cell(taken.queries().get(2), taken.keys().get(1)), bench.session.selection().hoveredCell().get().cell());
    }

    @Test
    void everyStepOfEveryLessonIsHeld() {
        for (String id : Lessons.ids()) {
            FxThread.run(() -> bench.window.openLesson(id));
            for (int i = 0; i < 8 && bench.find(".lesson", Node.class) != null; i++) {
                FxThread.run(() -> button("Next").ifPresentOrElse(Button::fire, () -> button("Finish").orElseThrow().fire()));
                assertEquals(List.of(), bench.session.notices().unread());
            }
            assertNull(bench.window.scene().getRoot().lookup(".lesson"), id);
        }
    }

    @Test
    void lessonAsksAndSpeaksTheOtherLanguageAtTheSameStep() {
        FxThread.run(() -> {
            bench.window.openLesson("attention");
            button("Next").orElseThrow().fire();
        });
        FxThread.frames(bench.window.scene());
        FxThread.run(() -> bench.window.scene().getRoot().lookupAll(".radio-button").stream()
                .map(RadioButton.class::cast)
                .filter(answer -> answer.getText().equals("0"))
                .findFirst()
                .orElseThrow()
                .fire());
        assertTrue(bench.find(".lesson-verdict", Label.class).getText().startsWith("Right."));
        assertEquals("scores", Objects.requireNonNull(bench.session.lab().current()).name().key());
        FxThread.run(() -> bench.session.preferences().language().set(Language.CHINESE));
        assertEquals("每个标签有多合适？", bench.find(".lesson-name", Label.class).getText());
    }

    @Test
    void brokenLessonOfOnesOwnSaysWhichLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("mine.md"), "# Mine\n\n## First\n\nWords.\n\n```do\nview moon\n```\n");
        bench.chosen = Optional.of(file);
        FxThread.run(() -> bench.window.chooseLesson());
        assertTrue(bench.session.notices().unread().getFirst().sentence(Messages.ENGLISH).startsWith("mine.md, line 8: “moon” is not known here"));
        Files.writeString(file, "# Mine\n\n## First\n\nWords.\n\n```do\nview lab\nmechanism alibi\n```\n");
        FxThread.run(() -> bench.window.chooseLesson());
        assertEquals("alibi", state().mechanism().id());
    }

    @Test
    void presentingHidesAllThatIsNotShown() {
        FxThread.run(() -> {
            bench.window.showView("lab");
            bench.window.present();
        });
        assertFalse(bench.find(".menu-bar", Node.class).isVisible());
        assertFalse(bench.find(".lab-view", BorderPane.class).getTop().isVisible());
        assertNull(bench.window.scene().getRoot().lookup(".side"));
        FxThread.run(() -> bench.window.present());
        assertTrue(bench.find(".menu-bar", Node.class).isVisible());
        assertNotNull(bench.window.scene().getRoot().lookup(".side"));
    }

    @Test
    void labHasTheWindowForItselfUntilAnotherViewIsWanted() {
        FxThread.run(() -> bench.session.open(SAMPLE));
        FxThread.run(() -> bench.window.toggleAlone("lab"));
        FxThread.frames(bench.window.scene());
        assertEquals("lab", bench.window.desk().alone().get());
        assertEquals(1, bench.window.desk().getItems().size());
        assertNull(bench.window.scene().getRoot().lookup(".side"));
        int groups = bench.window.desk().groups().size();
        assertTrue(groups > 1);
        FxThread.run(() -> bench.window.toggleAlone("lab"));
        assertEquals(groups, bench.window.desk().getItems().size());
        assertNotNull(bench.window.scene().getRoot().lookup(".side"));
        // Choosing another tab of the same group brings everything back, too.
        FxThread.run(() -> bench.window.toggleAlone("lab"));
        FxThread.run(() -> bench.window.desk().showAlone("lab"));
        FxThread.run(() -> bench.window.showView("lines"));
        assertNull(bench.window.desk().alone().get());
        assertEquals(groups, bench.window.desk().getItems().size());
        // And the input can be asked for beside the lab.
        FxThread.run(() -> {
            bench.window.toggleAlone("lab");
            bench.window.toggleInput();
        });
        assertNotNull(bench.window.scene().getRoot().lookup(".side"));
    }

    @Test
    void aRoomSeesOneViewAtATime() {
        FxThread.run(() -> bench.session.open(SAMPLE));
        FxThread.run(() -> {
            bench.window.showView("lab");
            bench.window.present();
        });
        assertEquals(List.of("lab"), shown());
        FxThread.run(() -> bench.window.showView("heads"));
        assertEquals(List.of("heads"), shown());
        FxThread.run(() -> bench.window.present());
        assertEquals(bench.window.desk().groups(), bench.window.desk().getItems());
    }

    /// The views on top of what is to be seen.
    private List<String> shown() {
        return FxThread.call(() -> bench.window.desk().groups().stream()
                .filter(group -> bench.window.desk().getItems().contains(group))
                .map(group -> Objects.requireNonNull(group.shown()))
                .toList());
    }

    static Stream<Arguments> looks() {
        return Stream.of(Theme.values())
                .flatMap(theme -> Stream.of(Language.values()).map(language -> Arguments.of(theme, language)));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void picturesToLookAt(Theme theme, Language language) {
        String look = "-%s-%s".formatted(theme, language).toLowerCase(Locale.ROOT);
        FxThread.run(() -> {
            bench.session.preferences().theme().set(theme);
            bench.session.preferences().language().set(language);
            bench.window.showView("lab");
            bench.window.toggleInput();
            bench.window.togglePanels();
            bench.window.desk().join();
            bench.session.lab().open(Mechanisms.scaled());
            bench.session.lab().goTo("weights");
            bench.session.lab().locked().set(new Spot(5, 1, 2));
        });
        bench.photograph("lab-step" + look);
        FxThread.run(() -> bench.session.lab().open(Examples.find("scaling").orElseThrow()));
        bench.photograph("lab-scaling" + look);
        FxThread.run(() -> bench.window.openLesson("masks"));
        FxThread.run(() -> button(language == Language.ENGLISH ? "Next" : "下一步").orElseThrow().fire());
        bench.photograph("lab-lesson" + look);
        FxThread.run(() -> bench.window.present());
        bench.photograph("lab-presenting" + look);
        assertEquals(DoubleMatrix.of(new double[] {1, 0}, new double[] {0, 1}, new double[] {1, 1}), state().input("Q"));
    }

    private LabState state() {
        return bench.session.lab().state().get();
    }

    private Optional<Button> button(String text) {
        return bench.window.scene().getRoot().lookupAll(".lesson-buttons .button").stream()
                .map(Button.class::cast)
                .filter(button -> button.getText().equals(text))
                .findFirst();
    }
}
