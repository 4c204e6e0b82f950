package io.headscope.app;

import io.headscope.session.SettingsFile;
import io.headscope.shell.NativeFolderChooser;
import io.headscope.task.Tasks;
import java.nio.file.Path;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// The window as an application of its own. It shows itself before anything is loaded.
public final class WorkbenchApplication extends Application {

    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;

    private @Nullable Workbench workbench;

    @Override
    public void start(Stage stage) {
        Workbench bench = Workbench.create(
                new SettingsFile(UserFolders.settings()),
                Tasks.threaded(Platform::runLater),
                new NativeFolderChooser(),
                Platform::exit);
        workbench = bench;
        Thread.setDefaultUncaughtExceptionHandler((_, failure) -> Platform.runLater(() -> bench.notices().report(failure)));
        stage.setTitle("Headscope");
        stage.setScene(bench.window().scene());
        stage.setWidth(WIDTH);
        stage.setHeight(HEIGHT);
        stage.show();
        bench.begin(getParameters().getUnnamed().stream().findFirst().map(Path::of));
    }

    @Override
    public void stop() {
        if (workbench != null) {
            workbench.close();
        }
    }
}
