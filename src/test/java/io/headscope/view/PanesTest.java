package io.headscope.view;

import static io.headscope.view.OpenPane.onWindowThread;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.Reduction;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.message.Messages;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.OpenPane.Desk;
import io.headscope.view.head.HeadLayout;
import io.headscope.view.head.HeadPicture;
import io.headscope.view.head.HeadVisualization;
import io.headscope.view.head.Viewport;
import io.headscope.view.heads.HeadsLayout;
import io.headscope.view.heads.HeadsPicture;
import io.headscope.view.heads.HeadsVisualization;
import io.headscope.view.lines.LinesVisualization;
import io.headscope.view.inspector.InspectorVisualization;
import io.headscope.view.prediction.PredictionVisualization;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What pointing, clicking and typing in the views does, to themselves and to each other.
class PanesTest {

    static final List<Visualization> VIEWS = List.of(
            new HeadsVisualization(), new HeadVisualization(), new LinesVisualization(), new InspectorVisualization(), new PredictionVisualization());

    static final List<Visualization> VIEWS_OF_WEIGHTS = VIEWS.subList(0, 3);

    private final Trace trace = ExampleTraces.bert(3, 4);
    private final Desk desk = new Desk(trace);
    private final HeadAddress head = List.copyOf(trace.sites()).get(1).head(2);

    @Test
    void pointingAtAHeadShowsItInTheOtherViews() {
        onWindowThread(() -> {
            try (OpenPane heads = OpenPane.open(new HeadsVisualization(), desk);
                    OpenPane single = OpenPane.open(new HeadVisualization(), desk);
                    OpenPane lines = OpenPane.open(new LinesVisualization(), desk)) {
                heads.point(place(heads, head));
                assertAll(
                        () -> assertEquals(head, desk.selection.focusedHead().getValue()),
                        () -> assertTrue(texts(single).contains("Layer 1 · Head 2")),
                        () -> assertTrue(texts(lines).contains("Layer 1 · Head 2")));
                heads.leave();
                assertTrue(texts(single).contains("Layer 0 · Head 0"));
            }
        });
    }

    @Test
    void wordsArePutTogetherInAllViewsAtOnceAndWhatIsPinnedStays() {
        onWindowThread(() -> {
            try (OpenPane heads = OpenPane.open(new HeadsVisualization(), desk);
                    OpenPane single = OpenPane.open(new HeadVisualization(), desk);
                    OpenPane lines = OpenPane.open(new LinesVisualization(), desk)) {
                String note = "Pieces of words are put together: rows averaged, columns summed";
                desk.selection.lock(trace.sites().getFirst().section(), new Cell(2, 3));
                assertFalse(texts(single).contains(note));
                desk.selection.words().set(true);
                assertAll(
                        () -> assertTrue(texts(single).contains(note)),
                        () -> assertTrue(texts(lines).contains(note)),
                        () -> assertEquals(new Cell(2, 3), desk.selection.focusedCell().getValue().cell()),
                        () -> assertFalse(heads.canvas().drawing().marks().isEmpty()));
            }
        });
    }

    @Test
    void aHeadPointedAtIsEnlarged() {
        onWindowThread(() -> {
            try (OpenPane heads = OpenPane.open(new HeadsVisualization(), desk)) {
                heads.point(place(heads, head));
                Mark.Raster inset = heads.canvas().overlay().marks().stream()
                        .filter(Mark.Raster.class::isInstance).map(Mark.Raster.class::cast).findFirst().orElseThrow();
                assertEquals(9, inset.matrix().rows());
                assertEquals(trace.map(head.site()).head(2)[11], inset.matrix().at(1, 2));
                heads.leave();
                assertEquals(Drawing.EMPTY.marks(), heads.canvas().overlay().marks());
            }
        });
    }

    @Test
    void aHeadThatWasPinnedIsNoLongerEnlargedWhenThePointerHasLeftIt() {
        onWindowThread(() -> {
            try (OpenPane heads = OpenPane.open(new HeadsVisualization(), desk)) {
                heads.point(place(heads, head));
                heads.click(place(heads, head));
                heads.leave();
                assertEquals(List.of(), heads.canvas().overlay().marks().stream().filter(Mark.Raster.class::isInstance).toList());
            }
        });
    }

