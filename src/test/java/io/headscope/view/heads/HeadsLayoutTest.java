package io.headscope.view.heads;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.Claim;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Tint;
import io.headscope.message.Messages;
import io.headscope.task.Cancellation;
import io.headscope.view.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HeadsLayoutTest {

    private static final Tint TINT = HeadsLayout.Options.USUAL.tint();

    @Test
    void aHeadThatIsOffIsCrossedOut() {
        Trace trace = ExampleTraces.bert(2, 3);
        HeadAddress off = trace.sites().getFirst().head(2);
        HeadsLayout.Options options = new HeadsLayout.Options(0, 0, TINT, null, Reduction.NONE, Set.of(off));
        HeadsPicture picture = layout(trace, options);
        Box place = picture.place(off).orElseThrow();
        List<Mark.Rule> across = picture.drawing().marks().stream()
                .filter(Mark.Rule.class::isInstance)
                .map(Mark.Rule.class::cast)
                .filter(rule -> rule.from().x() == place.x() && rule.to().x() == place.right())
                .toList();
        assertEquals(2, across.size());
    }

    @ParameterizedTest
    @EnumSource(Messages.Language.class)
    void sitesThatFailTheirProofAreMarked(Messages.Language language) throws IOException {
        Trace trace = ExampleTraces.failing(ExampleTraces.bert(2, 3), 1, Set.of(Claim.ROWS, Claim.MASK));
        HeadsPicture picture = HeadsLayout.layout(trace, HeadsLayout.Options.USUAL, Messages.of(language), Cancellation.never());
        Figures.assertApproved("heads-failing-" + language.name().toLowerCase(Locale.ROOT), picture.drawing());
        assertEquals(List.of(), Figures.collisions(picture.drawing()));
    }

    @Test
    void everyHeadHasAPlaceOfItsOwn() {
        HeadsPicture picture = layout(ExampleTraces.bert(3, 4), HeadsLayout.Options.USUAL);
        List<Box> places = List.copyOf(picture.places().values());
        assertAll(
                () -> assertEquals(12, places.size()),
                () -> assertTrue(places.stream().allMatch(one ->
                        places.stream().filter(one::overlaps).count() == 1)));
    }

    @Test
    void aHeadIsFoundWhereItIsDrawn() {
        Trace trace = ExampleTraces.bert(3, 4);
        HeadsPicture picture = layout(trace, HeadsLayout.Options.USUAL);
        HeadAddress head = List.copyOf(trace.sites()).get(2).head(1);
        Box place = picture.place(head).orElseThrow();
        assertAll(
                () -> assertEquals(head, picture.at(place.centerX(), place.centerY()).orElseThrow()),
                () -> assertTrue(picture.at(place.right() + 2, place.centerY()).isEmpty()));
    }

    @Test
    void thumbnailsShowTheWeights() {
        Trace trace = ExampleTraces.bert(2, 2);
        HeadsPicture picture = layout(trace, HeadsLayout.Options.USUAL);
        Mark.Raster atlas = atlas(picture);
        AttentionSite last = trace.sites().getLast();
        Box place = picture.place(last.head(1)).orElseThrow();
        double cell = place.width() / 9;
        float drawn = atlas.matrix().at(
                (int) (place.y() - atlas.box().y() + 4.5 * cell), (int) (place.x() - atlas.box().x() + 2.5 * cell));
        assertEquals(trace.map(last).head(1)[4 * 9 + 2], drawn);
    }

    @Test
    void longInputsKeepTheirStrongestWeights() {
        Trace trace = ExampleTraces.causal(1, 1, 300);
        Mark.Raster atlas = atlas(layout(trace, HeadsLayout.Options.USUAL));
        float[] weights = trace.map(trace.sites().getFirst()).head(0);
        assertEquals(max(weights), max(atlas.matrix().values()));
    }

    @Test
    void rowsThatAttendToNothingHaveNoColour() {
        List<Token> tokens = new ArrayList<>(ExampleTraces.story());
        tokens.add(Token.ofId(0, Role.PADDING));
        Mark.Raster atlas = atlas(layout(ExampleTraces.trace(tokens, 1, 1, true, Map.of()), HeadsLayout.Options.USUAL));
        int rows = atlas.matrix().rows();
        assertAll(
                () -> assertEquals(0, atlas.matrix().at(0, rows - 1)),
                () -> assertEquals(Float.NaN, atlas.matrix().at(rows - 1, 0)));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "900, 700", "420, 300", "200, 1000"})
    void labelsNeverOverlap(double width, double height) {
        for (Trace trace : List.of(ExampleTraces.bert(12, 16), ExampleTraces.encoderDecoder(2, 4), ExampleTraces.causal(1, 1))) {
            for (Messages messages : List.of(Messages.ENGLISH, Messages.CHINESE)) {
                HeadsPicture picture = HeadsLayout.layout(
                        trace, new HeadsLayout.Options(width, height, TINT), messages, Cancellation.never());
                assertEquals(List.of(), Figures.collisions(picture.drawing()));
            }
        }
    }

    @Test
    void whatHasRoomIsNotScrolled() {
        HeadsPicture picture = layout(ExampleTraces.bert(12, 12), new HeadsLayout.Options(800, 600, TINT));
        assertAll(
                () -> assertTrue(picture.drawing().width() <= 800),
                () -> assertTrue(picture.drawing().height() <= 600));
    }

    @Test
    void arrowsLeadToNeighboursAndStopAtTheEdge() {
        Trace trace = ExampleTraces.encoderDecoder(2, 3);
        HeadsPicture picture = layout(trace, HeadsLayout.Options.USUAL);
        List<AttentionSite> sites = List.copyOf(trace.sites());
        HeadAddress first = sites.get(0).head(0);
        assertAll(
                () -> assertEquals(sites.get(0).head(1), picture.neighbour(first, 1, 0)),
                () -> assertEquals(sites.get(1).head(0), picture.neighbour(first, 0, 1)),
                () -> assertEquals(first, picture.neighbour(first, -1, 0)),
                () -> assertEquals(first, picture.neighbour(first, 0, -1)),
                () -> assertEquals(sites.get(2).head(1), picture.neighbour(sites.get(1).head(1), 0, 1), "on to the next section"));
    }

    @Test
    void aCancelledLayoutStops() {
        Cancellation cancelled = new Cancellation();
        cancelled.cancel();
        assertThrows(
                CancellationException.class,
                () -> HeadsLayout.layout(ExampleTraces.bert(1, 1), HeadsLayout.Options.USUAL, Messages.ENGLISH, cancelled));
    }

    @Test
    void smallHeadsAreDrawnAsApproved() throws IOException {
        Trace trace = ExampleTraces.encoderDecoder(1, 1);
        HeadsLayout.Options options =
                new HeadsLayout.Options(140, 200, new Tint(Scale.of(Scale.Kind.LINEAR), ColorMap.MAGMA));
        Figures.assertApproved("heads", layout(trace, options).drawing());
    }

    @Test
    void picturesToLookAt() throws IOException {
        Figures.save("heads", layout(ExampleTraces.bert(12, 12), HeadsLayout.Options.USUAL).drawing());
        Figures.save("heads-sections", layout(ExampleTraces.encoderDecoder(2, 6), HeadsLayout.Options.USUAL).drawing());
        Figures.save("heads-long", layout(ExampleTraces.causal(4, 6, 300), new HeadsLayout.Options(900, 600, TINT)).drawing());
        Trace trace = ExampleTraces.causal(3, 6, 40);
        HeadsPicture picture = layout(trace, HeadsLayout.Options.USUAL);
        HeadAddress head = trace.sites().getFirst().head(1);
        List<Mark> marks = new ArrayList<>(picture.drawing().marks());
        Box room = new Box(0, 0, picture.drawing().width(), 360);
        marks.addAll(HeadsLayout.inset(
                    trace, head, io.headscope.analysis.Reduction.NONE, picture.place(head).orElseThrow(), room, TINT, Messages.ENGLISH));
        Figures.save("heads-enlarged", new Drawing(room.width(), room.height(), marks));
        assertTrue(Files.exists(Path.of("target/screenshots/figure-heads-dark.png")));
    }

    private static HeadsPicture layout(Trace trace, HeadsLayout.Options options) {
        return HeadsLayout.layout(trace, options, Messages.ENGLISH, Cancellation.never());
    }

    private static Mark.Raster atlas(HeadsPicture picture) {
        return picture.drawing().marks().stream()
                .filter(Mark.Raster.class::isInstance)
                .map(Mark.Raster.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static float max(float[] values) {
        float max = 0;
        for (float value : values) {
            max = value > max ? value : max;
        }
        return max;
    }
}
