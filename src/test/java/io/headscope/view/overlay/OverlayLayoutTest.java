package io.headscope.view.overlay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Token;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Scale;
import io.headscope.message.Messages;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.Backdrop;
import io.headscope.view.Figures;
import io.headscope.view.overlay.OverlayLayout.Options;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OverlayLayoutTest {

    /// One of each kind of thing that attention is laid over.
    enum Example {
        PICTURE(() -> ExampleTraces.picture(2, 3), 0),
        DETECTOR(() -> ExampleTraces.detector(1, 2), 2),
        SPEECH(() -> ExampleTraces.speech(1, 2), 2),
        WINDOWS(() -> ExampleTraces.windows(2), 0),
        SPECTROGRAM(() -> ExampleTraces.spectrogram(1, 2), 0);

        private final Supplier<Trace> trace;
        private final int site;

        /// @param site of which the first head is drawn
        Example(Supplier<Trace> trace, int site) {
            this.trace = trace;
            this.site = site;
        }
    }

    @ParameterizedTest
    @EnumSource
    void drawingIsTheApprovedOne(Example example) throws IOException {
        Trace trace = example.trace.get();
        AttentionSite site = List.copyOf(trace.sites()).get(example.site);
        OverlayPicture picture = layout(trace, Options.usual(OverlayVisualization.heads(List.of(site.head(0)))));
        String name = "overlay-" + example.name().toLowerCase(java.util.Locale.ROOT);
        Figures.save(name, picture.drawing());
        assertEquals(List.of(), Figures.collisions(picture.drawing()));
        Figures.assertApproved(name, picture.drawing());
    }

    @Test
    void theLargeVeilIsTheRowOfTheQuery() {
        Trace trace = ExampleTraces.picture(1, 3);
        AttentionSite site = trace.sites().getFirst();
        OverlayPicture picture = layout(trace, options(site.head(1), Direction.TO, new Cell(4, null), false));
        float[] row = new float[7];
        trace.map(site).read(1, new IndexRange(4, 5), IndexRange.upTo(7), row);
        assertArrayEquals(java.util.Arrays.copyOfRange(row, 1, 7), veil(picture).values());
        assertEquals("What 2,1 attends to", picture.reading());
    }

    @Test
    void theOtherWayItIsTheColumnOfTheKey() {
        Trace trace = ExampleTraces.picture(1, 3);
        AttentionSite site = trace.sites().getFirst();
        OverlayPicture picture = layout(trace, options(site.head(1), Direction.FROM, new Cell(null, 4), false));
        float[] column = new float[7];
        trace.map(site).read(1, IndexRange.upTo(7), new IndexRange(4, 5), column);
        assertArrayEquals(java.util.Arrays.copyOfRange(column, 1, 7), veil(picture).values());
        assertEquals("Who attends to 2,1", picture.reading());
    }

    @Test
    void aWordIsLookedAtAsOne() {
        List<Token> tokens = List.of(
                new Token(0, "un", "un", new TokenSpan(0, 2), Token.Role.TEXT),
                new Token(0, "able", "able", new TokenSpan(2, 6), Token.Role.TEXT),
                new Token(0, "to", "to", new TokenSpan(7, 9), Token.Role.TEXT));
        Trace trace = ExampleTraces.trace(tokens, 1, 1, true, java.util.Map.of());
        HeadAddress head = trace.sites().getFirst().head(0);
        float[] weights = trace.map(head.site()).head(0);
        float[] to = HeadWeights.of(trace, head, Direction.TO, 2, true).weights();
        assertEquals(weights[6] + weights[7], to[0], 1e-6);
        assertEquals(to[0], to[1], "both pieces have what the word has");
        assertEquals(weights[8], to[2], 1e-7);
        float[] from = HeadWeights.of(trace, head, Direction.FROM, 0, true).weights();
        assertEquals((weights[0] + weights[1] + weights[3] + weights[4]) / 2, from[0], 1e-6);
        assertEquals(weights[6] + weights[7], from[2], 1e-6);
    }

    @Test
    void whatIsOutOfTheWindowIsLeftAsItIs() {
        Trace trace = ExampleTraces.windows(2);
        OverlayPicture picture = layout(trace, options(trace.sites().getFirst().head(0), Direction.TO, new Cell(5, null), false));
        Matrix veil = veil(picture);
        // Windows of 2×2 over 4×4, shifted by 1: the one of row 1, column 1 holds rows and columns 1 and 2.
        for (int i = 0; i < 16; i++) {
            boolean within = (i / 4 == 1 || i / 4 == 2) && (i % 4 == 1 || i % 4 == 2);
            assertEquals(within, !Float.isNaN(veil.values()[i]), "patch " + i);
        }
    }

    @Test
    void smoothWeightsPassThroughThoseOfThePatchesAndStayBetweenThem() {
        Matrix smooth = Smoothing.of(new Matrix(1, 2, new float[] {0.2f, 0.6f}));
        assertEquals(1, smooth.rows());
        assertEquals(32, smooth.columns());
        assertEquals(0.2f, smooth.at(0, 0));
        assertEquals(0.6f, smooth.at(0, 31));
        for (int x = 1; x < 32; x++) {
            assertTrue(smooth.at(0, x) >= smooth.at(0, x - 1));
        }
        assertEquals(0.4, (smooth.at(0, 15) + smooth.at(0, 16)) / 2, 1e-6);
    }

    @Test
    void whatIsPointedAtIsThePatchThere() {
        Trace trace = ExampleTraces.picture(1, 3);
        OverlayPicture picture = layout(trace, Options.usual(OverlayVisualization.heads(List.of(trace.sites().getFirst().head(0)))));
        Box photo = photo(picture);
        assertEquals(OptionalInt.of(1), picture.at(photo.x() + 2, photo.y() + 2));
        assertEquals(OptionalInt.of(6), picture.at(photo.right() - 2, photo.bottom() - 2));
        Box chip = picture.chips().firstEntry().getValue();
        assertEquals(OptionalInt.of(0), picture.at(chip.centerX(), chip.centerY()));
        assertEquals(OptionalInt.empty(), picture.at(photo.right() + 5, photo.y()));
        Box small = picture.heads().lastEntry().getValue();
        assertEquals(Optional.of(trace.sites().getFirst().head(2)), picture.headAt(small.centerX(), small.centerY()));
    }

    @Test
    void aPointOnASpectrogramIsAMoment() {
        Trace trace = ExampleTraces.speech(1, 2);
        OverlayPicture picture = layout(trace, Options.usual(List.of(trace.sites().getFirst().head(0))));
        Box photo = photo(picture);
        assertEquals(0.4, picture.secondsAt(photo.centerX(), photo.centerY()).orElseThrow(), 1e-9);
        assertEquals(OptionalInt.of(4), picture.at(photo.centerX() + 1, photo.centerY()));
        assertEquals(Optional.empty(), picture.secondsAt(photo.centerX(), photo.y() - 30));
    }

    @Test
    void fillBeyondThePictureIsNotDrawn() {
        Trace trace = ExampleTraces.detector(1, 2);
        OverlayPicture picture = layout(trace, Options.usual(List.of(trace.sites().getFirst().head(0))));
        assertTrue(picture.drawing().marks().stream().anyMatch(mark ->
                mark instanceof Mark.Clipped clipped && clipped.box().equals(photo(picture)) && clipped.marks().getFirst() instanceof Mark.Veil));
    }

    @Test
    void attentionAmongWordsIsSaidToBeShownElsewhere() {
        Trace trace = ExampleTraces.bert(1, 2);
        OverlayPicture picture = layout(trace, Options.usual(List.of(trace.sites().getFirst().head(0))));
        assertEquals(
                List.of("There is no picture and no sound in this attention: see Head or Lines."),
                picture.drawing().labels().stream().map(Mark.Label::text).toList());
    }

    private static Matrix veil(OverlayPicture picture) {
        return picture.drawing().marks().stream()
                .filter(Mark.Veil.class::isInstance)
                .map(mark -> ((Mark.Veil) mark).matrix())
                .findFirst()
                .orElseThrow();
    }

    private static Box photo(OverlayPicture picture) {
        return picture.drawing().marks().stream()
                .filter(Mark.Photo.class::isInstance)
                .map(mark -> ((Mark.Photo) mark).box())
                .findFirst()
                .orElseThrow();
    }

    private static Options options(HeadAddress head, Direction direction, @Nullable Cell focus, boolean smooth) {
        return new Options(0, 0, List.of(head), direction, focus, false, smooth, false, 0.5, Scale.Kind.LINEAR, ColorMap.VIRIDIS);
    }

    private static OverlayPicture layout(Trace trace, Options options) {
        return OverlayLayout.layout(trace, options, Messages.ENGLISH, new Backdrop(), Cancellation.never());
    }
}
