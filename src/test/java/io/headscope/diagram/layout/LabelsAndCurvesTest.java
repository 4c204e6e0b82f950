package io.headscope.diagram.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.diagram.Text;
import io.headscope.diagram.layout.Wording.Run;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Ink;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Point;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import io.headscope.task.Cancellation;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a text says about how a diagram looks: emphasis, icons, bent links, themes.
final class LabelsAndCurvesTest {

    private static final List<Point> CORNERS =
            List.of(new Point(0, 0), new Point(0, 40), new Point(60, 40), new Point(60, 100));

    @Test
    void markdownIsBoldAndItalic() {
        assertEquals(
                List.of(new Run("a ", false, false), new Run("bold", true, false), new Run(" and ", false, false),
                        new Run("slanted", false, true), new Run(" ", false, false), new Run("both", true, true)),
                runs("a **bold** and _slanted_ ***both***"));
        assertEquals(List.of(new Run("注意", true, false), new Run("力", false, false)), runs("**注意**力"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 * 3 * 4", "snake_case_name", "a ** b", "*", "5 **", "self_attn.q_proj"})
    void signsThatEmphasizeNothingStay(String text) {
        assertEquals(List.of(new Run(text, false, false)), runs(text));
    }

    @Test
    void withoutMarkdownStarsAreStars() {
        assertEquals("**a**", Wording.of(Text.of("**a**")).text());
    }

    @Test
    void emphasisGoesOnWhereALineBreaks() {
        Wording wording = Wording.of(new Text("**one two three four five six seven eight nine ten eleven twelve**", true));
        assertTrue(wording.lines().size() > 1);
        assertTrue(wording.lines().stream().flatMap(line -> line.runs().stream()).allMatch(Run::bold));
    }

    @Test
    void iconsAreSignsOrNames() {
        assertEquals("★ Star", Icons.written("fa:fa-star Star"));
        assertEquals("‹car› Drive", Icons.written("fab:fa-car Drive"));
        assertEquals("no icon: fa-star", Icons.written("no icon: fa-star"));
        assertEquals("‹user›", Icons.sign("fa:user"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "linear", "basis", "cardinal", "catmullRom", "natural", "monotoneX", "monotoneY", "bumpX", "bumpY", "step", "stepBefore", "stepAfter"
    })
    void everyCurveLeadsFromEndToEnd(String curve) {
        Path2D path = Curves.of(curve, CORNERS);
        double[] n = new double[6];
        var at = path.getPathIterator(null);
        at.currentSegment(n);
        assertEquals(new Point(0, 0), new Point(n[0], n[1]));
        assertEquals(new Point(60, 100), new Point(path.getCurrentPoint().getX(), path.getCurrentPoint().getY()));
        Rectangle2D bounds = path.getBounds2D();
        assertTrue(bounds.getMinX() > -30 && bounds.getMaxX() < 90 && bounds.getMinY() > -30 && bounds.getMaxY() < 130, bounds::toString);
    }

    @Test
    void curvesAreTheirOwn() {
        assertEquals("M 0 0 L 0 40 L 60 40 L 60 100", io.headscope.drawing.Outline.of(Curves.of("linear", CORNERS)).path());
        assertEquals(
                "M 0 0 L 0 6.67 C 0 13.33 0 26.67 10 33.33 C 20 40 40 40 50 50 C 60 60 60 80 60 90 L 60 100",
                io.headscope.drawing.Outline.of(Curves.of("basis", CORNERS)).path());
        assertEquals("M 0 0 L 10 0 L 10 8 L 20 8", io.headscope.drawing.Outline.of(Curves.of("step", List.of(new Point(0, 0), new Point(20, 8)))).path());
        assertEquals(
                "M 0 0 C 10 0 10 8 20 8", io.headscope.drawing.Outline.of(Curves.of("bumpX", List.of(new Point(0, 0), new Point(20, 8)))).path());
    }

    @Test
    void aLinkIsBentAsItSaysElseAsTheDiagramElseAsTheSettingsSay() {
        // Of three links one at most is straight anyway.
        String body = "flowchart TD\na e1@--> b\na e2@--> c\na e3@--> d\n";
        String linear = "e1@{ curve: linear }\ne2@{ curve: linear }\ne3@{ curve: linear }\n";
        assertEquals("LQ", segments(draw(body)));
        assertEquals("CL", segments(draw("---\nconfig:\n  flowchart:\n    curve: basis\n---\n" + body)));
        assertEquals("L", segments(draw("%%{init: {'flowchart': {'curve': 'linear'}}}%%\n" + body)));
        assertEquals("L", segments(draw(body + "linkStyle default interpolate linear\n")));
        assertEquals("L", segments(draw("---\nconfig:\n  flowchart:\n    curve: basis\n---\n" + body + linear)));
    }

    /// What kinds of segments links are made of.
    private static String segments(Drawing drawing) {
        return drawing.marks().stream()
                .filter(Mark.Traced.class::isInstance)
                .map(mark -> ((Mark.Traced) mark).outline().path())
                .filter(path -> !path.contains("Z"))
                .flatMap(path -> path.chars().mapToObj(Character::toString))
                .filter("LQC"::contains)
                .distinct()
                .sorted()
                .collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({
        "'---\nconfig:\n  theme: forest\n---\n', #cde498",
        "'%%{init: {\"theme\": \"dark\"}}%%\n', #1f2020",
        "'---\nconfig:\n  theme: base\n  themeVariables:\n    primaryColor: \"#ff8800\"\n---\n', #ff8800",
        "'%%{init: {\"theme\": \"base\", \"themeVariables\": {\"primaryColor\": \"#0a0b0c\"}}}%%\n', #0a0b0c",
    })
    void themesColourNodes(String preamble, String color) {
        Drawing drawing = draw(preamble + "flowchart TD\na --> b\n");
        assertTrue(inks(drawing).contains(Rgb.of(color)), () -> inks(drawing).toString());
    }

    @Test
    void withoutAThemeColoursAreThePalettes() {
        assertTrue(inks(draw("flowchart TD\na --> b\n")).contains(Role.NODE));
        assertFalse(inks(draw("---\nconfig:\n  theme: no-such\n---\nflowchart TD\na --> b\n")).isEmpty());
        assertTrue(inks(draw("---\nconfig:\n  theme: no-such\n---\nflowchart TD\na --> b\n")).contains(Role.NODE));
    }

    @Test
    void longLinksStayInTheirFrame() {
        Placed placed = place("flowchart TD\nsubgraph f [Frame]\na ----> b\na --> c --> d\nend\nx --> y\n");
        var frame = placed.place("f").orElseThrow();
        placed.links().stream()
                .filter(link -> link.link().from().equals("a"))
                .flatMap(link -> link.points().stream())
                .forEach(point -> assertTrue(frame.grown(0.5).contains(point.x(), point.y()), point::toString));
        assertTrue(placed.place("b").orElseThrow().y() > placed.place("d").orElseThrow().y(), "three ranks are more than two");
    }

    private static List<Run> runs(String text) {
        return Wording.of(new Text(text, true)).lines().stream().flatMap(line -> line.runs().stream()).toList();
    }

    private static java.util.Set<Ink> inks(Drawing drawing) {
        return drawing.marks().stream()
                .filter(Mark.Filled.class::isInstance)
                .map(mark -> ((Mark.Filled) mark).role())
                .collect(Collectors.toSet());
    }

    private static Drawing draw(String text) {
        return DiagramPicture.draw(place(text));
    }

    private static Placed place(String text) {
        return DiagramLayout.place(MermaidReader.read(text).orThrow("text"), Cancellation.never());
    }
}
