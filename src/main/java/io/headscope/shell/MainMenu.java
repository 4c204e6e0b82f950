package io.headscope.shell;

import io.headscope.session.Preferences;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import javafx.beans.property.Property;
import javafx.beans.value.ObservableValue;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;

/// The commands as menus.
final class MainMenu extends MenuBar {

    private final Commands commands;
    private final Wording wording;

    MainMenu(Commands commands, Wording wording, Preferences preferences, ObservableList<Path> recent) {
        this.commands = commands;
        this.wording = wording;
        getMenus().addAll(createFile(recent), createRun(preferences), createView(preferences), createLearn(), createHelp());
    }

    private Menu createFile(ObservableList<Path> recentFolders) {
        Menu samples = createMenu("samples");
        samples.getItems().setAll(items(commands.samples()));
        samples.setDisable(samples.getItems().isEmpty());
        Menu recent = createMenu("recent");
        Runnable list = () -> {
            recent.getItems().setAll(items(commands.recent()));
            recent.setDisable(recent.getItems().isEmpty());
        };
        recentFolders.addListener((ListChangeListener<Path>) _ -> list.run());
        list.run();
        Menu file = createMenu("file");
        file.getItems().addAll(
                item(commands.start), item(commands.open), samples, recent, new SeparatorMenuItem(),
                item(commands.medium), item(commands.paste), new SeparatorMenuItem(),
                item(commands.newDiagram), item(commands.openDiagram), new SeparatorMenuItem(),
                item(commands.save), item(commands.close), new SeparatorMenuItem(), item(commands.quit));
        return file;
    }

    private Menu createRun(Preferences preferences) {
        CheckMenuItem live = commands.live.into(new CheckMenuItem());
        // The item changes the setting by being ticked; doing the command as well would change it back.
        live.setOnAction(null);
        live.selectedProperty().bindBidirectional(preferences.live());
        Menu run = createMenu("run");
        run.getItems().addAll(
                item(commands.run), item(commands.generate), live, item(commands.cancel), new SeparatorMenuItem(),
                item(commands.switchHead), item(commands.restoreHeads), new SeparatorMenuItem(), item(commands.focusText));
        return run;
    }

    private Menu createView(Preferences preferences) {
        Menu theme = createMenu("theme");
        theme.getItems().setAll(choices(commands::themes, preferences.theme(), io.headscope.session.Theme.values()));
        Menu language = createMenu("language");
        language.getItems().setAll(
                choices(commands::languages, preferences.language(), io.headscope.message.Messages.Language.values()));
        Menu view = createMenu("view");
        view.getItems().addAll(items(commands.views()));
        view.getItems().addAll(
                new SeparatorMenuItem(), item(commands.alone), item(commands.move), item(commands.join), item(commands.release),
                new SeparatorMenuItem(), item(commands.input), item(commands.panels),
                new SeparatorMenuItem(), theme, language);
        return view;
    }

    private Menu createLearn() {
        Menu learn = createMenu("learn");
        learn.getItems().addAll(item(commands.lab), item(commands.takeHead), new SeparatorMenuItem());
        learn.getItems().addAll(items(commands.lessons()));
        learn.getItems().addAll(
                item(commands.ownLesson), new SeparatorMenuItem(), item(commands.training), item(commands.present));
        return learn;
    }

    private Menu createHelp() {
        Menu help = createMenu("help");
        help.getItems().addAll(item(commands.palette), item(commands.about));
        return help;
    }

    private Menu createMenu(String id) {
        Menu menu = new Menu();
        menu.setId("menu-" + id);
        menu.textProperty().bind(wording.text("shell.menu." + id));
        return menu;
    }

    private static MenuItem item(Command command) {
        return command.into(new MenuItem());
    }

    private static List<MenuItem> items(List<Command> commands) {
        return commands.stream().map(MainMenu::item).toList();
    }

    /// One item a value; the one that holds is ticked.
    private static <T> List<RadioMenuItem> choices(Supplier<List<Command>> commands, Property<T> chosen, T[] values) {
        List<RadioMenuItem> items = commands.get().stream().map(command -> command.into(new RadioMenuItem())).toList();
        for (int i = 0; i < values.length; i++) {
            tick(items.get(i), chosen, values[i]);
        }
        return items;
    }

    private static <T> void tick(RadioMenuItem item, ObservableValue<T> chosen, T value) {
        chosen.subscribe(now -> item.setSelected(value.equals(now)));
    }
}