    @Test
    void theKindOfAttentionIsChosenForAllViewsAtOnce() {
        Desk translation = new Desk(ExampleTraces.encoderDecoder(2, 2));
        Section cross = new Section(Stack.DECODER, AttentionSite.Kind.CROSS);
        onWindowThread(() -> {
            try (OpenPane heads = OpenPane.open(new HeadsVisualization(), translation);
                    OpenPane single = OpenPane.open(new HeadVisualization(), translation);
                    OpenPane lines = OpenPane.open(new LinesVisualization(), translation)) {
                assertEquals(
                        List.of("Encoder self-attention", "Decoder self-attention", "Decoder cross-attention"),
                        texts(heads).stream().filter(text -> text.endsWith("-attention")).toList());
                heads.chooseLast();
                assertAll(
                        () -> assertEquals(cross, translation.selection.section().get()),
                        () -> assertEquals(List.of(), texts(heads).stream().filter(text -> text.startsWith("Encoder")).toList()),
                        () -> assertTrue(texts(single).containsAll(List.of("Decoder cross-attention · Layer 0 · Head 0", "Good", "Guten"))),
                        () -> assertTrue(texts(lines).containsAll(List.of("Good", "morning", "Guten", "Morgen"))));
                translation.trace.set(trace);
                assertTrue(texts(single).contains("Layer 0 · Head 0"), "of a kind that the next network lacks");
            }
        });
    }

    @Test
    void aClickPinsAHeadAndASecondReleasesIt() {
        onWindowThread(() -> {
            try (OpenPane heads = OpenPane.open(new HeadsVisualization(), desk)) {
                heads.click(place(heads, head));
                heads.leave();
                assertEquals(head, desk.selection.focusedHead().getValue());
                heads.click(place(heads, head));
                heads.leave();
                assertNull(desk.selection.focusedHead().getValue());
            }
        });
    }

    @Test
    void aClickWithShiftAddsAHeadToThoseShownTogether() {
        onWindowThread(() -> {
            HeadAddress other = trace.sites().getFirst().head(0);
            try (OpenPane heads = OpenPane.open(new HeadsVisualization(), desk);
                    OpenPane lines = OpenPane.open(new LinesVisualization(), desk)) {
                heads.clickWithShift(place(heads, head));
                heads.clickWithShift(place(heads, other));
                assertAll(
                        () -> assertEquals(Set.of(head, other), desk.selection.chosenHeads()),
                        () -> assertTrue(texts(lines).containsAll(List.of("Layer 1 · Head 2", "Layer 0 · Head 0"))));
            }
        });
    }

    @Test
    void arrowsMoveTheHeadPinned() {
        onWindowThread(() -> {
            try (OpenPane heads = OpenPane.open(new HeadsVisualization(), desk)) {
                heads.type(KeyCode.RIGHT, KeyCode.RIGHT, KeyCode.DOWN, KeyCode.LEFT);
                assertEquals(List.copyOf(trace.sites()).get(1).head(0), desk.selection.lockedHead().get());
                heads.type(KeyCode.SPACE);
                assertEquals(Set.of(List.copyOf(trace.sites()).get(1).head(0)), desk.selection.chosenHeads());
            }
        });
    }

    @Test
    void aCellPointedAtIsReadAndLitInTheOtherViews() {
        onWindowThread(() -> {
            try (OpenPane single = OpenPane.open(new HeadVisualization(), desk);
                    OpenPane lines = OpenPane.open(new LinesVisualization(), desk)) {
                HeadPicture picture = picture(single);
                single.point(cell(picture, 2, 0));
                assertAll(
                        () -> assertEquals(new Cell(2, 0), desk.selection.hoveredCell().get().cell()),
                        () -> assertTrue(single.canvas().overlay().labels().getFirst().text().startsWith("cat → [CLS]  0.")),
                        () -> assertTrue(single.canvas().getAccessibleText().startsWith("Layer 0 · Head 0. cat → [CLS]  0.")),
                        () -> assertEquals(1, links(lines).size()));
                single.leave();
                assertNull(desk.selection.hoveredCell().get());
            }
        });
    }

