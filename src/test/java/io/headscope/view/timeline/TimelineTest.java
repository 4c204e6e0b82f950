package io.headscope.view.timeline;

import static io.headscope.view.OpenPane.onWindowThread;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.Candidate;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Stack;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Role;
import io.headscope.generation.WrittenToken;
import io.headscope.message.Messages;
import io.headscope.model.Answer;
import io.headscope.model.Network;
import io.headscope.model.Ops;
import io.headscope.session.Selection.Cell;
import io.headscope.session.Writing;
import io.headscope.task.Cancellation;
import io.headscope.view.Figures;
import io.headscope.view.OpenPane;
import io.headscope.view.OpenPane.Desk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
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

    /// Two tokens behind two others; what was kept differs from what the run over the whole has.
    private Writing written(boolean done) {
        List<AttentionSite> sites = List.copyOf(translation.sites());
        AttentionSite self = sites.get(4);
        AttentionSite cross = sites.get(5);
        List<WrittenToken> tokens = new ArrayList<>();
        for (int length = 2; length <= 3; length++) {
            SequencedMap<AttentionSite, FloatTensor> rows = new LinkedHashMap<>();
            rows.put(self, numbers(3, length, length));
            rows.put(cross, numbers(3, 3, 10 * length));
            tokens.add(new WrittenToken(length, List.of(new Candidate(length, 0.75)), FloatTensor.of(new float[0], 0), rows));
        }
        List<Token> text = List.of(0, 1, 2, 3).stream().map(id -> Token.ofId(id, Token.Role.TEXT)).toList();
        return new Writing(
                Map.of(Stack.ENCODER, translation.tokens(Stack.ENCODER), Stack.DECODER, text), 2, tokens, "2 3", done);
    }

    /// first, first + 1, … over 100                                    [heads, keys]
    private static FloatTensor numbers(int heads, int keys, int first) {
        float[] numbers = new float[heads * keys];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (first + i) / 100f;
        }
        return FloatTensor.of(numbers, heads, keys);
    }

    @Test
    void whatWasKeptWhenATokenWasChosenIsShown() {
        Moment first = Moment.of(translation, written(true), null, 1, 1).orElseThrow();
        assertAll(
                () -> assertTrue(first.kept()),
                () -> assertEquals(2, first.self().keys().size(), "the two tokens there were"),
                () -> assertArrayEquals(new float[] {0.04f, 0.05f}, first.self().row().of(1), 1e-6f),
                () -> assertArrayEquals(new float[] {0.26f, 0.27f, 0.28f}, Objects.requireNonNull(first.cross()).row().of(2), 1e-6f),
                () -> assertEquals(List.of(new Candidate(2, 0.75)), first.candidates()),
                () -> assertEquals(2, first.next().orElseThrow().id()));
        Moment before = Moment.of(translation, written(true), null, 0, 1).orElseThrow();
        assertFalse(before.kept(), "nothing was chosen there: it is of the run over the whole");
    }

    @Test
    void theNewestTokenIsShownWhileTheTextIsWritten() {
        Desk desk = new Desk(null);
        onWindowThread(() -> {
            try (OpenPane pane = OpenPane.open(new TimelineVisualization(), desk)) {
                desk.selection.lockedHead().set(List.copyOf(translation.sites()).get(4).head(0));
                desk.writing.set(written(false));
                assertEquals("After \"2\" (position 2) came \"3\"", pane.canvas().drawing().labels().getFirst().text());
                desk.selection.lock(translation.sites().getLast().section(), new Cell(1, null));
                assertTrue(pane.canvas().drawing().labels().stream().anyMatch(label -> label.text().equals("After \"1\" (position 1) came \"2\"")));
                desk.writing.set(null);
                assertEquals(1, pane.canvas().drawing().marks().size(), "nothing has been run");
            }
        });
    }

    @Test
    void theTokenThatCameNextIsMarkedAmongTheCandidates() {
        float[] numbers = new float[5 * WORDS.length];
        numbers[WORDS.length + 3] = (float) Math.log(5);
        Trace story = ExampleTraces.causal(1, 2, FloatTensor.of(numbers, 5, WORDS.length));
        Moment moment = Moment.of(story, null, null, 1, 0).orElseThrow();
        assertAll(
                () -> assertEquals(3, moment.candidates().getFirst().index()),
                () -> assertEquals(0.5, moment.candidates().getFirst().probability(), 1e-6),
                () -> assertEquals(story.tokens(moment.self().site().stack()).get(2), moment.next().orElseThrow()),
                () -> assertTrue(texts(picture(story, 1, 0, Messages.ENGLISH)).contains("50.0 %")));
    }

    @Test
    void withoutAChoiceTheLastMomentIsShown() {
        assertAll(
                () -> assertEquals(2, Moment.of(translation, null, null, null, 0).orElseThrow().position()),
                () -> assertEquals(2, Moment.of(translation, null, null, 99, 0).orElseThrow().position(), "of another text"),
                () -> assertTrue(texts(picture(translation, null, 0, Messages.ENGLISH)).contains("After \"morning\" (position 2)")));
    }

    @Test
    void aNetworkThatWritesNoTextHasNoTimeline() {
        Network masked = new Network("example", "Example", new Ops().program(), new Answer.MaskedToken(), 512, 6, "");
        assertEquals(Optional.empty(), Moment.of(ExampleTraces.bert(1, 1), null, masked, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 640, 1200})
    void labelsNeverOverlap(double width) {
        for (Messages messages : List.of(Messages.ENGLISH, Messages.CHINESE)) {
            for (Trace trace : List.of(translation, ExampleTraces.causal(2, 12, 60), ExampleTraces.causal(1, 1, 500))) {
                Moment moment = Moment.of(trace, null, null, null, 0).orElseThrow();
                TimelineLayout.Options options =
                        new TimelineLayout.Options(width, TimelineLayout.Options.usual(null).tint(), id -> WORDS[id].repeat(4));
                assertEquals(List.of(), Figures.collisions(
                        TimelineLayout.layout(moment, options, messages, Cancellation.never()).drawing()));
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
                assertEquals(new Cell(0, null), desk.selection.focusedCell().getValue().cell());
                pane.leave();
                assertNull(desk.selection.focusedCell().getValue());
                pane.click(picture.tokens().get(1));
                pane.leave();
                assertEquals(new Cell(1, null), desk.selection.focusedCell().getValue().cell());
                pane.type(KeyCode.RIGHT, KeyCode.RIGHT);
                assertEquals(new Cell(2, null), desk.selection.focusedCell().getValue().cell());
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
                assertEquals(new Cell(2, 0), desk.selection.focusedCell().getValue().cell());
                assertEquals(1, pane.canvas().overlay().marks().size());
                pane.leave();
            }
        });
    }

    private TimelinePicture laidOutFor(double width) {
        Moment moment = Moment.of(translation, null, null, null, 0).orElseThrow();
        TimelineLayout.Options options = new TimelineLayout.Options(width, TimelineLayout.Options.usual(null).tint(), null);
        return TimelineLayout.layout(moment, options, Messages.ENGLISH, Cancellation.never());
    }

    @Test
    void picturesToLookAt() throws IOException {
        Figures.save("timeline", picture(translation, 1, 1, Messages.ENGLISH).drawing());
        Figures.assertApproved("timeline", picture(translation, 1, 1, Messages.ENGLISH).drawing());
        assertTrue(picture(translation, 1, 1, Messages.ENGLISH).drawing().marks().stream()
                .anyMatch(mark -> mark instanceof Mark.Area area && area.role() == Role.SERIES_2), "the token that came next");
    }

    private static TimelinePicture picture(Trace trace, @Nullable Integer position, int layer, Messages messages) {
        Moment moment = Moment.of(trace, null, null, position, layer).orElseThrow();
        return TimelineLayout.layout(moment, TimelineLayout.Options.usual(id -> WORDS[id]), messages, Cancellation.never());
    }

    private static List<Mark.Raster> rasters(TimelinePicture picture) {
        return picture.drawing().marks().stream().filter(Mark.Raster.class::isInstance).map(Mark.Raster.class::cast).toList();
    }

    private static List<String> texts(TimelinePicture picture) {
        return picture.drawing().labels().stream().map(Mark.Label::text).toList();
    }
}
