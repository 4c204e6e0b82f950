package io.headscope.shell;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.drawing.Mark;
import io.headscope.engine.djl.DjlTrainer;
import io.headscope.message.Messages;
import io.headscope.message.Messages.Language;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.session.Replay;
import io.headscope.session.Theme;
import io.headscope.session.Trainable;
import io.headscope.session.TrainingBench;
import io.headscope.session.TrainingBench.Phase;
import io.headscope.session.TrainingState;
import io.headscope.training.CountingCourse;
import io.headscope.training.Course;
import io.headscope.training.data.Digit;
import io.headscope.view.canvas.DrawingCanvas;
import io.headscope.view.training.ReplayPane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.scene.Group;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Training in the window, a real one of a few steps, and how one sees its heads come about.
class TrainingInTheWindowTest {

    @TempDir
    Path folder;

    private final Workbenches bench = Workbenches.openInEarnest(1000, 1000, trainable());

    private static Trainable trainable() {
        SequencedMap<String, Function<Path, Course>> courses = new LinkedHashMap<>();
        courses.put("counting", _ -> new CountingCourse());
        courses.put("digits-vit", data -> {
            Digit.read(data);
            throw new IllegalStateException("no digits here");
        });
        return new Trainable(courses, DjlTrainer::new);
    }

    @AfterEach
    void close() {
        FxThread.run(bench::close);
    }

    @Test
    void whatIsTrainedIsShownAndOpenedWithOneClick() {
        train("60");
        assertEquals(Phase.ENDED, training().phase().get());
        assertTrue(text("#training-status", Label.class).startsWith("Ended after step 60 of at most 60 · "), text("#training-status", Label.class));
        assertTrue(labels().containsAll(List.of("on what it learns from", "on what is kept aside", "Accuracy", "guessing", "planned")), labels()::toString);
        assertTrue(labels().stream().anyMatch(label -> label.startsWith("induction: Layer 0 · Head ")), labels()::toString);
        FxThread.run(() -> bench.find("#training-open-button", Button.class).fire());
        assertEquals(folder.resolve("model"), Objects.requireNonNull(bench.session.model().get()).folder());
        assertEquals(List.of(), bench.session.notices().unread());
    }

    @Test
    void theSliderTakesEveryViewThroughTheTraining() {
        train("60");
        FxThread.run(() -> bench.session.training().openModel());
        FxThread.frames(bench.window.scene());
        Slider slider = bench.find("#replay-slider", Slider.class);
        assertTrue(bench.find(".replay", Node.class).isVisible());
        assertEquals(7, slider.getMax(), "0, 1, 2, 4, 8, 16, 32, 60");
        FxThread.run(() -> slider.setValue(0));
        float[] first = weights();
        assertEquals(0, bench.session.replay().shown().get());
        assertEquals("one two three four five six seven one", bench.session.runs().text().get());
        FxThread.run(() -> slider.increment());
        assertEquals(1, bench.session.replay().shown().get());
        FxThread.run(() -> slider.setValue(7));
        float[] last = weights();
        assertFalse(Arrays.equals(first, last), "the heads have changed");
        assertTrue(labels(".replay .label").getFirst().startsWith("After 60 steps, loss "), labels(".replay .label")::toString);
        // Who types is shown the model as it is.
        FxThread.run(() -> bench.session.runs().text().set("two three"));
        assertEquals(Replay.NOTHING, bench.session.replay().shown().get());
        assertEquals(2, trace().queries(trace().sites().getFirst()).size());
        FxThread.run(() -> bench.session.replay().input().set(1));
        FxThread.run(() -> bench.session.replay().show(8));
        assertEquals(8, trace().queries(trace().sites().getFirst()).size(), "four random tokens, twice");
        FxThread.run(() -> bench.session.closeModel());
        assertFalse(bench.find(".replay", Node.class).isVisible());
    }

