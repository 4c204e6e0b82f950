package io.headscope.shell;

import atlantafx.base.controls.ModalPane;
import io.headscope.attention.Trace;
import io.headscope.export.DrawingExporter;
import io.headscope.input.Medium;
import io.headscope.lab.lesson.Lesson;
import io.headscope.lab.lesson.LessonReader;
import io.headscope.lab.lesson.Lessons;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.session.LargeModel;
import io.headscope.session.OpeningQuestion;
import io.headscope.session.LargePicture;
import io.headscope.session.OpenModel;
import io.headscope.session.ViewContext;
import io.headscope.session.WorkbenchSession;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import io.headscope.view.lab.LessonPane;
import io.headscope.view.training.ReplayPane;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.geometry.Orientation;
import javafx.scene.Parent;
import javafx.scene.Scene;
import javafx.scene.control.SplitPane;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// The window: card and input at the left, views in the middle, panels at the right, status below.
public final class WorkbenchWindow implements AutoCloseable, Commands.Window {

    private static final KeyCombination PASTE = KeyCodeCombination.valueOf("Shortcut+V");
    private static final String LAB = "lab";

    private final WorkbenchSession session;
    private final Fittings fittings;
    private final Wording wording;
    private final Commands commands;
    private final Desk desk;
    private final List<ViewPane> panels = new ArrayList<>();
    private final InputPane input;
    private final ReplayPane replay;
    private final Columns columns;
    private final ModalPane overlay = new ModalPane();
    private final Scene scene;
    private @Nullable Node before;
    private final BooleanProperty withoutModel = new SimpleBooleanProperty();
    /// Whether the start page lies over what is open.
    private final BooleanProperty atStart = new SimpleBooleanProperty();
    private final LessonStage stage;
    private final LessonPane lessons;
    private final List<Node> around = new ArrayList<>();
    private @Nullable String heldLesson;
    private Subscription subscriptions = Subscription.EMPTY;

    public WorkbenchWindow(WorkbenchSession session, Fittings fittings) {
        this.session = session;
        this.fittings = fittings;
        this.wording = new Wording(session.preferences().messages());
        this.commands = new Commands(session, fittings, wording, this);
        this.desk = new Desk(fittings.views(), session.context(), wording);
        this.replay = new ReplayPane(session.context());
        this.input = new InputPane(session, wording, commands);
        this.stage = new LessonStage(session, fittings.samples(), this::showInLesson);
        this.lessons = new LessonPane(wording.messages(), stage::enter, this::endLesson);
        this.columns = new Columns(
                new VBox(new ModelCard(session.model(), wording), input),
                createMiddle(),
                createRight(session.context()),
                lessons.node(),
                () -> session.lab().presenting().get(),
                () -> desk.alone().get() != null);
        // What it shows takes the keyboard, not the veil behind it.
        overlay.setFocusTraversable(false);
        overlay.displayProperty().subscribe(isShown -> {
            if (!isShown && before != null) {
                before.requestFocus();
            }
        });
        StackPane root = new StackPane(createFrame(), overlay);
        root.getStyleClass().add("workbench");
        this.scene = new Scene(root);
        Look.loadFont();
        addDrop(root);
        addKeys();
        subscriptions = subscriptions
                .and(session.preferences().theme().subscribe(Look::wear))
                .and(session.preferences().language().subscribe(language -> Look.dress(scene, language)))
                .and(session.lab().calls().subscribe((_, _) -> showAlone(LAB)))
                .and(session.lab().presenting().subscribe(this::enlarge))
                .and(desk.alone().subscribe((_, _) -> columns.settle()))
                .and(session.model().subscribe(_ -> atStart.set(false)))
                .and(session.model().subscribe(model -> withoutModel.set(withoutModel.get() && model == null)))
                .and(session.preferences().language().subscribe((_, _) -> speakLesson()))
                .and(session.asked().subscribe(this::ask))
                .and(session.askedModel().subscribe(this::ask))
                .and(session.question().subscribe(this::ask));
    }

    public Scene scene() {
        return scene;
    }

    /// What the system calls the window.
    public ObservableValue<String> title() {
        return wording.<OpenModel>either(session.model(), (_, open) -> open.name() + " – Headscope", _ -> "Headscope");
    }

