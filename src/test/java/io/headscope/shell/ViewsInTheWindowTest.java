package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.app.Catalog;
import io.headscope.drawing.Drawing;
import io.headscope.message.Messages.Language;
import io.headscope.message.Messages;
import io.headscope.session.ViewContext;
import io.headscope.task.Cancellation;
import io.headscope.view.FigureRequest;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The views that Headscope has, in its window.
class ViewsInTheWindowTest {

    static final List<Visualization> VIEWS =
            Stream.concat(Catalog.visualizations().stream(), Catalog.panels().stream()).toList();

    private static final Set<String> NAMES = Set.of(
            "English", "gpt2-sample", "bert-a", "bert", "BertForMaskedLM", "F32", "Pretence", "1.25 GB",
            "Viridis", "Magma", "Cividis", "Q", "K", "V");

    private final Workbenches bench = Workbenches.openWithViews(1000, 1000);

    @AfterEach
    void everythingIsClosed() {
        FxThread.run(bench::close);
        assertEquals(0, bench.models.openTraces, "open traces");
    }

    @Test
    void everyWordOfEveryViewIsChineseInChinese() {
        FxThread.run(() -> {
            bench.session.runs().text().set("猫 坐 在 垫子 上");
            bench.session.open(Path.of("bert-a"));
            bench.session.preferences().language().set(Language.CHINESE);
        });
        for (Visualization view : Catalog.visualizations()) {
            FxThread.run(() -> bench.window.desk().show(view.id()));
            FxThread.frames(bench.window.scene());
            assertEquals(
                    Set.of(),
                    FxThread.call(() -> Words.notChinese(bench.window.scene().getRoot(), ViewsInTheWindowTest::isName)),
                    view.id());
        }
    }

    private static boolean isName(String text) {
        return NAMES.contains(text) || text.endsWith("/bert-a") || text.matches("word\\d+|.*%|Ctrl\\+.*|Esc(ape)?");
    }

    @ParameterizedTest
    @FieldSource("VIEWS")
    void closedViewIsLetGo(Visualization view) throws InterruptedException {
        FxThread.run(() -> {
            bench.session.runs().text().set("the cat sat on the mat");
            bench.session.open(Path.of("bert-a"));
        });
        ReferenceQueue<ViewPane> gone = new ReferenceQueue<>();
        WeakReference<ViewPane> pane = FxThread.call(() -> useAndClose(view, gone));
        FxThread.run(() -> bench.session.runs().text().set("the cat"));
        FxThread.frames(bench.window.scene());
        boolean isGone = false;
        for (int i = 0; i < 50 && !isGone; i++) {
            System.gc();
            isGone = gone.remove(20) == pane;
        }
        assertTrue(isGone, "someone still holds the pane of " + view.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"svg", "png"})
    void pictureOfTheViewIsSaved(String extension, @TempDir Path folder) {
        bench.chosen = Optional.of(folder.resolve("figure." + extension));
        FxThread.run(() -> {
            bench.session.runs().text().set("the cat sat on the mat");
            bench.session.open(Path.of("bert-a"));
            bench.window.desk().show("heads");
            bench.window.savePicture();
        });
        assertEquals(List.of("Save picture … heads.svg [svg, pdf, png]"), bench.asked);
        assertEquals(List.of(), bench.session.notices().unread());
        assertTrue(folder.resolve("figure." + extension).toFile().length() > 500);
    }

    @Test
    void pictureIsOfTheTraceThereIsOnceAFileIsChosen(@TempDir Path folder) throws IOException {
        bench.chosen = Optional.of(folder.resolve("figure.svg"));
        FxThread.run(() -> {
            bench.session.runs().text().set("the cat sat on the mat");
            bench.session.open(Path.of("bert-a"));
            bench.window.desk().show("head");
            bench.meanwhile = () -> bench.session.runs().text().set("another dog");
            bench.window.savePicture();
        });
        assertEquals(List.of(), unread());
        String svg = Files.readString(folder.resolve("figure.svg"));
        assertTrue(svg.contains("dog") && !svg.contains("mat"), svg);
    }

    @Test
    void pictureOfAModelThatWasClosedMeanwhileIsToldOf(@TempDir Path folder) {
        bench.chosen = Optional.of(folder.resolve("figure.svg"));
        FxThread.run(() -> {
            bench.session.runs().text().set("the cat sat on the mat");
            bench.session.open(Path.of("bert-a"));
            bench.meanwhile = bench.session::closeModel;
            bench.window.savePicture();
        });
        assertEquals(
                List.of(bench.chosen.get() + " was not saved: there is nothing to draw any more. Run a text, then save again."),
                unread());
    }

    @Test
    void pictureWhoseTraceIsReplacedWhileItIsDrawnIsDrawnAgain(@TempDir Path folder) throws IOException {
        Overtaken view = new Overtaken(new AtomicInteger());
        Workbenches other = Workbenches.openWith(view);
        other.chosen = Optional.of(folder.resolve("figure.svg"));
        FxThread.run(() -> {
            other.session.runs().text().set("the cat");
            other.session.open(Path.of("bert-a"));
            view.type = () -> other.session.runs().text().set("the cat sat");
            other.window.savePicture();
            assertEquals(List.of(), other.session.notices().unread());
            other.close();
        });
        assertEquals(2, view.drawn.get());
        assertTrue(Files.exists(folder.resolve("figure.svg")));
    }

    /// Someone types while its picture is drawn for the first time.
    private static final class Overtaken implements Visualization {

        final AtomicInteger drawn;
        Runnable type = () -> {};

        Overtaken(AtomicInteger drawn) {
            this.drawn = drawn;
        }

        @Override
        public String id() {
            return "heads";
        }

        @Override
        public ViewPane createPane(ViewContext context) {
            return new ViewPane() {
                @Override
                public Region node() {
                    return new StackPane();
                }

                @Override
                public Function<Cancellation, Drawing> figure() {
                    return _ -> {
                        if (drawn.incrementAndGet() == 1) {
                            type.run();
                            throw new IllegalStateException("the trace has been closed");
                        }
                        return new Drawing(10, 10, List.of());
                    };
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Drawing draw(FigureRequest request) {
            return Drawing.EMPTY;
        }
    }

    @Test
    void pictureThatCannotBeWrittenIsToldOf(@TempDir Path folder) {
        bench.chosen = Optional.of(folder.resolve("no such folder").resolve("figure"));
        FxThread.run(() -> {
            bench.session.runs().text().set("the cat sat on the mat");
            bench.session.open(Path.of("bert-a"));
            bench.window.savePicture();
        });
        assertEquals(
                List.of(bench.chosen.get() + ".svg could not be written (no such folder). Free some space or choose another folder."),
                unread());
    }

    private List<String> unread() {
        return bench.session.notices().unread().stream().map(notice -> notice.sentence(Messages.ENGLISH)).toList();
    }

    private WeakReference<ViewPane> useAndClose(Visualization view, ReferenceQueue<ViewPane> gone) {
        ViewPane pane = view.createPane(bench.session.context());
        Group root = new Group(pane.node());
        Scene scene = new Scene(root, 400, 400);
        Look.dress(scene, Language.ENGLISH);
        root.applyCss();
        root.layout();
        root.getChildren().clear();
        scene.setRoot(new Group());
        pane.close();
        return new WeakReference<>(pane, gone);
    }
}