    @Test
    void aTrainingIsPutDownAndTakenUpAgain() {
        FxThread.run(() -> bench.session.training().now().addListener((_, _, now) -> {
            if (now != null && now.history().steps() >= 8 && !Files.exists(folder.resolve("paused"))) {
                try {
                    Files.createFile(folder.resolve("paused"));
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
                bench.session.training().pause();
            }
        }));
        train("60");
        assertEquals(Phase.PAUSED, training().phase().get());
        int steps = state().history().steps();
        assertTrue(steps >= 8 && steps < 60, "paused after " + steps);
        FxThread.run(() -> bench.session.training().openModel());
        FxThread.run(() -> bench.find("#training-start-button", Button.class).fire());
        assertEquals(Phase.ENDED, training().phase().get());
        assertEquals(60, state().history().steps());
        assertEquals(List.of(0, 1, 2, 4, 8, 16, 32, 60), List.copyOf(state().scores().keySet()));
        assertEquals(
                List.of(0, 1, 2, 4, 8, 16, 32, 60),
                Objects.requireNonNull(bench.session.replay().kept().get()).steps(),
                "of the open model too, though it was opened before");
    }

    @Test
    void aTrainingIsEndedWithItsBestModel() {
        FxThread.run(() -> bench.session.training().now().addListener((_, _, now) -> {
            if (now != null && now.history().steps() >= 8) {
                bench.session.training().stop();
            }
        }));
        train("60");
        assertEquals(Phase.ENDED, training().phase().get());
        assertTrue(state().history().steps() < 60);
        assertTrue(Files.exists(folder.resolve("model/model.safetensors")));
    }

    @Test
    void whatIsWrongIsSaidInOneSentenceEach() {
        show();
        start("digits-vit", folder.resolve("nowhere").toString(), "", "1");
        assertEquals("Choose the folder where the model is to go.", problem());
        start("digits-vit", "", folder.resolve("model").toString(), "1");
        assertEquals("Choose what to learn, and the folder that holds its data.", problem());
        start("digits-vit", folder.toString(), folder.resolve("model").toString(), "many");
        assertEquals("“many” is not a whole number from 1 up. Type one, or leave the steps empty for as many as usual.", problem());
        start("digits-vit", folder.toString(), folder.resolve("model").toString(), "");
        assertEquals(Phase.FAILED, training().phase().get());
        assertTrue(problem().contains("images-idx3-ubyte.gz"), problem());
        FxThread.run(() -> bench.session.preferences().language().set(Language.CHINESE));
        assertTrue(problem().contains("images-idx3-ubyte.gz") && !problem().contains("There is"), problem());
        start("counting", folder.toString(), folder.resolve("model").toString(), "4");
        assertEquals("", problem());
    }

    @Test
    void aLossThatIsNoNumberStopsTheTrainingAndSaysWhere() {
        float[] nans = new float[16];
        Arrays.fill(nans, Float.NaN);
        Trainable diverging = new Trainable(
                trainable().courses(),
                (network, settings, _) -> new DjlTrainer(network, settings, java.util.Map.of("transformer.ln_f.bias", FloatTensor.of(nans, 16))));
        Workbenches other = Workbenches.openInEarnest(600, 600, diverging);
        try {
            FxThread.run(() -> {
                other.session.training().data().set(folder.toString());
                other.session.training().out().set(folder.resolve("model").toString());
                other.session.training().start();
            });
            ProblemException problem = Objects.requireNonNull(other.session.training().problem().get());
            assertAll(
                    () -> assertEquals(Problem.TRAINING_DIVERGED, problem.problem()),
                    () -> assertTrue(problem.sentence(Messages.ENGLISH).startsWith("The loss was not a number at step 0, so the training stopped."), problem::getMessage));
        } finally {
            FxThread.run(other::close);
        }
    }

    @Test
    void closedStripIsLetGoOf() throws InterruptedException {
        train("4");
        FxThread.run(() -> bench.session.training().openModel());
        ReferenceQueue<ReplayPane> gone = new ReferenceQueue<>();
        WeakReference<ReplayPane> strip = FxThread.call(() -> {
            ReplayPane pane = new ReplayPane(bench.session.context());
            Group root = new Group(pane.node());
            Look.dress(new Scene(root, 400, 100), Language.ENGLISH);
            root.applyCss();
            root.layout();
            root.getChildren().clear();
            pane.close();
            return new WeakReference<>(pane, gone);
        });
        FxThread.run(() -> bench.session.replay().show(2));
        boolean isGone = false;
        for (int i = 0; i < 50 && !isGone; i++) {
            System.gc();
            isGone = gone.remove(20) == strip;
        }
        assertTrue(isGone, "someone still holds the strip");
    }

    static Stream<Arguments> looks() {
        return Stream.of(Theme.values())
                .flatMap(theme -> Stream.of(Language.values()).map(language -> Arguments.of(theme, language)));
    }

    @ParameterizedTest
    @MethodSource("looks")
    void picturesToLookAt(Theme theme, Language language) {
        FxThread.run(() -> {
            bench.session.preferences().theme().set(theme);
            bench.session.preferences().language().set(language);
        });
        train("60");
        FxThread.run(() -> {
            bench.session.training().openModel();
            bench.session.replay().show(16);
        });
        bench.photograph("replay-%s-%s".formatted(theme, language).toLowerCase(Locale.ROOT));
        FxThread.run(() -> {
            bench.window.toggleInput();
            bench.window.togglePanels();
            bench.window.desk().join();
        });
        bench.photograph("training-%s-%s".formatted(theme, language).toLowerCase(Locale.ROOT));
        assertEquals(16, bench.session.replay().shown().get());
    }

    private void show() {
        FxThread.run(() -> bench.window.showView("training"));
        FxThread.frames(bench.window.scene());
    }

    private void train(String steps) {
        show();
        start("counting", folder.toString(), folder.resolve("model").toString(), steps);
        FxThread.frames(bench.window.scene());
    }

    private void start(String course, String data, String out, String steps) {
        FxThread.run(() -> {
            training().course().set(course);
            bench.find("#training-data", TextField.class).setText(data);
            bench.find("#training-out", TextField.class).setText(out);
            bench.find("#training-steps", TextField.class).setText(steps);
            bench.find("#training-start-button", Button.class).fire();
        });
    }

    private TrainingBench training() {
        return bench.session.training();
    }

    private TrainingState state() {
        return Objects.requireNonNull(training().now().get());
    }

    private Trace trace() {
        return Objects.requireNonNull(bench.session.runs().trace().get());
    }

    private float[] weights() {
        return trace().map(trace().sites().getFirst()).head(0);
    }

    private String problem() {
        return text("#training-problem", Label.class);
    }

    private <L extends Label> String text(String selector, Class<L> type) {
        return bench.find(selector, type).getText();
    }

    private List<String> labels() {
        DrawingCanvas canvas = bench.find(".training-view .drawing-canvas", DrawingCanvas.class);
        assertNotNull(canvas);
        return canvas.drawing().marks().stream()
                .filter(Mark.Label.class::isInstance)
                .map(mark -> ((Mark.Label) mark).text())
                .toList();
    }

    private List<String> labels(String selector) {
        return bench.window.scene().getRoot().lookupAll(selector).stream()
                .map(Label.class::cast)
                .map(Label::getText)
                .filter(text -> text.startsWith("After"))
                .toList();
    }
}