    private Parent createFrame() {
        BorderPane frame = new BorderPane(columns);
        VBox top = new VBox(
                new MainMenu(commands, wording, session.preferences(), session.recent().folders()),
                new NoticesPane(session.notices(), wording));
        frame.setTop(top);
        StatusPane status = new StatusPane(session, wording, commands.cancel, fittings.memory());
        frame.setBottom(status);
        around.addAll(List.of(top.getChildren().getFirst(), status));
        return frame;
    }

    private StackPane createMiddle() {
        WelcomePane welcome = new WelcomePane(session, wording, commands, fittings.samples(), fittings.portraits(), () -> atStart.set(false));
        welcome.visibleProperty().bind(atStart.or(session.model().isNull().and(withoutModel.not())));
        desk.visibleProperty().bind(atStart.not().and(session.model().isNotNull().or(withoutModel)));
        BorderPane views = new BorderPane(desk);
        views.setBottom(replay.node());
        views.visibleProperty().bind(desk.visibleProperty());
        StackPane middle = new StackPane(views, welcome);
        middle.setMinWidth(0);
        return middle;
    }

    /// Panels one below the other, as tall as a person drags them.
    private VBox createRight(ViewContext context) {
        SplitPane shares = new SplitPane();
        shares.setOrientation(Orientation.VERTICAL);
        for (Visualization panel : fittings.panels()) {
            ViewPane pane = panel.createPane(context);
            panels.add(pane);
            shares.getItems().add(pane.node());
        }
        VBox.setVgrow(shares, Priority.ALWAYS);
        return panels.isEmpty() ? new VBox() : new VBox(shares);
    }

    private void addDrop(Node root) {
        root.setOnDragOver(event -> {
            if (event.getDragboard().hasFiles() || event.getDragboard().hasImage()) {
                event.acceptTransferModes(TransferMode.COPY);
                event.consume();
            }
        });
        root.setOnDragDropped(this::dropped);
    }

    private void dropped(DragEvent event) {
        Dragboard board = event.getDragboard();
        event.setDropCompleted(board.hasFiles() ? handleFiles(board.getFiles()) : handleImage(board.getImage()));
        event.consume();
    }

    /// Opens what was dropped: a picture, a sound, a diagram, a model's folder, or a file in it.
    ///
    /// @return whether there was anything to open
    public boolean handleFiles(List<File> files) {
        if (files.isEmpty()) {
            return false;
        }
        Path first = files.getFirst().toPath();
        Optional<Visualization> own = viewOf(first);
        if (own.isPresent()) {
            openIn(own.get(), first);
        } else if (Files.isRegularFile(first) && Medium.kind(first).isPresent()) {
            session.bring(first);
        } else {
            session.open(first);
        }
        return true;
    }

    /// Takes a picture that has no file: dragged out of another program, or copied there.
    ///
    /// @return whether there was one
    public boolean handleImage(@Nullable Image image) {
        if (image == null || image.getWidth() < 1 || image.getHeight() < 1) {
            return false;
        }
        String name = wording.messages().getValue().text("shell.input.pasted");
        session.runs().medium().set(new Medium.Picture(name, Thumbnail.picture(image)));
        return true;
    }

    @Override
    public void chooseMedium() {
        OpenModel open = session.model().get();
        boolean isSound = open != null && open.network().takesSound();
        Medium.Kind kind = isSound ? Medium.Kind.SOUND : Medium.Kind.PICTURE;
        fittings.chooser()
                .existing(scene.getWindow(), wording.messages().getValue().text("shell.command.open-medium"), kind.extensions())
                .ifPresent(session::bring);
    }

    @Override
    public void pastePicture() {
        Clipboard clipboard = Clipboard.getSystemClipboard();
        if (!(clipboard.hasFiles() && handleFiles(clipboard.getFiles()))) {
            handleImage(clipboard.getImage());
        }
    }

    private void ask(@Nullable LargePicture picture) {
        if (picture != null) {
            QuestionPane question = new QuestionPane(
                    wording,
                    wording.messages().map(words -> words.format(
                            "shell.large-picture",
                            String.valueOf(picture.file().getFileName()), picture.megapixels(), picture.megabytes())),
                    "shell.large-picture.yes",
                    () -> session.bringLarge(picture),
                    this::hideOverlay);
            show(question, Pos.CENTER);
            question.begin();
        }
    }

