package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.HeadAddress;
import io.headscope.message.Messages;
import io.headscope.message.Messages.Language;
import io.headscope.session.PretendModels;
import io.headscope.session.Theme;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.robot.Robot;
import org.controlsfx.control.ToggleSwitch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkbenchWindowTest {

    private static final Set<String> NAMES = Set.of(
            "English", "gpt2-sample", "bert-a", "bert", "BertForMaskedLM", "F32", "Pretence", "1.25 GB", "Headscope");

    private final Workbenches bench = Workbenches.open(1000, 1000);

    @AfterEach
    void everythingIsClosed() {
        FxThread.run(bench::close);
        assertEquals(0, bench.openViews.get(), "open views");
        assertEquals(0, bench.models.openModels, "open models");
        assertEquals(0, bench.models.openTraces, "open traces");
    }

    @Test
    void opensByMenu() {
        bench.chosen = Optional.of(Path.of("bert-a"));
        FxThread.run(() -> item("open-folder").fire());
        assertEquals(List.of("Open model folder …"), bench.asked);
        assertEquals("bert-a", modelName());
    }

    @Test
    void choosingNothingOpensNothing() {
        FxThread.run(() -> item("open-folder").fire());
        assertNull(bench.session.model().get());
    }

    @Test
    void opensWhatIsDropped() {
        assertTrue(FxThread.call(() -> bench.window.handleFiles(List.of(new File("gpt2-a"), new File("bert-a")))));
        assertEquals("gpt2-a", modelName());
        assertFalse(FxThread.call(() -> bench.window.handleFiles(List.of())));
    }

    @Test
    void opensASample() {
        FxThread.run(() -> item("sample-gpt2-sample").fire());
        assertEquals("gpt2-sample", modelName());
    }

    @Test
    void opensAgainWhatWasOpenedBefore() {
        open("bert-a");
        open("gpt2-b");
        FxThread.run(() -> item("recent-bert-a").fire());
        assertEquals("bert-a", modelName());
    }

    @Test
    void runsWhileOneTypes() {
        open("bert-a");
        FxThread.run(() -> "a cat".chars().forEach(letter -> text().appendText(Character.toString(letter))));
        assertEquals(List.of("a", "a ", "a c", "a ca", "a cat"), bench.models.texts);
        assertEquals(2, traceLength());
    }

    @Test
    void runsByKeysWhenNotLive() {
        open("bert-a");
        FxThread.run(() -> {
            bench.find("#live", ToggleSwitch.class).setSelected(false);
            text().setText("a cat");
            text().requestFocus();
        });
        assertEquals(List.of(), bench.models.texts);
        press(KeyCode.CONTROL, KeyCode.ENTER);
        assertEquals(List.of("a cat"), bench.models.texts);
    }

    @Test
    void secondTextIsThereOnlyForNetworksThatTakeOne() {
        open("gpt2-a");
        assertFalse(FxThread.call(() -> bench.find("#pair", TextArea.class).getParent().isVisible()));
        open("bert-a");
        assertTrue(FxThread.call(() -> bench.find("#pair", TextArea.class).getParent().isVisible()));
    }

    @Test
    void wrongInputIsToldBesideTheInput() {
        open("bert-a");
        FxThread.run(() -> text().setText("a ".repeat(PretendModels.POSITIONS + 1)));
        assertEquals("The text has 17 tokens, but the model has 16 positions. Shorten the text.",
                FxThread.call(() -> bench.find("#input-problem", Label.class).getText()));
    }

    @Test
    void failureStaysUntilItIsPutAway() {
        open("bert-a");
        open("missing");
        assertEquals("missing does not exist. Check the path.", FxThread.call(() -> notice().getText()));
        assertEquals("bert-a", modelName());
        FxThread.run(() -> bench.find(".notice .button", Button.class).fire());
        assertNull(FxThread.call(this::notice));
    }

    @Test
    void escapeReleasesThePin() {
        open("bert-a");
        FxThread.run(() -> {
            text().setText("a cat");
            HeadAddress head = bench.session.runs().trace().get().sites().getFirst().head(2);
            bench.session.selection().lockedHead().set(head);
            text().requestFocus();
        });
        press(KeyCode.ESCAPE);
        assertNull(bench.session.selection().lockedHead().get());
    }

    @Test
    void paletteFindsACommandByPartOfItsNameAndDoesIt() {
        press(KeyCode.CONTROL, KeyCode.K);
        FxThread.run(() -> bench.find(".palette .text-field", TextField.class).setText("dark theme"));
        press(KeyCode.ENTER);
        assertEquals(Theme.DARK, bench.session.preferences().theme().get());
        assertNull(FxThread.call(() -> bench.find(".palette", Node.class)));
    }

    @Test
    void keyboardGoesBackToWhereItWas() {
        FxThread.run(() -> text().requestFocus());
        press(KeyCode.CONTROL, KeyCode.K);
        assertTrue(FxThread.call(() -> bench.find(".palette .text-field", TextField.class).isFocused()));
        press(KeyCode.ESCAPE);
        assertTrue(FxThread.call(() -> text().isFocused()));
    }

    @Test
    void paletteHasEveryCommandThatIsPossible() {
        press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.P);
        List<String> before = paletteIds();
        assertTrue(before.contains("open-folder"), before::toString);
        assertFalse(before.contains("run"), "nothing to run yet");
        press(KeyCode.ESCAPE);
        open("bert-a");
        press(KeyCode.CONTROL, KeyCode.K);
        List<String> after = paletteIds();
        assertTrue(after.containsAll(List.of("run", "view-heads", "language-chinese", "sample-gpt2-sample", "recent-bert-a")),
                after::toString);
    }

    @Test
    void everyWordIsChineseInChinese() {
        open("bert-a");
        open("missing");
        FxThread.run(() -> {
            text().setText("");
            bench.session.preferences().language().set(Language.CHINESE);
        });
        assertEquals(Set.of(), notChinese(), "with a model");
        FxThread.run(bench.window::showPalette);
        assertEquals(Set.of(), notChinese(), "palette");
        FxThread.run(bench.window::showAbout);
        assertEquals(Set.of(), notChinese(), "about");
        FxThread.run(() -> {
            bench.window.hideOverlay();
            bench.session.closeModel();
        });
        assertEquals(Set.of(), notChinese(), "without a model");
    }

    @Test
    void switchingBackLeavesNoChinese() {
        open("bert-a");
        FxThread.frames(bench.window.scene());
        Set<String> before = FxThread.call(() -> Words.below(bench.window.scene().getRoot()));
        FxThread.run(() -> bench.session.preferences().language().set(Language.CHINESE));
        FxThread.frames(bench.window.scene());
        assertNotEquals(before, FxThread.call(() -> Words.below(bench.window.scene().getRoot())));
        FxThread.run(() -> bench.session.preferences().language().set(Language.ENGLISH));
        FxThread.frames(bench.window.scene());
        assertEquals(before, FxThread.call(() -> Words.below(bench.window.scene().getRoot())));
    }

    @Test
    void everyControlHasANameForThoseWhoDoNotSeeIt() {
        open("bert-a");
        FxThread.frames(bench.window.scene());
        List<String> nameless = new ArrayList<>();
        FxThread.run(() -> collectNameless(bench.window.scene().getRoot(), nameless));
        assertEquals(List.of(), nameless);
    }

    @Test
    void themeIsSwitchedByMenu() {
        FxThread.run(() -> item("theme-dark").fire());
        assertEquals(Theme.DARK, bench.session.preferences().theme().get());
        FxThread.run(() -> item("theme-light").fire());
        assertEquals(Theme.LIGHT, bench.session.preferences().theme().get());
    }

    @Test
    void liveIsSwitchedByMenuAndByKeys() {
        FxThread.run(() -> ((CheckMenuItem) item("live")).setSelected(false));
        assertFalse(bench.session.preferences().live().get());
        press(KeyCode.CONTROL, KeyCode.L);
        assertTrue(bench.session.preferences().live().get());
        assertTrue(FxThread.call(() -> ((CheckMenuItem) item("live")).isSelected()));
    }

    @Test
    void overviewStandsAloneBesideTheOthers() {
        assertEquals(List.of(List.of("heads"), List.of("head", "lines")), bench.window.desk().arrangement());
    }

    @Test
    void viewsMoveBetweenGroups() {
        open("bert-a");
        FxThread.run(() -> {
            Desk desk = bench.window.desk();
            desk.show("lines");
            item("move-view").fire();
            assertEquals(List.of(List.of("heads", "lines"), List.of("head")), desk.arrangement());
            desk.split("lines", 2);
            assertEquals(List.of(List.of("heads"), List.of("head"), List.of("lines")), desk.arrangement());
            item("join-views").fire();
            assertEquals(List.of(List.of("heads", "head", "lines")), desk.arrangement());
            desk.groups().getFirst().drop("head", 0.95);
            assertEquals(List.of(List.of("heads", "lines"), List.of("head")), desk.arrangement());
            desk.groups().getFirst().drop("head", 0.5);
            assertEquals(List.of(List.of("heads", "lines", "head")), desk.arrangement());
        });
    }

    @Test
    void quitIsPassedOn() {
        FxThread.run(() -> item("quit").fire());
        assertEquals(1, bench.quits.get());
    }

    private void open(String name) {
        FxThread.run(() -> bench.session.open(Path.of(name)));
    }

    private String modelName() {
        return bench.session.model().get().name();
    }

    private int traceLength() {
        var trace = bench.session.runs().trace().get();
        return trace.map(trace.sites().getFirst()).queries();
    }

    private TextArea text() {
        return bench.find(".input-pane > .text-area", TextArea.class);
    }

    private Label notice() {
        return bench.find(".notice .label", Label.class);
    }

    private MenuItem item(String id) {
        return bench.find(".menu-bar", MenuBar.class).getMenus().stream()
                .flatMap(WorkbenchWindowTest::items)
                .filter(item -> id.equals(item.getId()))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<MenuItem> items(MenuItem item) {
        return item instanceof Menu menu
                ? menu.getItems().stream().flatMap(WorkbenchWindowTest::items)
                : Stream.of(item);
    }

    @SuppressWarnings("unchecked")
    private List<String> paletteIds() {
        return FxThread.call(() -> ((ListView<Command>) bench.find(".palette .list-view", ListView.class))
                .getItems().stream().map(Command::id).toList());
    }

    private Set<String> notChinese() {
        FxThread.frames(bench.window.scene());
        return FxThread.call(() -> Words.notChinese(bench.window.scene().getRoot(),
                text -> NAMES.contains(text) || text.endsWith("/bert-a") || text.matches("Ctrl\\+.*|Esc(ape)?|F\\d+")));
    }

    private static void collectNameless(Node node, List<String> nameless) {
        boolean named = !(node instanceof Control control)
                || !control.isFocusTraversable()
                || (control.getAccessibleText() != null && !control.getAccessibleText().isBlank())
                || (node instanceof Labeled labeled && !labeled.getText().isBlank());
        if (!named) {
            nameless.add(node.toString());
        }
        if (node instanceof Parent parent) {
            parent.getChildrenUnmodifiable().forEach(child -> collectNameless(child, nameless));
        }
    }

    private void press(KeyCode... keys) {
        FxThread.run(bench.stage::requestFocus);
        FxThread.frames(bench.window.scene());
        FxThread.run(() -> {
            Robot robot = new Robot();
            for (KeyCode key : keys) {
                robot.keyPress(key);
            }
            for (int i = keys.length; i-- > 0; ) {
                robot.keyRelease(keys[i]);
            }
        });
        FxThread.frames(bench.window.scene());
    }
}
