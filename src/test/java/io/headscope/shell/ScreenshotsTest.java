package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.app.Catalog;
import io.headscope.attention.Trace;
import io.headscope.evaluation.Part;
import io.headscope.message.Messages.Language;
import io.headscope.session.EvaluationBench;
import io.headscope.session.Selection.Cell;
import io.headscope.session.Theme;
import io.headscope.view.Visualization;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Leaves pictures of the window and of every view in `target/screenshots`, to be looked at: both themes, both languages.
class ScreenshotsTest {

    private static final Path SAMPLE = Path.of("sample-models", "shakespeare-gpt");
    private static final String TEXT = "ROMEO:\nWhat light through yonder window breaks?";

    static Stream<Arguments> looks() {
        return Stream.of(Theme.values())
                .flatMap(theme -> Stream.of(Language.values()).map(language -> Arguments.of(theme, language)));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everyView(Theme theme, Language language) throws IOException {
        Workbenches bench = Workbenches.openInEarnest(1000, 1000);
        try {
            wear(bench, theme, language);
            FxThread.run(() -> {
                bench.session.runs().text().set(TEXT);
                bench.session.open(SAMPLE);
                assertEquals(List.of(), bench.session.notices().unread());
                Trace trace = Objects.requireNonNull(bench.session.runs().trace().get());
                bench.session.selection().lockedHead().set(trace.sites().getLast().head(1));
            });
            photograph(bench, "window", theme, language);
            FxThread.run(() -> bench.window.desk().join());
            for (Visualization view : Catalog.visualizations()) {
                FxThread.run(() -> bench.window.desk().show(view.id()));
                photograph(bench, view.id(), theme, language);
            }
        } finally {
            FxThread.run(bench::close);
        }
    }

    @ParameterizedTest
    @MethodSource("looks")
    void everythingAroundTheViews(Theme theme, Language language) throws IOException {
        Workbenches bench = Workbenches.open(1000, 1000);
        try {
            wear(bench, theme, language);
            photograph(bench, "welcome", theme, language);
            FxThread.run(() -> {
                bench.session.runs().text().set("a cat sat");
                bench.session.open(Path.of("bert-pretended"));
                bench.session.open(Path.of("missing-model"));
                bench.session.open(Path.of("broken"));
                bench.session.runs().text().set("");
            });
            photograph(bench, "notices", theme, language);
            FxThread.run(() -> {
                bench.session.notices().dismissAll();
                bench.window.showPalette();
            });
            photograph(bench, "palette", theme, language);
            FxThread.run(bench.window::showAbout);
            photograph(bench, "about", theme, language);
        } finally {
            FxThread.run(bench::close);
        }
    }

    @ParameterizedTest
    @MethodSource("looks")
    void aTextThatIsWritten(Theme theme, Language language) throws IOException {
        Workbenches bench = Workbenches.openInEarnest(1000, 1000);
        try {
            wear(bench, theme, language);
            FxThread.run(() -> {
                bench.session.runs().text().set("ROMEO:");
                bench.session.open(SAMPLE);
                bench.session.runs().settings().limit().set(12);
                bench.session.runs().settings().byChance().set(true);
                bench.session.runs().generate();
                bench.window.desk().join();
                bench.window.desk().show("timeline");
                bench.session.selection().lock(
                        java.util.Objects.requireNonNull(bench.session.runs().trace().get()).sites().getLast().section(), new Cell(6, null));
            });
            photograph(bench, "generation", theme, language);
        } finally {
            FxThread.run(bench::close);
        }
    }

    @ParameterizedTest
    @MethodSource("looks")
    void anEvaluation(Theme theme, Language language, @TempDir Path data) throws IOException {
        DigitData.write(data, 4);
        Workbenches bench = Workbenches.openInEarnest(1000, 1000);
        try {
            wear(bench, theme, language);
            FxThread.run(() -> {
                bench.session.open(Path.of("sample-models", "digits-vit"));
                bench.window.desk().join();
                bench.window.showView("evaluation");
                bench.session.evaluation().part().set(Part.ALL);
                bench.session.evaluation().start(data);
            });
            photograph(bench, "evaluated", theme, language);
            FxThread.run(() -> {
                bench.session.evaluation().chosen().set(new EvaluationBench.Cell(3, 3));
                bench.session.evaluation().open(bench.session.evaluation().answers().getFirst());
            });
            photograph(bench, "evaluated-cell", theme, language);
        } finally {
            FxThread.run(bench::close);
        }
    }

    private static void wear(Workbenches bench, Theme theme, Language language) {
        FxThread.run(() -> {
            bench.session.preferences().theme().set(theme);
            bench.session.preferences().language().set(language);
        });
    }

    private static void photograph(Workbenches bench, String what, Theme theme, Language language) throws IOException {
        String name = "%s-%s-%s".formatted(what, theme, language).toLowerCase(Locale.ROOT);
        Path file = Path.of("target", "screenshots", name + ".png");
        Files.deleteIfExists(file);
        bench.photograph(name);
        BufferedImage picture = ImageIO.read(file.toFile());
        assertEquals(List.of(1000, 1000), List.of(picture.getWidth(), picture.getHeight()));
        long colours = IntStream.of(picture.getRGB(0, 0, 1000, 1000, null, 0, 1000)).distinct().count();
        assertTrue(colours > 50, () -> name + " has " + colours + " colours: nothing is drawn");
    }
}