    private void ask(@Nullable LargeModel model) {
        if (model != null) {
            LargeModelPane question = new LargeModelPane(wording, model, layers -> session.openLarge(model, layers), this::hideOverlay);
            show(question, Pos.CENTER);
            question.begin();
        }
    }

    private void ask(@Nullable OpeningQuestion question) {
        switch (question) {
            case null -> {}
            case OpeningQuestion.Trust(Path model, Runnable allow) -> {
                QuestionPane trust = new QuestionPane(
                        wording,
                        wording.messages().map(words -> words.format("shell.trust", String.valueOf(model.getFileName()))),
                        "shell.trust.yes",
                        () -> {
                            allow.run();
                            session.open(model);
                        },
                        this::hideOverlay);
                show(trust, Pos.CENTER);
                trust.begin();
            }
            case OpeningQuestion.Inputs inputs -> {
                UnknownInputsPane form = new UnknownInputsPane(
                        wording, inputs, this::chooseNumbers, () -> session.open(inputs.model()), this::hideOverlay);
                show(form, Pos.CENTER);
                form.begin();
            }
        }
    }

    private Optional<Path> chooseNumbers() {
        return fittings.chooser().existing(
                scene.getWindow(), wording.messages().getValue().text("shell.unknown-inputs.choose"), List.of("safetensors", "json"));
    }

