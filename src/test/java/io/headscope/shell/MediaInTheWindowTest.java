package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.RgbImage;
import io.headscope.attention.Source;
import io.headscope.attention.Trace;
import io.headscope.input.Medium;
import io.headscope.message.Messages.Language;
import io.headscope.message.ProblemException;
import io.headscope.session.Notice;
import io.headscope.session.Theme;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Pictures and sounds, brought to the window in every way.
class MediaInTheWindowTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Path INPUTS = Path.of("src/test/resources/preprocess/inputs");
    private static final File LANDSCAPE = INPUTS.resolve("rgb_landscape.png").toFile();
    private static final File SPEECH = INPUTS.resolve("mono_16k_float.wav").toFile();

    private final Workbenches bench = Workbenches.openInEarnest(1000, 1000);

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    @Test
    void aDroppedPictureIsRunAndShownSmall() {
        FxThread.run(() -> {
            bench.session.open(GOLDEN.resolve("vit"));
            assertNull(bench.session.runs().trace().get());
            assertEquals(
                    "The model takes a picture. Drop one on the window, paste it, or open it; on the command line give --image.",
                    Objects.requireNonNull(bench.session.runs().problem().get()).getMessage());
            assertTrue(bench.window.handleFiles(List.of(LANDSCAPE)));
            assertNull(bench.session.runs().problem().get());
            Trace trace = Objects.requireNonNull(bench.session.runs().trace().get());
            assertEquals(320, assertInstanceOf(Source.Picture.class, trace.source()).image().width());
            assertEquals("rgb_landscape.png · 320×200 pixels", bench.find("#medium-facts", Label.class).getText());
            assertEquals(208, bench.find("#thumbnail", ImageView.class).getImage().getWidth());
        });
    }

    @Test
    void aPictureComesBeforeOrAfterItsModel() {
        FxThread.run(() -> {
            bench.window.handleFiles(List.of(LANDSCAPE));
            bench.session.open(GOLDEN.resolve("vit"));
            assertNotNull(bench.session.runs().trace().get());
        });
    }

    @Test
    void aPictureOfTheClipboardIsTaken() {
        FxThread.run(() -> {
            bench.session.open(GOLDEN.resolve("vit"));
            WritableImage image = new WritableImage(2, 1);
            image.getPixelWriter().setArgb(1, 0, 0xFF0102FF);
            assertTrue(bench.window.handleImage(image));
            assertEquals(
                    new Medium.Picture("pasted", new RgbImage(2, 1, new byte[] {0, 0, 0, 1, 2, (byte) 255})),
                    bench.session.runs().medium().get());
            assertNotNull(bench.session.runs().trace().get());
            assertFalse(bench.window.handleImage(null));
        });
    }

    @Test
    void aPictureIsOpenedFromTheDiskAndTakenAway() {
        bench.chosen = Optional.of(LANDSCAPE.toPath());
        FxThread.run(() -> {
            bench.session.open(GOLDEN.resolve("vit"));
            bench.find("#open-medium", Button.class).fire();
            assertEquals(List.of("Open picture or sound … [png, jpg, jpeg, gif, webp, bmp]"), bench.asked);
            assertNotNull(bench.session.runs().trace().get());
            bench.session.runs().medium().set(null);
            assertNotNull(bench.session.runs().problem().get());
        });
    }

    @Test
    void whatCannotBeReadIsSaidAndWhatWasThereStays(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.png"), "no picture");
        FxThread.run(() -> {
            bench.session.open(GOLDEN.resolve("vit"));
            bench.window.handleFiles(List.of(LANDSCAPE));
            Trace before = bench.session.runs().trace().get();
            bench.window.handleFiles(List.of(broken.toFile()));
            assertEquals(before, bench.session.runs().trace().get());
            Notice notice = bench.session.notices().unread().getFirst();
            assertTrue(notice.toString().contains("IMAGE_UNKNOWN") || notice.toString().contains("not a picture"), notice::toString);
        });
    }

    @Test
    void aPictureOfAHundredMegapixelsIsAskedAbout(@TempDir Path folder) throws IOException {
        Path large = large(folder);
        FxThread.run(() -> {
            bench.session.open(GOLDEN.resolve("vit"));
            bench.window.handleFiles(List.of(large.toFile()));
            assertEquals(108, Objects.requireNonNull(bench.session.asked().get()).megapixels());
            assertEquals(List.of(), bench.session.notices().unread());
        });
        FxThread.frames(bench.window.scene());
        FxThread.run(() -> {
            bench.find("#question-yes", Button.class).fire();
            assertNull(bench.session.asked().get());
            // There is nothing behind this header: that it was read after all shows in what is said now.
            assertEquals(1, bench.session.notices().unread().size());
        });
    }

    private static Path large(Path folder) throws IOException {
        byte[] png = Files.readAllBytes(LANDSCAPE.toPath());
        ByteBuffer.wrap(png).putInt(16, 12_000).putInt(20, 9_000);
        CRC32 sum = new CRC32();
        sum.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
        return Files.write(folder.resolve("large.png"), png);
    }

    @Test
    void aDroppedSoundIsHeardAndWhatIsCutIsSaid() {
        FxThread.run(() -> {
            bench.session.open(GOLDEN.resolve("whisper"));
            bench.window.handleFiles(List.of(INPUTS.resolve("mono_16k.wav").toFile()));
            ProblemException problem = bench.session.runs().problem().get();
            assertNull(problem, () -> String.valueOf(problem));
            Trace trace = Objects.requireNonNull(bench.session.runs().trace().get());
            assertEquals(0.5, assertInstanceOf(Source.Sound.class, trace.source()).wave().seconds());
            assertEquals("mono_16k.wav · 2.0 s, 16000 Hz", bench.find("#medium-facts", Label.class).getText());
            assertEquals(
                    "The first 0.5 s are heard; 1.5 s behind them are cut off.",
                    bench.find("#medium-remarks", Label.class).getText());
        });
    }

    @Test
    void whatTheModelHasNoUseForIsSaidAndKept() {
        FxThread.run(() -> {
            bench.session.open(GOLDEN.resolve("whisper"));
            bench.window.handleFiles(List.of(LANDSCAPE));
            assertEquals(1, bench.session.notices().unread().size());
            bench.session.open(GOLDEN.resolve("vit"));
            assertNotNull(bench.session.runs().trace().get());
        });
    }

    static Stream<Arguments> looks() {
        return Stream.of(Theme.values()).flatMap(theme -> Stream.of(Language.values())
                .flatMap(language -> Stream.of(
                        Arguments.of("vit", LANDSCAPE, theme, language), Arguments.of("whisper", SPEECH, theme, language))));
    }

    /// Pictures of the window, to be looked at.
    @ParameterizedTest
    @MethodSource("looks")
    void overlayInTheWindow(String model, File medium, Theme theme, Language language) {
        FxThread.run(() -> {
            bench.session.preferences().theme().set(theme);
            bench.session.preferences().language().set(language);
            bench.session.open(GOLDEN.resolve(model));
            bench.window.handleFiles(List.of(medium));
            bench.window.desk().join();
            bench.window.desk().show("overlay");
            assertEquals(List.of(), bench.session.notices().unread());
            assertNotNull(bench.session.runs().trace().get());
        });
        bench.photograph("overlay-%s-%s-%s".formatted(model, theme, language).toLowerCase(Locale.ROOT));
    }
}
