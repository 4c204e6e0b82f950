package io.headscope.shell;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SequencedSet;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextInputControl;
import javafx.scene.text.Text;
import org.fxmisc.richtext.CodeArea;

/// All words in a scene: labels, prompts, hints, menus, and what is read out.
public final class Words {

    private final SequencedSet<String> words = new LinkedHashSet<>();

    private Words() {}

    /// Every text below `root`, besides what is typed.
    public static SequencedSet<String> below(Node root) {
        Words all = new Words();
        all.collect(root);
        return all.words;
    }

    /// The texts in which there is not one Chinese character, though there are letters, and which are no names.
    public static Set<String> notChinese(Node root, Predicate<String> isName) {
        SequencedSet<String> left = below(root);
        left.removeIf(text -> isName.test(text)
                || text.codePoints().anyMatch(Character::isIdeographic)
                || text.codePoints().noneMatch(Character::isLetter));
        return left;
    }

    private void collect(Node node) {
        if (!node.isVisible()) {
            return;
        }
        add(node.getAccessibleText());
        switch (node) {
            case MenuBar bar -> bar.getMenus().forEach(this::collect);
            case Labeled labeled -> add(labeled.getText());
            case TextInputControl input -> add(input.getPromptText());
            case Text text -> add(text.getText());
            default -> {}
        }
        if (node instanceof Control control && control.getTooltip() != null) {
            add(control.getTooltip().getText());
        }
        if (node instanceof Parent parent && !(node instanceof TextInputControl) && !(node instanceof CodeArea) && !(node instanceof MenuBar)) {
            parent.getChildrenUnmodifiable().forEach(this::collect);
        }
    }

    private void collect(MenuItem item) {
        add(item.getText());
        if (item instanceof Menu menu) {
            menu.getItems().forEach(this::collect);
        }
    }

    private void add(String text) {
        if (text != null && !text.isBlank()) {
            words.add(text);
        }
    }
}
