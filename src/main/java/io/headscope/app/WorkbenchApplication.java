package io.headscope.app;

import io.headscope.app.bench.LaunchBench;
import io.headscope.attention.Trace;
import io.headscope.drawing.Mark;
import io.headscope.session.SettingsFile;
import io.headscope.shell.NativeChooser;
import io.headscope.shell.WorkbenchWindow;
import io.headscope.task.Tasks;
import io.headscope.view.canvas.DrawingCanvas;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.beans.value.ChangeListener;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// The workbench as an application of its own. The model is opened in the background while the window is being made.
public final class WorkbenchApplication extends Application {

    private static final System.Logger LOG = System.getLogger(WorkbenchApplication.class.getName());
    private static final double WIDTH = 1440;
    private static final double HEIGHT = 900;
    private static final List<Integer> ICON_SIZES = List.of(16, 32, 48, 128, 256);

    private @Nullable Workbench workbench;
    private @Nullable WorkbenchWindow window;

    @Override
    public void start(Stage stage) {
        Workbench bench = new Workbench(new SettingsFile(UserFolders.settings()), Tasks.threaded(Platform::runLater));
        workbench = bench;
        Thread.setDefaultUncaughtExceptionHandler(
                (_, failure) -> Platform.runLater(() -> bench.session().notices().report(failure)));
        bench.begin(getParameters().getUnnamed().stream().findFirst().map(Path::of));
        WorkbenchWindow made = bench.createWindow(new NativeChooser(), Platform::exit);
        window = made;
        logFirstTrace(bench.session().runs().trace());
        show(stage, made);
        if (Boolean.getBoolean(LaunchBench.ASKED)) {
            sayWhenHeadsAreSeen(made.scene());
        }
    }

    /// For the bench, which waits for it.
    private static void sayWhenHeadsAreSeen(Scene scene) {
        scene.addPostLayoutPulseListener(() -> {
            if (scene.lookup(".heads-view .drawing-canvas") instanceof DrawingCanvas heads
                    && heads.drawing().marks().stream().anyMatch(Mark.Raster.class::isInstance)) {
                // Painted now, not only on its way to the screen.
                heads.snapshot(null, null);
                System.out.println(LaunchBench.SEEN);
                Platform.exit();
            }
        });
    }

    /// How long people wait for the first picture is read off the log.
    private static void logFirstTrace(ObservableValue<@Nullable Trace> trace) {
        trace.addListener(new ChangeListener<@Nullable Trace>() {
            @Override
            public void changed(
                    ObservableValue<? extends @Nullable Trace> source, @Nullable Trace before, @Nullable Trace first) {
                source.removeListener(this);
                ProcessHandle.current().info().startInstant().ifPresent(start -> Platform.runLater(() -> LOG.log(
                        System.Logger.Level.INFO,
                        "first trace shown {0} ms after the start",
                        Duration.between(start, Instant.now()).toMillis())));
            }
        });
    }

    private static void show(Stage stage, WorkbenchWindow window) {
        Rectangle2D screen = Screen.getPrimary().getVisualBounds();
        stage.titleProperty().bind(window.title());
        ICON_SIZES.forEach(size -> stage.getIcons().add(new Image("/icons/headscope-" + size + ".png")));
        stage.setScene(window.scene());
        stage.setWidth(Math.min(WIDTH, screen.getWidth()));
        stage.setHeight(Math.min(HEIGHT, screen.getHeight()));
        stage.show();
    }

    @Override
    public void stop() {
        if (window != null) {
            window.close();
        }
        if (workbench != null) {
            workbench.close();
        }
    }
}