    @Test
    void aClickPinsACellAndArrowsMoveIt() {
        onWindowThread(() -> {
            try (OpenPane single = OpenPane.open(new HeadVisualization(), desk)) {
                single.click(cell(picture(single), 2, 0));
                single.type(KeyCode.RIGHT, KeyCode.RIGHT, KeyCode.UP);
                assertEquals(new Cell(1, 2), desk.selection.lockedCell().get().cell());
            }
        });
    }

    @Test
    void theWheelZoomsAroundThePointerAndDraggingPans() {
        onWindowThread(() -> {
            desk.trace.set(ExampleTraces.causal(1, 1, 200));
            try (OpenPane single = OpenPane.open(new HeadVisualization(), desk)) {
                Drawing whole = single.canvas().drawing();
                HeadPicture before = picture(single);
                double x = before.plot().centerX();
                double y = before.plot().centerY();
                single.wheel(x, y, 400);
                Drawing zoomed = single.canvas().drawing();
                Cell cell = before.at(x, y).orElseThrow();
                single.point(new Box(x, y, 0, 0));
                assertEquals(cell, desk.selection.hoveredCell().get().cell());
                single.drag(x, y, x + 100, y + 50);
                Drawing panned = single.canvas().drawing();
                single.point(new Box(x + 100, y + 50, 0, 0));
                assertEquals(cell, desk.selection.hoveredCell().get().cell(), "the cell has come along");
                single.type(KeyCode.DIGIT0);
                assertAll(
                        () -> assertNotEquals(whole, zoomed),
                        () -> assertNotEquals(zoomed, panned),
                        () -> assertEquals(whole, single.canvas().drawing()));
            }
        });
    }

    @Test
    void aTokenPointedAtLeavesItsLinesAlone() {
        onWindowThread(() -> {
            try (OpenPane lines = OpenPane.open(new LinesVisualization(), desk)) {
                int all = links(lines).size();
                Mark.Label cat = lines.canvas().drawing().labels().stream().filter(label -> label.text().equals("cat")).findFirst().orElseThrow();
                lines.point(new Box(cat.at().x() - 4, cat.at().y() - 4, 0, 0));
                int some = links(lines).size();
                assertAll(
                        () -> assertEquals(new Cell(2, null), desk.selection.hoveredCell().get().cell()),
                        () -> assertTrue(some > 0 && some < all, some + " of " + all));
                lines.leave();
                lines.type(KeyCode.DOWN, KeyCode.DOWN, KeyCode.RIGHT);
                assertEquals(new Cell(null, 1), desk.selection.lockedCell().get().cell());
            }
        });
    }

    @ParameterizedTest
    @FieldSource("VIEWS")
    void aViewFollowsTheLanguage(Visualization view) {
        onWindowThread(() -> {
            try (OpenPane pane = OpenPane.open(view, desk)) {
                desk.messages.set(Messages.CHINESE);
                pane.layOut();
                assertTrue(texts(pane).stream().anyMatch(text -> text.codePoints().anyMatch(Character::isIdeographic)), texts(pane)::toString);
            }
        });
    }

    @ParameterizedTest
    @FieldSource("VIEWS_OF_WEIGHTS")
    void thePictureToSaveIsTheOneShown(Visualization view) {
        onWindowThread(() -> {
            try (OpenPane pane = OpenPane.open(view, desk)) {
                Function<Cancellation, Drawing> untouched = pane.figure();
                Drawing before = untouched.apply(Cancellation.never());
                desk.selection.chosenHeads().add(head);
                desk.selection.chosenHeads().add(trace.sites().getFirst().head(1));
                desk.selection.lockedHead().set(head);
                desk.selection.lock(trace.sites().getFirst().section(), new Cell(3, null));
                pane.turnAllControls();
                pane.wheel(300, 300, 120);
                Drawing shown = pane.canvas().drawing();
                assertAll(
                        () -> assertNotEquals(before, shown),
                        () -> assertEquals(shown, pane.figure().apply(Cancellation.never())));
            }
        });
    }