    private void addKeys() {
        KeyCombination other = KeyCodeCombination.valueOf("Shortcut+Shift+P");
        scene.getAccelerators().put(other, commands.palette::run);
        // Escape goes on from here: it also closes what is open on top. A pin is let go wherever the keyboard is.
        scene.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            // A text is pasted where one types; a picture goes where pictures go.
            if (PASTE.match(event) && commands.paste.possible().getValue() && !Clipboard.getSystemClipboard().hasString()) {
                pastePicture();
                event.consume();
            }
            if (event.getCode() == KeyCode.ESCAPE && !overlay.isDisplay()) {
                commands.release.run();
                atStart.set(false);
            }
        });
    }

    /// Shows a view; some need no model.
    @Override
    public void showView(String id) {
        atStart.set(false);
        boolean alone = fittings.views().stream().anyMatch(view -> view.id().equals(id) && !view.needsModel());
        if (session.model().get() == null && alone) {
            withoutModel.set(true);
        }
        desk.show(id);
    }

    /// Gives a view the whole window, or, where it has it already, shows everything again.
    @Override
    public void toggleAlone(String id) {
        if (id.equals(desk.alone().get()) && desk.isVisible()) {
            desk.showAll();
        } else {
            showAlone(id);
        }
    }

    @Override
    public void toggleAlone() {
        Visualization shown = desk.shown();
        if (shown != null) {
            toggleAlone(shown.id());
        }
    }

    private void showAlone(String id) {
        showView(id);
        desk.showAlone(id);
    }

    /// The lab's table needs room beside a lesson; of a model several views are looked at together.
    private void showInLesson(String id) {
        if (id.equals(LAB)) {
            showAlone(id);
        } else {
            showView(id);
        }
    }

    @Override
    public void beginIn(String id) {
        showView(id);
        view(id).ifPresent(view -> desk.pane(view).begin());
    }

    @Override
    public void chooseFor(String id, String title) {
        view(id).ifPresent(view -> fittings.chooser()
                .existing(scene.getWindow(), wording.messages().getValue().text(title), view.opens())
                .ifPresent(file -> openIn(view, file)));
    }

    private void openIn(Visualization view, Path file) {
        showView(view.id());
        desk.pane(view).open(file);
    }

    private Optional<Visualization> view(String id) {
        return fittings.views().stream().filter(view -> view.id().equals(id)).findFirst();
    }

    /// The view that shows a file of its own kind.
    private Optional<Visualization> viewOf(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return fittings.views().stream()
                .filter(view -> view.opens().stream().anyMatch(ending -> name.endsWith("." + ending)))
                .findFirst();
    }

    @Override
    public void showStartPage() {
        withoutModel.set(false);
        atStart.set(true);
    }

    @Override
    public void present() {
        session.lab().presenting().set(!session.lab().presenting().get());
    }

    /// Everything larger, and only what is to be seen: menus, sides and status go.
    private void enlarge(boolean on) {
        Parent root = scene.getRoot();
        root.getStyleClass().remove("presenting");
        if (on) {
            root.getStyleClass().add("presenting");
        }
        desk.setPresenting(on);
        columns.settle();
        around.forEach(node -> {
            node.setVisible(!on);
            node.setManaged(!on);
        });
    }

    @Override
    public void openLesson(String id) {
        hold(() -> Lessons.read(id, session.preferences().language().get(), viewIds()), 0);
        heldLesson = id;
    }

    @Override
    public void chooseLesson() {
        fittings.chooser()
                .existing(scene.getWindow(), wording.messages().getValue().text("shell.command.own-lesson"), List.of("md"))
                .ifPresent(this::openLesson);
    }

    /// A lesson that someone wrote.
    void openLesson(Path file) {
        hold(() -> LessonReader.read(String.valueOf(file.getFileName()), LessonFile.read(file), viewIds()), 0);
        heldLesson = null;
    }

    private void hold(Supplier<Lesson> reading, int step) {
        try {
            Lesson lesson = reading.get();
            columns.setLesson(true);
            lessons.open(lesson, step);
        } catch (ProblemException broken) {
            session.notices().report(broken);
        }
    }

    private void endLesson() {
        heldLesson = null;
        columns.setLesson(false);
    }

    /// The same step in the other language.
    private void speakLesson() {
        String id = heldLesson;
        if (id != null && columns.holdsLesson()) {
            hold(() -> Lessons.read(id, session.preferences().language().get(), viewIds()), lessons.step());
        }
    }

    private Set<String> viewIds() {
        return fittings.views().stream().map(Visualization::id).collect(Collectors.toSet());
    }

    @Override
    public void chooseFolder() {
        fittings.chooser()
                .folder(scene.getWindow(), wording.messages().getValue().text("shell.command.open-folder"))
                .ifPresent(session::open);
    }

    @Override
    public void savePicture() {
        Visualization view = desk.shown();
        if (view != null) {
            List<String> extensions = fittings.exporters().stream().map(DrawingExporter::extension).toList();
            fittings.chooser()
                    .file(scene.getWindow(),
                            wording.messages().getValue().text("shell.command.save-picture"),
                            view.id() + "." + extensions.getFirst(),
                            extensions)
                    .ifPresent(file -> save(desk.pane(view), file));
        }
    }

    /// Of the trace there is now: while the person chose a file, runs may have ended.
    private void save(ViewPane pane, Path file) {
        Trace trace = session.runs().trace().get();
        var figure = pane.figure();
        if (figure == null) {
            session.notices().report(new ProblemException(Problem.PICTURE_OF_NOTHING, file));
            return;
        }
        session.start(PictureSaving.of(
                figure,
                session.preferences().theme().get(),
                file,
                fittings.exporters(),
                failure -> notSaved(failure, trace, pane, file)));
    }

    private void notSaved(Throwable failure, @Nullable Trace trace, ViewPane pane, Path file) {
        boolean outrun = session.runs().trace().get() != trace;
        if (outrun && failure instanceof RuntimeException && !(failure instanceof ProblemException)) {
            // The trace was closed while it was drawn. What is wanted is what is shown, and that is the next one now.
            save(pane, file);
        } else {
            session.notices().report(failure);
        }
    }

    @Override
    public void showPalette() {
        CommandPalette palette = new CommandPalette(commands::all, wording, this::hideOverlay);
        show(palette, Pos.TOP_CENTER);
        palette.begin();
    }

    @Override
    public void showAbout() {
        AboutPane about = new AboutPane(fittings.version(), wording, this::hideOverlay);
        show(about, Pos.CENTER);
        about.begin();
    }

    /// Puts away what is open on top.
    void hideOverlay() {
        overlay.hide(true);
    }

    private void show(Region content, Pos place) {
        before = overlay.isDisplay() ? before : scene.getFocusOwner();
        content.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        overlay.setAlignment(place);
        overlay.setInTransitionFactory(null);
        overlay.setOutTransitionFactory(null);
        overlay.show(content);
    }

    @Override
    public void focusText() {
        columns.showInput();
        input.text().requestFocus();
    }

    @Override
    public void toggleInput() {
        columns.toggleInput();
    }

    @Override
    public void togglePanels() {
        columns.togglePanels();
    }

    @Override
    public Desk desk() {
        return desk;
    }

    /// Closes the views; the session belongs to someone else.
    @Override
    public void close() {
        subscriptions.unsubscribe();
        stage.close();
        lessons.close();
        replay.close();
        desk.close();
        panels.forEach(ViewPane::close);
    }
}
