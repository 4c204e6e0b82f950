package io.headscope.view.lines;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Role;
import io.headscope.message.Messages;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.Figures;
import io.headscope.view.lines.LinesLayout.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinesLayoutTest {

    @Test
    void everyWeightFromTheThresholdUpIsALine() {
        Trace trace = ExampleTraces.bert(1, 2);
        AttentionSite site = trace.sites().getFirst();
        float[] weights = trace.map(site).head(1);
        long expected = IntStream.range(0, weights.length).filter(i -> weights[i] >= 0.1).count();
        LinesPicture picture = layout(trace, Options.usual(List.of(site.head(1))));
        assertAll(
                () -> assertEquals(expected, links(picture).size()),
                () -> assertTrue(texts(picture).contains(expected + " lines of weight 0.1 or more."), texts(picture)::toString));
    }

    @Test
    void strongerLinesAreThickerDenserAndOnTop() {
        Trace trace = ExampleTraces.bert(1, 1);
        List<Mark.Link> links = links(layout(trace, Options.usual(List.of(trace.sites().getFirst().head(0)))));
        for (int i = 1; i < links.size(); i++) {
            assertTrue(links.get(i).thickness() >= links.get(i - 1).thickness());
            assertTrue(links.get(i).opacity() >= links.get(i - 1).opacity());
        }
    }

    @Test
    void longInputsShowTheStrongestAndSaySo() {
        Trace trace = ExampleTraces.causal(1, 1, 512);
        HeadAddress head = trace.sites().getFirst().head(0);
        Options options = new Options(0, List.of(head), 0.01, Reduction.NONE, null);
        LinesPicture picture = layout(trace, options);
        float[] weights = trace.map(head.site()).head(0);
        long found = IntStream.range(0, weights.length).filter(i -> weights[i] >= 0.01).count();
        assertAll(
                () -> assertEquals(1000, links(picture).size()),
                () -> assertTrue(texts(picture).contains(
                        Messages.ENGLISH.format("view.lines.strongest", 1000, found, 0.01)), texts(picture)::toString));
    }

    @Test
    void headsHaveColoursOfTheirOwnAndALegend() {
        Trace trace = ExampleTraces.bert(2, 3);
        List<HeadAddress> heads = List.of(trace.sites().getFirst().head(0), trace.sites().getLast().head(2));
        LinesPicture picture = layout(trace, Options.usual(heads));
        assertAll(
                () -> assertEquals(List.of(Role.SERIES_1, Role.SERIES_2), links(picture).stream().map(Mark.Link::role).distinct().sorted().toList()),
                () -> assertTrue(texts(picture).containsAll(List.of("Layer 0 · Head 0", "Layer 1 · Head 2"))));
    }

    @Test
    void headsOverOtherTokensAreLeftOut() {
        Trace trace = ExampleTraces.encoderDecoder(1, 1);
        List<HeadAddress> heads = trace.sites().stream().map(site -> site.head(0)).toList();
        LinesPicture picture = layout(trace, Options.usual(heads));
        assertEquals(List.of(Role.SERIES_1), links(picture).stream().map(Mark.Link::role).distinct().toList());
    }

    @Test
    void aFocusedTokenHasItsLinesAlone() {
        Trace trace = ExampleTraces.bert(1, 1);
        HeadAddress head = trace.sites().getFirst().head(0);
        LinesPicture picture = layout(trace, new Options(0, List.of(head), 0.01, Reduction.NONE, new Cell(null, 0)));
        double y = picture.place(new Cell(null, 0)).orElseThrow().centerY();
        assertTrue(!links(picture).isEmpty() && links(picture).stream().allMatch(link -> link.to().y() == y));
    }

    @Test
    void aPointIsTheTokenNamedThere() {
        Trace trace = ExampleTraces.bert(1, 1);
        Options options = new Options(0, List.of(trace.sites().getFirst().head(0)), 0.1, new Reduction(true, false), null);
        LinesPicture picture = layout(trace, options);
        Box third = picture.place(new Cell(3, null)).orElseThrow();
        Box key = picture.place(new Cell(null, 7)).orElseThrow();
        assertAll(
                () -> assertEquals(Optional.of(new Cell(3, null)), picture.at(third.centerX(), third.centerY())),
                () -> assertEquals(Optional.of(new Cell(null, 7)), picture.at(key.centerX(), key.centerY())),
                () -> assertEquals(Optional.empty(), picture.at(picture.queries().right() + 20, third.centerY())),
                () -> assertEquals(Optional.empty(), picture.place(new Cell(0, null))));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 200, 420, 900})
    void labelsNeverOverlap(double width) {
        Stream.of(
                        ExampleTraces.bert(4, 4),
                        ExampleTraces.encoderDecoder(2, 3),
                        ExampleTraces.trace(ExampleTraces.splitCharacter(), 3, 3, true, Map.of()))
                .forEach(trace -> {
                    List<HeadAddress> heads = trace.sites().stream().map(site -> site.head(1)).toList();
                    Options options = new Options(width, heads, 0.2, new Reduction(false, true), null);
                    for (Messages messages : List.of(Messages.ENGLISH, Messages.CHINESE)) {
                        LinesPicture picture = LinesLayout.layout(trace, options, messages, Cancellation.never());
                        assertEquals(List.of(), Figures.collisions(picture.drawing()));
                    }
                });
    }

    @Test
    void aSmallHeadIsDrawnAsApproved() throws IOException {
        Trace trace = ExampleTraces.trace(ExampleTraces.splitCharacter(), 1, 1, true, Map.of());
        Figures.assertApproved("lines", layout(trace, Options.usual(List.of(trace.sites().getFirst().head(0)))).drawing());
    }

    /// Names that run from right to left stand where others do, and pieces of their words can be put together.
    @Test
    void rightToLeftIsDrawnAsApproved() throws IOException {
        Trace trace = ExampleTraces.trace(ExampleTraces.rightToLeft(), 1, 1, false, Map.of());
        Options words = new Options(0, List.of(trace.sites().getFirst().head(0)), 0.1, new Reduction(false, false, true), null);
        LinesPicture picture = layout(trace, words);
        assertTrue(texts(picture).containsAll(List.of("הילד", "הגדול", "البيت")), () -> texts(picture).toString());
        assertEquals(List.of(), Figures.collisions(picture.drawing()));
        Figures.assertApproved("lines-right-to-left", picture.drawing());
    }

    @Test
    void picturesToLookAt() throws IOException {
        Trace trace = ExampleTraces.bert(3, 4);
        List<HeadAddress> heads = List.of(
                trace.sites().getFirst().head(0), trace.sites().getFirst().head(1), trace.sites().getLast().head(2));
        Figures.save("lines", layout(trace, Options.usual(heads)).drawing());
        Figures.save("lines-focus", layout(trace, new Options(0, heads, 0.05, Reduction.NONE, new Cell(3, null))).drawing());
        Trace split = ExampleTraces.trace(ExampleTraces.splitCharacter(), 1, 1, true, Map.of());
        Figures.save("lines-split", layout(split, Options.usual(List.of(split.sites().getFirst().head(0)))).drawing());
        Trace semitic = ExampleTraces.trace(ExampleTraces.rightToLeft(), 1, 1, false, Map.of());
        HeadAddress only = semitic.sites().getFirst().head(0);
        Figures.save("lines-right-to-left", layout(semitic, Options.usual(List.of(only))).drawing());
        Figures.save("lines-words", layout(semitic, new Options(0, List.of(only), 0.05, new Reduction(false, false, true), null)).drawing());
        assertTrue(Files.exists(Path.of("target/screenshots/figure-lines-focus-dark.png")));
    }

    private static LinesPicture layout(Trace trace, Options options) {
        return LinesLayout.layout(trace, options, Messages.ENGLISH, Cancellation.never());
    }

    private static List<Mark.Link> links(LinesPicture picture) {
        return picture.drawing().marks().stream().filter(Mark.Link.class::isInstance).map(Mark.Link.class::cast).toList();
    }

    private static List<String> texts(LinesPicture picture) {
        return picture.drawing().labels().stream().map(Mark.Label::text).toList();
    }
}
