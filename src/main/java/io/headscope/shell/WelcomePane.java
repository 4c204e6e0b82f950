package io.headscope.shell;

import io.headscope.session.HeadPortraits;
import io.headscope.session.WorkbenchSession;
import io.headscope.task.Cancellation;
import io.headscope.task.Job;
import io.headscope.task.Progress;
import io.headscope.task.Task;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;

/// The start page: a tile for each sample model, folders opened before, and how to open another. While a model is on its way,
/// that.
final class WelcomePane extends StackPane {

    private final WorkbenchSession session;
    private final Wording wording;
    private final HeadPortraits portraits;
    private final Queue<SampleTile> bare = new ArrayDeque<>();
    private final Queue<Path> folders = new ArrayDeque<>();
    private boolean drawing;

    /// @param back goes back to the open model
    WelcomePane(WorkbenchSession session, Wording wording, Commands commands, List<Path> samples, HeadPortraits portraits, Runnable back) {
        this.session = session;
        this.wording = wording;
        this.portraits = portraits;
        getStyleClass().add("welcome");
        BooleanBinding opening = Bindings.createBooleanBinding(
                () -> session.status().current().get() instanceof Job job && job.name().equals("session.opening"), session.status().current());
        VBox wait = createWait();
        wait.visibleProperty().bind(opening);
        ScrollPane invitation = createInvitation(commands, samples, back);
        invitation.visibleProperty().bind(opening.not());
        getChildren().addAll(invitation, wait);
        visibleProperty().subscribe(_ -> drawPortraits());
        session.status().current().subscribe(_ -> drawPortraits());
    }

    private VBox createWait() {
        ProgressIndicator wheel = wording.name(new ProgressIndicator(), "shell.status.progress");
        Label what = wording.label(new Label(), wording.<Job>ifPresent(
                session.status().current(), (messages, job) -> messages.format(job.name(), job.subject())));
        what.getStyleClass().add("welcome-hint");
        return box(wheel, what);
    }

    private ScrollPane createInvitation(Commands commands, List<Path> samples, Runnable back) {
        Label title = wording.label(new Label(), "shell.welcome.title");
        title.getStyleClass().add("welcome-title");
        Label hint = wording.label(new Label(), "shell.welcome.hint");
        hint.getStyleClass().add("welcome-hint");
        hint.setWrapText(true);
        hint.setTextAlignment(TextAlignment.CENTER);
        hint.setMinHeight(Region.USE_PREF_SIZE);
        Button open = wording.label(new Button(), commands.open.text());
        open.getStyleClass().addAll("accent");
        open.setOnAction(_ -> commands.open.run());
        Button toModel = wording.label(new Button(), "shell.welcome.back");
        toModel.setId("welcome-back");
        toModel.visibleProperty().bind(session.model().isNotNull());
        toModel.managedProperty().bind(toModel.visibleProperty());
        toModel.setOnAction(_ -> back.run());
        HBox buttons = new HBox(8, open, toModel);
        buttons.setAlignment(Pos.CENTER);
        FlowPane links = new FlowPane(16, 4);
        for (Command other : List.of(commands.lab, commands.training, commands.newDiagram)) {
            links.getChildren().add(link("shell.welcome." + other.id(), other));
        }
        links.setAlignment(Pos.CENTER);
        VBox page = box(title, createTiles(samples), hint, buttons, links, createRecent());
        ScrollPane scroll = new ScrollPane(page);
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.getStyleClass().add("welcome-scroll");
        return scroll;
    }

    private Hyperlink link(String key, Command command) {
        Hyperlink link = wording.label(new Hyperlink(), key);
        link.setId("welcome-" + command.id());
        link.setOnAction(_ -> command.run());
        return link;
    }

    private FlowPane createTiles(List<Path> samples) {
        FlowPane tiles = new FlowPane(14, 14);
        tiles.setId("samples");
        tiles.setAlignment(Pos.CENTER);
        for (Path folder : samples) {
            SampleTile tile = new SampleTile(folder, wording, () -> session.open(folder));
            tiles.getChildren().add(tile);
            bare.add(tile);
            folders.add(folder);
        }
        return tiles;
    }

    /// One after the other, once the page is seen and nothing else runs: the first model is not to wait for pictures of others.
    private void drawPortraits() {
        if (isVisible() && !drawing && !bare.isEmpty() && session.status().current().get() == null) {
            drawing = true;
            session.start(new PortraitTask(folders.remove(), bare.remove()));
        }
    }

    private final class PortraitTask implements Task<Path> {

        private final Path folder;
        private final SampleTile tile;

        PortraitTask(Path folder, SampleTile tile) {
            this.folder = folder;
            this.tile = tile;
        }

        @Override
        public String name() {
            return "session.portrait";
        }

        @Override
        public String subject() {
            return String.valueOf(folder.getFileName());
        }

        @Override
        public Path run(Cancellation cancellation, Progress progress) {
            return portraits.of(folder, cancellation);
        }

        @Override
        public void succeeded(Path picture) {
            tile.show(picture);
            drawing = false;
        }

        /// A tile without a picture opens as well: what is wrong with the model is said then.
        @Override
        public void failed(Throwable failure) {
            System.getLogger(WelcomePane.class.getName()).log(System.Logger.Level.WARNING, "no picture of " + folder, failure);
            drawing = false;
        }

        @Override
        public void cancelled() {
            drawing = false;
        }
    }

    private VBox createRecent() {
        VBox holder = box();
        Consumer<List<? extends Path>> show = paths ->
                holder.getChildren().setAll(createList("shell.welcome.recent", List.copyOf(paths)));
        session.recent().folders().addListener((ListChangeListener<Path>) change -> show.accept(change.getList()));
        show.accept(session.recent().folders());
        return holder;
    }

    private VBox createList(String key, List<Path> paths) {
        VBox list = box();
        list.getStyleClass().add("welcome-list");
        if (!paths.isEmpty()) {
            Label title = wording.label(new Label(), key);
            title.getStyleClass().add("panel-title");
            list.getChildren().add(title);
            paths.forEach(folder -> list.getChildren().add(createLink(folder)));
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
