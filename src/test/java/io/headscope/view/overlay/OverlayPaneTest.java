package io.headscope.view.overlay;

import static io.headscope.view.OpenPane.onWindowThread;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.ExampleTraces;
import io.headscope.attention.Source;
import io.headscope.attention.Trace;
import io.headscope.attention.Waveform;
import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.session.Selection.Cell;
import io.headscope.view.OpenPane;
import io.headscope.view.OpenPane.Desk;
import io.headscope.view.head.HeadVisualization;
import java.util.List;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;

/// What pointing, clicking and typing in the overlay does, to itself and to the other views.
class OverlayPaneTest {

    @Test
    void pointingAtAPatchShowsWhatItAttendsToAndLightsItInTheOtherViews() {
        Desk desk = new Desk(ExampleTraces.picture(1, 3));
        onWindowThread(() -> {
            try (OpenPane overlay = OpenPane.open(new OverlayVisualization(), desk);
                    OpenPane head = OpenPane.open(new HeadVisualization(), desk)) {
                assertTrue(texts(overlay).contains("What [CLS] attends to"));
                Box photo = photo(overlay);
                overlay.point(new Box(photo.right() - 10, photo.bottom() - 10, 4, 4));
                assertEquals(new Cell(6, null), desk.selection.hoveredCell().get().cell());
                assertTrue(texts(overlay).contains("What 2,3 attends to"));
                assertTrue(head.canvas().getAccessibleText().contains("2,3"), head.canvas().getAccessibleText());
                overlay.leave();
                assertNull(desk.selection.hoveredCell().get());
                assertTrue(texts(overlay).contains("What [CLS] attends to"));
            }
        });
    }

    @Test
    void aClickPinsAndTheOtherDirectionAsksTheKey() {
        Desk desk = new Desk(ExampleTraces.picture(1, 3));
        onWindowThread(() -> {
            try (OpenPane overlay = OpenPane.open(new OverlayVisualization(), desk)) {
                Box photo = photo(overlay);
                Box first = new Box(photo.x() + 5, photo.y() + 5, 4, 4);
                overlay.click(first);
                assertEquals(new Cell(1, null), desk.selection.lockedCell().get().cell());
                overlay.click(first);
                assertNull(desk.selection.lockedCell().get());
                overlay.turnAllControls();
                overlay.click(first);
                assertEquals(new Cell(null, 1), desk.selection.lockedCell().get().cell());
                overlay.leave();
                assertTrue(texts(overlay).contains("Who attends to 1,1"));
            }
        });
    }

    @Test
    void arrowsWalkOverThePatches() {
        Desk desk = new Desk(ExampleTraces.picture(1, 3));
        onWindowThread(() -> {
            try (OpenPane overlay = OpenPane.open(new OverlayVisualization(), desk)) {
                overlay.type(KeyCode.RIGHT, KeyCode.DOWN, KeyCode.RIGHT);
                assertEquals(new Cell(5, null), desk.selection.lockedCell().get().cell());
                overlay.type(KeyCode.UP, KeyCode.LEFT);
                assertEquals(new Cell(1, null), desk.selection.lockedCell().get().cell());
            }
        });
    }

    @Test
    void aClickOnASmallPictureTakesItsHead() {
        Trace trace = ExampleTraces.picture(1, 3);
        Desk desk = new Desk(trace);
        onWindowThread(() -> {
            try (OpenPane overlay = OpenPane.open(new OverlayVisualization(), desk)) {
                List<Mark> photos = overlay.canvas().drawing().marks().stream().filter(Mark.Photo.class::isInstance).toList();
                overlay.click(((Mark.Photo) photos.getLast()).box());
                assertEquals(trace.sites().getFirst().head(2), desk.selection.lockedHead().get());
            }
        });
    }

    /// Whether there is a device or none, a click on a spectrogram is no failure.
    @Test
    void aClickOnASpectrogramPinsTheMoment() {
        Desk desk = new Desk(ExampleTraces.speech(1, 2));
        onWindowThread(() -> {
            try (OpenPane overlay = OpenPane.open(new OverlayVisualization(), desk)) {
                Box photo = photo(overlay);
                overlay.click(new Box(photo.right() - 6, photo.centerY(), 4, 4));
                assertEquals(new Cell(7, null), desk.selection.lockedCell().get().cell());
            }
        });
    }

    /// A device whose time goes on when the test says so.
    private static final class FakeDevice implements Playback.Device, Playback.Playing {
        private double seconds = -1;
        private boolean over;
        private int stopped;

        @Override
        public Playback.Playing play(Waveform wave, double from) {
            seconds = from;
            over = false;
            return this;
        }

        @Override
        public double seconds() {
            return seconds;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public void stop() {
            stopped++;
        }
    }

    @Test
    void thePlayheadFollowsTheSoundFromTheClickToItsEnd() {
        Trace speech = ExampleTraces.speech(1, 2);
        Desk desk = new Desk(speech);
        FakeDevice device = new FakeDevice();
        onWindowThread(() -> {
            OverlayPane pane = new OverlayPane(desk.context, device);
            try (OpenPane overlay = OpenPane.of(pane)) {
                Box photo = photo(overlay);
                double duration = assertInstanceOf(Source.Sound.class, speech.source()).spectrum().duration();
                overlay.click(new Box(photo.centerX() - 1, photo.centerY(), 2, 2));
                assertEquals(duration / 2, device.seconds, duration / 50, "from where it was clicked");
                assertEquals(photo.centerX(), playhead(overlay), photo.width() / 50);
                device.seconds = 0.75 * duration;
                pane.follow();
                assertEquals(photo.x() + 0.75 * photo.width(), playhead(overlay), 0.01);
                device.over = true;
                pane.follow();
                assertEquals(List.of(), overlay.canvas().overlay().marks());
                assertEquals(1, device.stopped);
                overlay.click(new Box(photo.x() + 4, photo.centerY(), 2, 2));
                desk.trace.set(ExampleTraces.speech(1, 2));
                assertEquals(2, device.stopped, "of another run");
            }
        });
    }

    private static double playhead(OpenPane pane) {
        return pane.canvas().overlay().marks().stream()
                .filter(Mark.Rule.class::isInstance)
                .map(mark -> ((Mark.Rule) mark).from().x())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsPlayedIsCutWhereItIsTooLoud() {
        byte[] bytes = Playback.bytes(new Waveform(new float[] {0, 0.5f, -1, 2}, 8_000));
        assertArrayEquals(new byte[] {0, 0, 0, 0x40, 0, (byte) 0x80, (byte) 0xFF, 0x7F}, bytes);
    }

    private static List<String> texts(OpenPane pane) {
        return pane.canvas().drawing().labels().stream().map(Mark.Label::text).toList();
    }

    private static Box photo(OpenPane pane) {
        return pane.canvas().drawing().marks().stream()
                .filter(Mark.Photo.class::isInstance)
                .map(mark -> ((Mark.Photo) mark).box())
                .findFirst()
                .orElseThrow();
    }
}
