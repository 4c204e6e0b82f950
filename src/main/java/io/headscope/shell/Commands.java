package io.headscope.shell;

import io.headscope.attention.HeadAddress;
import io.headscope.lab.lesson.Lessons;
import io.headscope.message.Messages.Language;
import io.headscope.model.Network;
import io.headscope.session.HeadSwitches;
import io.headscope.session.HeadTaking;
import io.headscope.session.OpenModel;
import io.headscope.session.Preferences;
import io.headscope.session.Theme;
import io.headscope.session.WorkbenchSession;
import io.headscope.view.Visualization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;

/// Everything a person can do in the window, each once: menus, palette and keys take it from here.
final class Commands {

    /// What only the window itself can do.
    interface Window {
        void chooseFolder();

        void chooseMedium();

        void pastePicture();

        void savePicture();

        void showPalette();

        void showAbout();

        void focusText();

        void toggleInput();

        void togglePanels();

        void showView(String id);

        /// Gives a view the whole window, or, where it has it already, shows everything again.
        void toggleAlone(String id);

        /// The same with the view that is looked at.
        void toggleAlone();

        /// Shows a view and begins something new there.
        void beginIn(String id);

        /// Lets the person choose a file for a view.
        ///
        /// @param title the message key of what is asked
        void chooseFor(String id, String title);

        void showStartPage();

        void present();

        void openLesson(String id);

        void chooseLesson();

        Desk desk();
    }

    private final WorkbenchSession session;
    private final Fittings fittings;
    private final Wording wording;
    private final Window window;

    final Command open;
    final Command medium;
    final Command paste;
    final Command save;
    final Command close;
    final Command quit;
    final Command run;
    final Command generate;
    final Command live;
    final Command cancel;
    final Command focusText;
    final Command release;
    final Command move;
    final Command alone;
    final Command join;
    final Command input;
    final Command panels;
    final Command palette;
    final Command about;
    final Command dismiss;
    final Command lab;
    final Command takeHead;
    final Command switchHead;
    final Command restoreHeads;
    final Command present;
    final Command ownLesson;
    final Command start;
    final Command newDiagram;
    final Command openDiagram;
    final Command training;

    Commands(WorkbenchSession session, Fittings fittings, Wording wording, Window window) {
        this.session = session;
        this.fittings = fittings;
        this.wording = wording;
        this.window = window;
        ObservableValue<Boolean> isOpen = session.model().isNotNull();
        ObservableValue<Boolean> isBusy = session.status().current().isNotNull();
        Preferences preferences = session.preferences();
        open = command("open-folder", "Shortcut+O", window::chooseFolder);
        ObservableValue<Boolean> takesMedium = taking(network -> network.takesPicture() || network.takesSound());
        ObservableValue<Boolean> takesPicture = taking(Network::takesPicture);
        medium = command("open-medium", "Shortcut+I", takesMedium, window::chooseMedium);
        paste = command("paste-picture", "Shortcut+Shift+V", takesPicture, window::pastePicture);
        save = command("save-picture", "Shortcut+S", window::savePicture);
        close = command("close-model", "Shortcut+W", isOpen, session::closeModel);
        quit = command("quit", "Shortcut+Q", fittings.quit());
        run = command("run", "Shortcut+Enter", isOpen, session.runs()::run);
        generate = command("generate", "Shortcut+G", session.model().map(model -> model != null && model.writes()).orElse(false), session.runs()::generate);
        live = command("live", "Shortcut+L", () -> preferences.live().set(!preferences.live().get()));
        cancel = command("cancel", "Shortcut+Period", isBusy, session.status()::cancelAll);
        focusText = command("focus-text", "Shortcut+T", window::focusText);
        release = command("release", "Esc", session.selection()::release);
        move = command("move-view", "Shortcut+M", isOpen, () -> window.desk().moveCurrent());
        alone = command("view-alone", "F11", window::toggleAlone);
        join = command("join-views", "Shortcut+Shift+M", isOpen, () -> window.desk().join());
        input = command("toggle-input", "Shortcut+B", window::toggleInput);
        panels = command("toggle-panels", "Shortcut+J", window::togglePanels);
        palette = command("palette", "Shortcut+K", window::showPalette);
        about = command("about", null, window::showAbout);
        lab = command("lab", "F4", () -> window.toggleAlone("lab"));
        takeHead = command("take-head", "F3", session.runs().trace().isNotNull(), () -> HeadTaking.take(session.context()));
        switchHead = command("switch-head", "F6", canSwitch(), this::switchHead);
        restoreHeads = command("restore-heads", "Shift+F6", session.runs().switches().off().map(off -> !off.isEmpty()), session.runs().switches()::restoreAll);
        present = command("present", "F5", window::present);
        ownLesson = command("own-lesson", null, window::chooseLesson);
        newDiagram = command("new-mermaid", "Shortcut+N", () -> window.beginIn("mermaid"));
        openDiagram = command("open-mermaid", null, () -> window.chooseFor("mermaid", "shell.command.open-mermaid"));
        start = command("start-page", "F2", window::showStartPage);
        training = command("training", "F8", () -> window.showView("training"));
        dismiss = command("dismiss-notices", null, session.notices()::dismissAll);
    }

