package io.headscope.shell;

import io.headscope.app.Catalog;
import io.headscope.app.FolderModel;
import io.headscope.session.ErrorLog;
import io.headscope.session.ModelOpener;
import io.headscope.session.Notices;
import io.headscope.session.Preferences;
import io.headscope.session.PretendModels;
import io.headscope.session.RecentModels;
import io.headscope.session.Settings;
import io.headscope.session.Trainable;
import io.headscope.session.WorkbenchSession;
import io.headscope.task.Tasks;
import io.headscope.view.Visualization;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/// A window on pretended models, made and used on the window's thread; everything in it is done at once.
final class Workbenches implements AutoCloseable {

    final PretendModels models = new PretendModels();
    final Settings settings = Settings.inMemory();
    final AtomicInteger openViews;
    final List<String> asked = new ArrayList<>();
    final AtomicInteger quits = new AtomicInteger();
    Optional<Path> chosen = Optional.empty();
    /// What happens while the person chooses.
    Runnable meanwhile = () -> {};
    final WorkbenchSession session;
    final WorkbenchWindow window;
    final Stage stage = new Stage();

    /// Opens one around plain views, on the window's thread.
    static Workbenches open(double width, double height) {
        AtomicInteger open = new AtomicInteger();
        return FxThread.call(() -> new Workbenches(
                width,
                height,
                open,
                List.of(new PlainView("heads", open), new PlainView("head", open), new PlainView("lines", open)),
                List.of(new PlainView("prediction", open))));
    }

    /// Opens one around the views that Headscope has, with models from the disk.
    static Workbenches openInEarnest(double width, double height) {
        return FxThread.call(() -> new Workbenches(
                width,
                height,
                new AtomicInteger(),
                Catalog.visualizations(),
                Catalog.panels(),
                (folder, _, _, _) -> FolderModel.open(folder, Catalog.engine())));
    }

    /// Opens one around the views that Headscope has, with models that `opener` opens.
    static Workbenches openInEarnest(double width, double height, ModelOpener opener) {
        return FxThread.call(() -> new Workbenches(
                width, height, new AtomicInteger(), Catalog.visualizations(), Catalog.panels(), opener));
    }

    /// Opens one around plain views, with models that `opener` opens.
    static Workbenches openWith(double width, double height, ModelOpener opener) {
        AtomicInteger open = new AtomicInteger();
        return FxThread.call(() -> new Workbenches(width, height, open, List.of(new PlainView("heads", open)), List.of(), opener));
    }

    /// The same, where something can be trained.
    static Workbenches openInEarnest(double width, double height, Trainable trainable) {
        return FxThread.call(() -> new Workbenches(
                width,
                height,
                new AtomicInteger(),
                Catalog.visualizations(),
                Catalog.panels(),
                (folder, _, _, _) -> FolderModel.open(folder, Catalog.engine()),
                trainable));
    }

    /// Opens one around the views that Headscope has.
    static Workbenches openWithViews(double width, double height) {
        return FxThread.call(() -> new Workbenches(
                width, height, new AtomicInteger(), Catalog.visualizations(), Catalog.panels()));
    }

    /// Opens one around a view of the test's own.
    static Workbenches openWith(Visualization view) {
        return FxThread.call(() -> new Workbenches(600, 600, new AtomicInteger(), List.of(view), List.of()));
    }

    private Workbenches(
            double width, double height, AtomicInteger openViews, List<Visualization> views, List<Visualization> panels) {
        this(width, height, openViews, views, panels, null);
    }

    private Workbenches(
            double width,
            double height,
            AtomicInteger openViews,
            List<Visualization> views,
            List<Visualization> panels,
            @Nullable ModelOpener opener) {
        this(width, height, openViews, views, panels, opener, Trainable.nothing());
    }

    private Workbenches(
            double width,
            double height,
            AtomicInteger openViews,
            List<Visualization> views,
            List<Visualization> panels,
            @Nullable ModelOpener opener,
            Trainable trainable) {
        this.openViews = openViews;
        session = new WorkbenchSession(
                opener == null ? models : opener,
                trainable,
                Tasks.inline(),
                new Preferences(settings, Locale.ENGLISH),
                new RecentModels(settings),
                new Notices(failure -> {
                    System.getLogger(Workbenches.class.getName()).log(System.Logger.Level.INFO, "told of in the window", failure);
                    return new ErrorLog.Entry("H-1234", Path.of("headscope.log"));
                }));
        window = new WorkbenchWindow(session, new Fittings(
                views,
                panels,
                List.of(Path.of("sample-models", opener == null ? "gpt2-sample" : "shakespeare-gpt")),
                (_, _) -> Path.of("src/test/resources/portrait.png"),
                Catalog.exporters(),
                new Answers(),
                () -> 1_250_000_000,
                "0.1",
                quits::incrementAndGet));
        stage.setScene(window.scene());
        stage.setWidth(width);
        stage.setHeight(height);
        stage.setX(0);
        stage.setY(0);
        stage.show();
    }

    <N extends Node> N find(String selector, Class<N> type) {
        return type.cast(window.scene().getRoot().lookup(selector));
    }

    /// Leaves a picture of the window in `target/screenshots`. Not on the window's thread.
    void photograph(String name) {
        photograph(window.scene(), name);
    }

    static void photograph(Scene scene, String name) {
        FxThread.frames(scene);
        FxThread.run(() -> write(scene, name));
    }

    private static void write(Scene scene, String name) throws IOException {
        BufferedImage image = SwingFXUtils.fromFXImage(scene.snapshot(null), null);
        Path file = Path.of("target", "screenshots", name + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(image, "png", file.toFile());
    }

    /// A person who has made up their mind.
    private final class Answers implements Chooser {
        @Override
        public Optional<Path> folder(Window owner, String title) {
            asked.add(title);
            return chosen;
        }

        @Override
        public Optional<Path> existing(Window owner, String title, List<String> extensions) {
            asked.add(title + " " + extensions);
            return chosen;
        }

        @Override
        public Optional<Path> file(Window owner, String title, String suggestion, List<String> extensions) {
            asked.add(title + " " + suggestion + " " + extensions);
            meanwhile.run();
            return chosen;
        }
    }

    @Override
    public void close() {
        window.close();
        stage.close();
        session.close();
    }
}