    @ParameterizedTest
    @FieldSource("VIEWS_OF_WEIGHTS")
    void aViewThatNobodySeesDrawsNothingAndCatchesUpWhenItIsSeen(Visualization view) {
        onWindowThread(() -> {
            try (OpenPane pane = OpenPane.open(view, desk)) {
                Drawing before = pane.canvas().drawing();
                pane.takeOut();
                desk.trace.set(ExampleTraces.causal(1, 1));
                desk.messages.set(Messages.CHINESE);
                Drawing unseen = pane.canvas().drawing();
                pane.putBack();
                assertAll(
                        () -> assertEquals(before, unseen),
                        () -> assertNotEquals(before, pane.canvas().drawing()));
            }
        });
    }

    @ParameterizedTest
    @FieldSource("VIEWS")
    void aViewOutlivesItsTrace(Visualization view) {
        onWindowThread(() -> {
            try (OpenPane pane = OpenPane.open(view, desk)) {
                desk.selection.lockedHead().set(head);
                desk.selection.lock(trace.sites().getFirst().section(), new Cell(8, 8));
                Drawing before = pane.canvas().drawing();
                desk.trace.set(ExampleTraces.causal(1, 1));
                trace.close();
                pane.point(new Box(100, 150, 0, 0));
                pane.layOut();
                Drawing after = pane.canvas().drawing();
                desk.trace.set(null);
                pane.layOut();
                assertAll(
                        () -> assertTrue(before != after),
                        () -> assertEquals(List.of("Nothing has been run yet."), texts(pane)));
            }
        });
    }

    @ParameterizedTest
    @FieldSource("VIEWS")
    void aViewHasANameForThoseWhoDoNotSeeIt(Visualization view) {
        onWindowThread(() -> {
            try (OpenPane pane = OpenPane.open(view, desk)) {
                assertNotNull(pane.canvas().getAccessibleText());
            }
        });
    }

    @ParameterizedTest
    @FieldSource("VIEWS")
    void fiftyViewsOpenedAndClosedLeaveNothingBehind(Visualization view) {
        List<WeakReference<Object>> gone = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            onWindowThread(() -> {
                OpenPane pane = OpenPane.open(view, desk);
                pane.point(new Box(100, 150, 0, 0));
                gone.add(new WeakReference<>(pane.canvas()));
                pane.close();
            });
        }
        for (int i = 0; i < 50 && gone.stream().anyMatch(pane -> pane.get() != null); i++) {
            System.gc();
            // Cleaning up is done by the window's thread and by the collector's own: both get their turn.
            onWindowThread(Thread::yield);
        }
        assertEquals(0, gone.stream().filter(pane -> pane.get() != null).count());
    }

    private Box place(OpenPane heads, HeadAddress address) {
        Box seen = heads.canvas().viewport().get();
        HeadsPicture picture = HeadsLayout.layout(
                trace,
                new HeadsLayout.Options(seen.width(), seen.height(), HeadsLayout.Options.USUAL.tint()),
                Messages.ENGLISH,
                Cancellation.never());
        return picture.place(address).orElseThrow();
    }

    private HeadPicture picture(OpenPane single) {
        Box seen = single.canvas().viewport().get();
        Trace shown = java.util.Objects.requireNonNull(desk.trace.get());
        HeadLayout.Options usual = HeadLayout.Options.USUAL;
        HeadLayout.Options options = new HeadLayout.Options(
                seen.width(), seen.height(), usual.scale(), false, usual.colorMap(), Reduction.NONE, Viewport.WHOLE);
        return HeadLayout.layout(shown, shown.sites().getFirst().head(0), options, Messages.ENGLISH, Cancellation.never());
    }

    private static Box cell(HeadPicture picture, int query, int key) {
        Box row = picture.rowBand(query).orElseThrow();
        Box column = picture.columnBand(key).orElseThrow();
        return new Box(column.x(), row.y(), column.width(), row.height());
    }

    private static List<String> texts(OpenPane pane) {
        return pane.canvas().drawing().labels().stream().map(Mark.Label::text).toList();
    }

    private static List<Mark> links(OpenPane pane) {
        return pane.canvas().drawing().marks().stream().filter(Mark.Link.class::isInstance).toList();
    }
}
