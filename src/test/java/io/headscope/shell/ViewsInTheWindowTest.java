package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.app.Catalog;
import io.headscope.message.Messages;
import io.headscope.message.Messages.Language;
import io.headscope.view.ViewPane;
import io.headscope.view.Visualization;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javafx.scene.Group;
import javafx.scene.Scene;
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
            "Viridis", "Magma", "Cividis");

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
        assertEquals(List.of("Save picture … heads.svg [svg, png]"), bench.asked);
        assertEquals(List.of(), bench.session.notices().unread());
        assertTrue(folder.resolve("figure." + extension).toFile().length() > 500);
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
                bench.session.notices().unread().stream().map(notice -> notice.sentence(Messages.ENGLISH)).toList());
    }

    private WeakReference<ViewPane> useAndClose(Visualization view, ReferenceQueue<ViewPane> gone) {
        ViewPane pane = view.createPane(bench.session.context());
        Group root = new Group(pane.node());
        Scene scene = new Scene(root, 400, 400);
        Look.dress(scene);
        root.applyCss();
        root.layout();
        root.getChildren().clear();
        scene.setRoot(new Group());
        pane.close();
        return new WeakReference<>(pane, gone);
    }
}
