package io.headscope.view.head;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.Claim;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Pooling;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Scale;
import io.headscope.message.Messages;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.Figures;
import io.headscope.view.head.HeadLayout.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HeadLayoutTest {

    @Test
    void aSmallHeadIsDrawnAsApproved() throws IOException {
        Trace trace = ExampleTraces.causal(1, 1);
        Options options = new Options(330, 330, Scale.Kind.LINEAR, false, ColorMap.VIRIDIS, new Reduction(false, true), Viewport.WHOLE);
        Figures.assertApproved("head", picture(trace, options).drawing());
    }

    @ParameterizedTest
    @EnumSource(Messages.Language.class)
    void aSiteThatFailsItsProofSaysSoUnderItsTitle(Messages.Language language) throws IOException {
        Trace trace = ExampleTraces.failing(ExampleTraces.causal(1, 1), 0, Set.of(Claim.ROWS));
        HeadPicture picture = HeadLayout.layout(
                trace, trace.sites().getFirst().head(0), sized(330, 330), Messages.of(language), Cancellation.never());
        Figures.assertApproved("head-failing-" + language.name().toLowerCase(Locale.ROOT), picture.drawing());
    }

    @Test
    void cellsHoldTheWeightsOfTheirHead() {
        Trace trace = ExampleTraces.bert(2, 3);
        HeadAddress head = trace.sites().getLast().head(2);
        HeadPicture picture = HeadLayout.layout(trace, head, Options.USUAL, Messages.ENGLISH, Cancellation.never());
        assertArrayEquals(trace.map(head.site()).head(2), raster(picture.drawing()).matrix().values());
    }

    @Test
    void longInputsAreReadNoFinerThanTheyAreDrawn() {
        Trace trace = ExampleTraces.causal(1, 1, 700);
        HeadPicture picture = picture(trace, sized(400, 400));
        Mark.Raster raster = raster(picture.drawing());
        int rows = raster.matrix().rows();
        float[] pooled = new float[rows * rows];
        AttentionMap map = trace.map(trace.sites().getFirst());
        map.readPooled(0, IndexRange.upTo(700), IndexRange.upTo(700), Pooling.MAX, rows, rows, pooled);
        assertAll(
                () -> assertEquals(Math.round(picture.plot().width()), rows),
                () -> assertArrayEquals(pooled, raster.matrix().values()));
    }

    @Test
    void whatIsZoomedIntoIsReadCellByCell() {
        Trace trace = ExampleTraces.causal(1, 1, 700);
        HeadPicture picture = picture(trace, zoomed(new Viewport(300, 400, 50)));
        Mark.Clipped clipped = (Mark.Clipped) picture.drawing().marks().stream().filter(Mark.Clipped.class::isInstance).findFirst().orElseThrow();
        Mark.Raster raster = (Mark.Raster) clipped.marks().getFirst();
        int columns = raster.matrix().columns();
        float[] tile = new float[raster.matrix().rows() * columns];
        trace.map(trace.sites().getFirst()).read(
                0, new IndexRange(400, 400 + raster.matrix().rows()), new IndexRange(300, 300 + columns), tile);
        assertAll(
                () -> assertEquals(picture.plot(), clipped.box()),
                () -> assertArrayEquals(tile, raster.matrix().values()));
    }

    @Test
    void theViewportStaysWithinTheMatrix() {
        Trace trace = ExampleTraces.causal(1, 1, 100);
        HeadPicture beyond = picture(trace, zoomed(new Viewport(1000, -5, 4)));
        assertAll(
                () -> assertEquals(100, beyond.viewport().left() + beyond.plot().width() / beyond.cell().width(), 1e-9),
                () -> assertEquals(0, beyond.viewport().top()));
    }

    @Test
    void zoomingKeepsThePlaceUnderThePointer() {
        Viewport near = new Viewport(10, 20, 2).zoomedAround(14, 30, 1.6, CellSize.square(5));
        double shrink = 1 / 1.6;
        assertAll(
                () -> assertEquals(14 - 4 * shrink, near.left(), 1e-9),
                () -> assertEquals(30 - 10 * shrink, near.top(), 1e-9),
                () -> assertEquals(3.2, near.zoom(), 1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "900, 700, 1", "500, 300, 1", "240, 240, 1", "900, 700, 3.3", "500, 300, 9"})
    void labelsNeverOverlap(double width, double height, double zoom) {
        Stream.of(
                        ExampleTraces.bert(1, 1),
                        ExampleTraces.causal(1, 1),
                        ExampleTraces.causal(1, 1, 150),
                        ExampleTraces.encoderDecoder(1, 1),
                        ExampleTraces.trace(ExampleTraces.splitCharacter(), 1, 1, true, Map.of()))
                .forEach(trace -> {
                    Options options = new Options(width, height, Scale.Kind.LOG, false, ColorMap.MAGMA,
                            new Reduction(false, true), new Viewport(0.4, 1.3, zoom));
                    assertEquals(List.of(), Figures.collisions(picture(trace, options).drawing()));
                });
    }

    @Test
    void hiddenTokensAndTheFirstAreSaidToBeLeftOut() {
        Trace trace = ExampleTraces.bert(1, 1);
        Options options = new Options(0, 0, Scale.Kind.LINEAR, false, ColorMap.VIRIDIS, new Reduction(true, true), Viewport.WHOLE);
        List<String> labels = picture(trace, options).drawing().labels().stream().map(Mark.Label::text).toList();
        assertAll(
                () -> assertTrue(labels.contains("Special tokens are left out."), labels::toString),
                () -> assertTrue(labels.contains("The first token is left out, rows are renormalised."), labels::toString),
                () -> assertTrue(labels.stream().noneMatch("[CLS]"::equals), labels::toString));
    }

    @Test
    void rowsThatAttendToNothingAreHatchedAndHaveNoColour() {
        List<Token> tokens = new ArrayList<>(ExampleTraces.story());
        tokens.add(Token.ofId(0, Role.PADDING));
        tokens.add(Token.ofId(0, Role.PADDING));
        HeadPicture picture = picture(ExampleTraces.trace(tokens, 1, 1, true, Map.of()), Options.USUAL);
        Box plot = picture.plot();
        Mark.Hatch hatch = (Mark.Hatch) picture.drawing().marks().stream().filter(Mark.Hatch.class::isInstance).findFirst().orElseThrow();
        assertAll(
                () -> assertEquals(plot.y() + 5 * picture.cell().height(), hatch.box().y(), 1e-9),
                () -> assertEquals(plot.bottom(), hatch.box().bottom(), 1e-9),
                () -> assertEquals(Float.NaN, raster(picture.drawing()).matrix().at(6, 0)),
                () -> assertEquals(0, raster(picture.drawing()).matrix().at(4, 6)));
    }

    @Test
    void nothingLeftIsSaid() {
        Trace trace = ExampleTraces.trace(List.of(Token.ofId(3, Role.SPECIAL)), 1, 1, true, Map.of());
        Options options = new Options(0, 0, Scale.Kind.LINEAR, true, ColorMap.VIRIDIS, new Reduction(true, false), Viewport.WHOLE);
        assertEquals(
                List.of("Nothing is left to show: every token is hidden."),
                picture(trace, options).drawing().labels().stream().map(Mark.Label::text).toList());
    }

    @Test
    void stretchedColoursEndAtTheLargestWeight() {
        Trace trace = ExampleTraces.bert(1, 1);
        Options options = new Options(0, 0, Scale.Kind.LINEAR, true, ColorMap.VIRIDIS, Reduction.NONE, Viewport.WHOLE);
        float max = 0;
        for (float weight : trace.map(trace.sites().getFirst()).head(0)) {
            max = Math.max(max, weight);
        }
        assertEquals(max, raster(picture(trace, options).drawing()).tint().scale().high());
    }

    @Test
    void aPointIsTheCellDrawnThereInPositionsOfTheTrace() {
        Trace trace = ExampleTraces.bert(1, 1);
        Options options = new Options(0, 0, Scale.Kind.LINEAR, false, ColorMap.VIRIDIS, new Reduction(true, false), Viewport.WHOLE);
        HeadPicture picture = picture(trace, options);
        Box plot = picture.plot();
        double cell = picture.cell().width();
        assertAll(
                () -> assertEquals(Optional.of(new Cell(3, 2)), picture.at(plot.x() + 1.5 * cell, plot.y() + 2.5 * cell)),
                () -> assertEquals(Optional.of(new Cell(3, null)), picture.at(plot.x() - 4, plot.y() + 2.5 * cell)),
                () -> assertEquals(Optional.of(new Cell(null, 2)), picture.at(plot.x() + 1.5 * cell, plot.y() - 4)),
                () -> assertEquals(Optional.empty(), picture.at(plot.right() + 4, plot.bottom() + 4)),
                () -> assertEquals(Optional.empty(), picture.rowBand(0)));
    }

    @Test
    void theReadingNamesBothTokensAndTheWeight() {
        Trace trace = ExampleTraces.bert(1, 1);
        HeadPicture picture = picture(trace, Options.USUAL);
        String weight = HeadOverlay.number(trace.map(trace.sites().getFirst()).head(0)[2 * 9 + 3]);
        assertAll(
                () -> assertEquals(Optional.of("cat → sat  " + weight), HeadOverlay.reading(picture, new Cell(2, 3))),
                () -> assertEquals(Optional.of("cat →"), HeadOverlay.reading(picture, new Cell(2, null))),
                () -> assertEquals(Optional.of("→ sat"), HeadOverlay.reading(picture, new Cell(null, 3))),
                () -> assertEquals(Optional.empty(), HeadOverlay.reading(picture, new Cell(99, 3))));
    }

    @Test
    void picturesToLookAt() throws IOException {
        HeadPicture bert = picture(ExampleTraces.bert(3, 4), Options.USUAL);
        Figures.save("head", bert.drawing());
        Figures.save("head-long", picture(ExampleTraces.causal(1, 1, 300), new Options(900, 700, Scale.Kind.LOG, false,
                ColorMap.MAGMA, new Reduction(false, true), Viewport.WHOLE)).drawing());
        Figures.save("head-zoomed", picture(ExampleTraces.causal(1, 1, 60), new Options(700, 500, Scale.Kind.SQUARE_ROOT, true,
                ColorMap.CIVIDIS, Reduction.NONE, new Viewport(10.4, 20.3, 3.5))).drawing());
        List<Token> tokens = new ArrayList<>(ExampleTraces.splitCharacter());
        tokens.add(Token.ofId(0, Role.PADDING));
        Figures.save("head-split", picture(ExampleTraces.trace(tokens, 1, 1, true, Map.of()), new Options(0, 0,
                Scale.Kind.LINEAR, false, ColorMap.BLUE_ORANGE, Reduction.NONE, Viewport.WHOLE)).drawing());
        Drawing overlay = HeadOverlay.draw(bert, new Cell(6, 1), new Cell(2, 3));
        List<Mark> both = new ArrayList<>(bert.drawing().marks());
        both.addAll(overlay.marks());
        Figures.save("head-hovered", new Drawing(overlay.width(), overlay.height(), both));
        assertTrue(Files.exists(Path.of("target/screenshots/figure-head-hovered-dark.png")));
    }

    private static HeadPicture picture(Trace trace, Options options) {
        return HeadLayout.layout(trace, trace.sites().getFirst().head(0), options, Messages.ENGLISH, Cancellation.never());
    }

    private static Options sized(double width, double height) {
        return new Options(width, height, Scale.Kind.LINEAR, false, ColorMap.VIRIDIS, Reduction.NONE, Viewport.WHOLE);
    }

    private static Options zoomed(Viewport viewport) {
        return new Options(500, 500, Scale.Kind.LINEAR, false, ColorMap.VIRIDIS, Reduction.NONE, viewport);
    }

    private static Mark.Raster raster(Drawing drawing) {
        return drawing.marks().stream().filter(Mark.Raster.class::isInstance).map(Mark.Raster.class::cast).findFirst().orElseThrow();
    }
}
