package io.headscope.shell;

import io.headscope.input.Medium;
import io.headscope.session.Entered;
import io.headscope.session.Example;
import io.headscope.session.OpenModel;
import io.headscope.session.WorkbenchSession;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// The examples that come along with a model: one is chosen and entered, and a sentence says what to look at.
final class ExamplesPane extends VBox {

    private static final int LONGEST = 40;

    private final WorkbenchSession session;
    private final MenuButton choice;
    private final ObjectProperty<@Nullable Example> chosen = new SimpleObjectProperty<>();

    ExamplesPane(WorkbenchSession session, Wording wording) {
        this.session = session;
        this.choice = wording.name(
                wording.label(new MenuButton(), "shell.input.examples.choose"), "shell.input.examples");
        choice.setId("examples");
        choice.setMaxWidth(Double.MAX_VALUE);
        Label note = wording.label(new Label(), wording.<Example>ifPresent(
                chosen, (messages, example) -> example.note(messages.language())));
        note.setId("example-note");
        note.setWrapText(true);
        note.setMinHeight(Region.USE_PREF_SIZE);
        note.visibleProperty().bind(chosen.isNotNull());
        note.managedProperty().bind(note.visibleProperty());
        getStyleClass().add("examples");
        setSpacing(6);
        getChildren().addAll(choice, note);
        session.model().subscribe(this::offer);
        chosen.bind(Bindings.createObjectBinding(
                this::entered,
                session.model(),
                session.runs().text(),
                session.runs().pair(),
                session.runs().target(),
                session.runs().medium()));
        visibleProperty().bind(Bindings.createBooleanBinding(() -> !examples().isEmpty(), session.model()));
        managedProperty().bind(visibleProperty());
    }

    private List<Example> examples() {
        OpenModel model = session.model().get();
        return model == null ? List.of() : model.examples();
    }

    private void offer(@Nullable OpenModel model) {
        choice.getItems().setAll(examples().stream().map(example -> {
            MenuItem item = new MenuItem(name(example.entered()));
            item.setMnemonicParsing(false);
            item.setOnAction(_ -> session.runs().enter(example));
            return item;
        }).toList());
    }

    private static String name(Entered entered) {
        Medium medium = entered.medium();
        String all = entered.text().isBlank() && medium != null ? medium.name() : entered.text().replace('\n', ' ');
        return all.length() <= LONGEST ? all : all.substring(0, all.offsetByCodePoints(0, Math.min(LONGEST, all.codePointCount(0, all.length())))) + " …";
    }

    /// The example that the fields hold now, if it is one.
    private @Nullable Example entered() {
        Optional<Example> same = examples().stream().filter(example -> isEntered(example.entered())).findFirst();
        return same.orElse(null);
    }

    private boolean isEntered(Entered example) {
        return session.runs().text().get().equals(example.text())
                && session.runs().pair().get().equals(Objects.requireNonNullElse(example.pair(), ""))
                && session.runs().target().get().equals(Objects.requireNonNullElse(example.target(), ""))
                && Objects.equals(session.runs().medium().get(), example.medium());
    }
}
