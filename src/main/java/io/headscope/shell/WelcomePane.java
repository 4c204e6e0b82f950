package io.headscope.shell;

import io.headscope.session.WorkbenchSession;
import io.headscope.task.Job;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.binding.BooleanBinding;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;

/// What there is to see while no model is open: how to open one. While one is on its way, that.
final class WelcomePane extends StackPane {

    private final WorkbenchSession session;
    private final Wording wording;

    WelcomePane(WorkbenchSession session, Wording wording, Command open, List<Command> others, List<Path> samples) {
        this.session = session;
        this.wording = wording;
        getStyleClass().add("welcome");
        BooleanBinding opening = session.status().current().isNotNull();
        VBox wait = createWait();
        wait.visibleProperty().bind(opening);
        VBox invitation = createInvitation(open, others, samples);
        invitation.visibleProperty().bind(opening.not());
        getChildren().addAll(invitation, wait);
    }

    private VBox createWait() {
        ProgressIndicator wheel = wording.name(new ProgressIndicator(), "shell.status.progress");
        Label what = wording.label(new Label(), wording.<Job>ifPresent(
                session.status().current(), (messages, job) -> messages.format(job.name(), job.subject())));
        what.getStyleClass().add("welcome-hint");
        return box(wheel, what);
    }

    private VBox createInvitation(Command open, List<Command> others, List<Path> samples) {
        Label title = wording.label(new Label(), "shell.welcome.title");
        title.getStyleClass().add("welcome-title");
        Label hint = wording.label(new Label(), "shell.welcome.hint");
        hint.getStyleClass().add("welcome-hint");
        hint.setWrapText(true);
        hint.setTextAlignment(TextAlignment.CENTER);
        hint.setMinHeight(Region.USE_PREF_SIZE);
        Button button = wording.label(new Button(), open.text());
        button.getStyleClass().addAll("accent", "large");
        button.setOnAction(_ -> open.run());
        VBox without = box();
        for (Command other : others) {
            Hyperlink link = wording.label(new Hyperlink(), "shell.welcome." + other.id());
            link.setId("welcome-" + other.id());
            link.setOnAction(_ -> other.run());
            without.getChildren().add(link);
        }
        VBox lists = box(createList("shell.welcome.samples", samples), createRecent());
        return box(title, hint, button, without, lists);
    }

    private VBox createRecent() {
        VBox holder = box();
        Consumer<List<? extends Path>> show = folders ->
                holder.getChildren().setAll(createList("shell.welcome.recent", List.copyOf(folders)));
        session.recent().folders().addListener((ListChangeListener<Path>) change -> show.accept(change.getList()));
        show.accept(session.recent().folders());
        return holder;
    }

    private VBox createList(String key, List<Path> folders) {
        VBox list = box();
        list.getStyleClass().add("welcome-list");
        if (!folders.isEmpty()) {
            Label title = wording.label(new Label(), key);
            title.getStyleClass().add("panel-title");
            list.getChildren().add(title);
            folders.forEach(folder -> list.getChildren().add(createLink(folder)));
        }
        return list;
    }

    private Hyperlink createLink(Path folder) {
        Hyperlink link = new Hyperlink(String.valueOf(folder.getFileName()));
        link.setAccessibleText(link.getText());
        link.setOnAction(_ -> session.open(folder));
        return link;
    }

    private static VBox box(javafx.scene.Node... children) {
        VBox box = new VBox(children);
        box.setAlignment(Pos.CENTER);
        box.getStyleClass().add("welcome-box");
        return box;
    }
}