    private ObservableValue<Boolean> canSwitch() {
        HeadSwitches switches = session.runs().switches();
        ObservableValue<@Nullable HeadAddress> head = session.selection().focusedHead();
        return Bindings.createBooleanBinding(() -> switches.possible().get() && head.getValue() != null, switches.possible(), head);
    }

    private void switchHead() {
        HeadAddress head = session.selection().focusedHead().getValue();
        if (head != null) {
            session.runs().switches().toggle(head);
        }
    }

    /// Whether there is a model, and it takes what is meant.
    private ObservableValue<Boolean> taking(Predicate<Network> what) {
        return Bindings.createBooleanBinding(
                () -> {
                    OpenModel open = session.model().get();
                    return open != null && what.test(open.network());
                },
                session.model());
    }

    Command theme(Theme theme) {
        return command("theme-" + theme.name().toLowerCase(Locale.ROOT), null,
                () -> session.preferences().theme().set(theme));
    }

    /// Languages are called what they call themselves, so that one who is lost finds the way back.
    Command language(Language language) {
        return named("language-" + language.name().toLowerCase(Locale.ROOT),
                wording.messages().map(_ -> language.ownName()),
                null,
                () -> session.preferences().language().set(language));
    }

    List<Command> samples() {
        return fittings.samples().stream().map(folder -> folder(folder, "sample-")).toList();
    }

    List<Command> recent() {
        return session.recent().folders().stream().map(folder -> folder(folder, "recent-")).toList();
    }

    private Command folder(Path folder, String prefix) {
        String name = String.valueOf(folder.getFileName());
        return named(prefix + name, wording.messages().map(_ -> name), null, () -> session.open(folder));
    }

    /// Goes to each view, the first nine by number.
    List<Command> views() {
        List<Command> views = new ArrayList<>();
        for (Visualization view : fittings.views()) {
            String keys = views.size() < 9 ? "Shortcut+" + (views.size() + 1) : null;
            views.add(named("view-" + view.id(),
                    wording.text("view." + view.id() + ".title"),
                    keys,
                    () -> window.showView(view.id())));
        }
        return views;
    }

    /// The lessons that come along.
    List<Command> lessons() {
        return Lessons.ids().stream()
                .map(id -> named("lesson-" + id, wording.text("lab.lesson." + id), null, () -> window.openLesson(id)))
                .toList();
    }

    List<Command> themes() {
        return Stream.of(Theme.values()).map(this::theme).toList();
    }

    List<Command> languages() {
        return Stream.of(Language.values()).map(this::language).toList();
    }

    /// All there are just now, each with a name that stands by itself.
    List<Command> all() {
        List<Command> all = new ArrayList<>(List.of(
                open, medium, paste, run, generate, save, live, focusText, cancel, release, move, alone, join, input, panels, close, dismiss, about, quit,
                lab, takeHead, switchHead, restoreHeads, present, ownLesson, newDiagram, openDiagram, start, training));
        lessons().forEach(lesson -> all.add(prefixed("shell.palette.lesson", lesson)));
        views().forEach(view -> all.add(prefixed("shell.palette.view", view)));
        themes().forEach(theme -> all.add(prefixed("shell.palette.theme", theme)));
        languages().forEach(language -> all.add(prefixed("shell.palette.language", language)));
        samples().forEach(sample -> all.add(prefixed("shell.palette.open", sample)));
        recent().forEach(recent -> all.add(prefixed("shell.palette.reopen", recent)));
        return all;
    }

    private Command prefixed(String key, Command command) {
        return new Command(
                command.id(),
                wording.text(command.text(), (messages, name) -> messages.format(key, name)),
                command.shortcut(),
                command.possible(),
                command.action());
    }

    private Command command(String id, @Nullable String keys, Runnable action) {
        return command(id, keys, Command.ALWAYS, action);
    }

    private Command command(String id, @Nullable String keys, ObservableValue<Boolean> possible, Runnable action) {
        return new Command(id, wording.text("shell.command." + id), keys(keys), possible, action);
    }

    private static Command named(String id, ObservableValue<String> name, @Nullable String keys, Runnable action) {
        return new Command(id, name, keys(keys), Command.ALWAYS, action);
    }

    private static @Nullable KeyCombination keys(@Nullable String keys) {
        return keys == null ? null : KeyCombination.valueOf(keys);
    }
}
