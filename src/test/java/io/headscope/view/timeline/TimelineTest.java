package io.headscope.view.timeline;

import static io.headscope.view.OpenPane.onWindowThread;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Role;
import io.headscope.message.Messages;
import io.headscope.model.Answer;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.Figures;
import io.headscope.view.OpenPane;
import io.headscope.view.OpenPane.Desk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import javafx.scene.input.KeyCode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Texts as they were written.
class TimelineTest {

    private static final String[] WORDS = {"the", "a", "king", "lord", "·night", "猫"};

    private final Trace translation = ExampleTraces.encoderDecoder(2, 3);

    @Test
    void aTokenSeesWhatHadBeenWrittenUntilThenAndAllThatWasRead() {
        TimelinePicture picture = picture(translation, 1, 1, Messages.ENGLISH);
        List<AttentionSite> sites = List.copyOf(translation.sites());
        Mark.Raster self = rasters(picture).get(0);
        Mark.Raster cross = rasters(picture).get(1);
        assertAll(
                () -> assertEquals(List.of(2, 3), List.of(self.matrix().rows(), self.matrix().columns()), "two of three tokens, three heads"),
                () -> assertEquals(translation.map(sites.get(4)).head(2)[1 * 3 + 0], self.matrix().at(0, 2)),
                () -> assertEquals(3, cross.matrix().rows()),
                () -> assertEquals(translation.map(sites.get(5)).head(1)[1 * 3 + 2], cross.matrix().at(2, 1)));
    }

    @Test
    void theTokenThatCameNextIsMarkedAmongTheCandidates() {
        float[] numbers = new float[5 * WORDS.length];
        numbers[WORDS.length + 3] = (float) Math.log(5);
        Trace story = ExampleTraces.causal(1, 2, FloatTensor.of(numbers, 5, WORDS.length));
        Moment moment = Moment.of(story, null, 1, 0).orElseThrow();
        assertAll(
                () -> assertEquals(3, moment.candidates().getFirst().index()),
                () -> assertEquals(0.5, moment.candidates().getFirst().probability(), 1e-6),
                () -> assertEquals(story.tokens(moment.self().stack()).get(2), moment.next().orElseThrow()),
                () -> assertTrue(texts(picture(story, 1, 0, Messages.ENGLISH)).contains("50.0 %")));
    }

    @Test
    void withoutAChoiceTheLastMomentIsShown() {
        assertAll(
                () -> assertEquals(2, Moment.of(translation, null, null, 0).orElseThrow().position()),
                () -> assertEquals(2, Moment.of(translation, null, 99, 0).orElseThrow().position(), "of another text"),
                () -> assertTrue(texts(picture(translation, null, 0, Messages.ENGLISH)).contains("After \"morning\" (position 2)")));
    }

    @Test
    void aNetworkThatWritesNoTextHasNoTimeline() {
        Network masked = new Network("example", "Example", new Ops().program(), new Answer.MaskedToken(), 512, 6, "");
        assertEquals(Optional.empty(), Moment.of(ExampleTraces.bert(1, 1), masked, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 640, 1200})
    void labelsNeverOverlap(double width) {
        for (Messages messages : List.of(Messages.ENGLISH, Messages.CHINESE)) {
            for (Trace trace : List.of(translation, ExampleTraces.causal(2, 12, 60), ExampleTraces.causal(1, 1, 500))) {
                Moment moment = Moment.of(trace, null, null, 0).orElseThrow();
                TimelineLayout.Options options =
                        new TimelineLayout.Options(width, TimelineLayout.Options.usual(null).tint(), id -> WORDS[id].repeat(4));
                assertEquals(List.of(), Figures.collisions(
                        TimelineLayout.layout(trace, moment, options, messages, Cancellation.never()).drawing()));
            }
        }
    }

    @Test
    void pointingScrubsAndAClickStays() {
        Desk desk = new Desk(translation);
        onWindowThread(() -> {
            try (OpenPane pane = OpenPane.open(new TimelineVisualization(), desk)) {
                TimelinePicture picture = picture(translation, null, 0, Messages.ENGLISH);
                pane.point(picture.tokens().get(0));
                assertEquals(new Cell(0, null), desk.selection.focusedCell().getValue());
                pane.leave();
                assertNull(desk.selection.focusedCell().getValue());
                pane.click(picture.tokens().get(1));
                pane.leave();
                assertEquals(new Cell(1, null), desk.selection.focusedCell().getValue());
                pane.type(KeyCode.RIGHT, KeyCode.RIGHT);
                assertEquals(new Cell(2, null), desk.selection.focusedCell().getValue());
                pane.type(KeyCode.UP);
                assertEquals(1, desk.selection.headOf(translation).site().layer());
            }
        });
    }

    @Test
    void pointingAtAWeightFocusesItsHeadAndKey() {
        Desk desk = new Desk(translation);
        onWindowThread(() -> {
            try (OpenPane pane = OpenPane.open(new TimelineVisualization(), desk)) {
                TimelinePicture.Panel cross = laidOutFor(800).panels().get(1);
                Box cell = new Box(cross.box().x() + cross.box().width() / 3, cross.box().y(), cross.box().width() / 3, cross.box().height() / 3);
                pane.point(cell);
                assertEquals(cross.site().head(1), desk.selection.focusedHead().getValue());
                assertEquals(new Cell(2, 0), desk.selection.focusedCell().getValue());
                assertEquals(1, pane.canvas().overlay().marks().size());
                pane.leave();
            }
        });
    }

    private TimelinePicture laidOutFor(double width) {
        Moment moment = Moment.of(translation, null, null, 0).orElseThrow();
        TimelineLayout.Options options = new TimelineLayout.Options(width, TimelineLayout.Options.usual(null).tint(), null);
        return TimelineLayout.layout(translation, moment, options, Messages.ENGLISH, Cancellation.never());
    }

    @Test
    void picturesToLookAt() throws IOException {
        Figures.save("timeline", picture(translation, 1, 1, Messages.ENGLISH).drawing());
        Figures.assertApproved("timeline", picture(translation, 1, 1, Messages.ENGLISH).drawing());
        assertTrue(picture(translation, 1, 1, Messages.ENGLISH).drawing().marks().stream()
                .anyMatch(mark -> mark instanceof Mark.Area area && area.role() == Role.SERIES_2), "the token that came next");
    }

    private static TimelinePicture picture(Trace trace, @Nullable Integer position, int layer, Messages messages) {
        Moment moment = Moment.of(trace, null, position, layer).orElseThrow();
        return TimelineLayout.layout(trace, moment, TimelineLayout.Options.usual(id -> WORDS[id]), messages, Cancellation.never());
    }

    private static List<Mark.Raster> rasters(TimelinePicture picture) {
        return picture.drawing().marks().stream().filter(Mark.Raster.class::isInstance).map(Mark.Raster.class::cast).toList();
    }

    private static List<String> texts(TimelinePicture picture) {
        return picture.drawing().labels().stream().map(Mark.Label::text).toList();
    }
}
