package io.headscope.view.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.TextMeasure;
import io.headscope.lab.LabState;
import io.headscope.lab.Quantity;
import io.headscope.lab.example.Examples;
import io.headscope.lab.mechanism.Mechanisms;
import io.headscope.message.Messages;
import io.headscope.session.LabBench.Spot;
import io.headscope.view.Figures;
import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LabLayoutTest {

    private static final Font BUNDLED = font();

    static Stream<LabState> tables() {
        return Stream.concat(Mechanisms.all().stream().map(LabState::of), Examples.all().stream().map(LabState::of));
    }

    @Test
    void tableIsDrawnAsApproved() throws IOException {
        LabState scaled = LabState.of(Mechanisms.scaled());
        Figures.assertApproved("lab", LabLayout.layout(scaled, LabLayout.Options.USUAL, Messages.ENGLISH).drawing());
        LabLayout.Options third = new LabLayout.Options(500, 3, ColorMap.MAGMA, false);
        Figures.assertApproved("lab-step", LabLayout.layout(scaled, third, Messages.CHINESE).drawing());
    }

    @Test
    void whatIsPointedAtIsDrawnAsApproved() throws IOException {
        LabPicture picture = LabLayout.layout(LabState.of(Mechanisms.find("causal").orElseThrow()), LabLayout.Options.USUAL, Messages.ENGLISH);
        Spot masked = spot(picture, "masked", 0, 2);
        Drawing overlay = LabOverlay.draw(picture, masked, false, Messages.ENGLISH);
        Figures.assertApproved("lab-overlay", overlay);
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyTableCanBeReadInBothLanguages(LabState state) throws IOException {
        for (Messages messages : List.of(Messages.ENGLISH, Messages.CHINESE)) {
            Drawing drawing = LabLayout.layout(state, LabLayout.Options.USUAL, messages).drawing();
            assertEquals(List.of(), Figures.collisions(drawing));
            assertEquals(List.of(), unknownLetters(drawing));
            if (state.example() != null) {
                Figures.save("lab-" + state.example().id() + "-" + messages.language().locale(), drawing);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyStepCanBeReadInLittleRoom(LabState state) {
        for (int step = 1; step <= state.evaluation().steps().size(); step++) {
            LabLayout.Options narrow = new LabLayout.Options(360, step, ColorMap.VIRIDIS, false);
            LabPicture picture = LabLayout.layout(state, narrow, Messages.ENGLISH);
            assertEquals(List.of(), Figures.collisions(picture.drawing()), state.mechanism().id() + " " + step);
            Quantity last = picture.blocks().getLast().quantity();
            assertEquals(state.evaluation().steps().get(step - 1), last);
        }
    }

    @ParameterizedTest
    @MethodSource("tables")
    void everyCellIsFoundWhereItIsDrawn(LabState state) {
        for (double width : new double[] {300, 700, 1200}) {
            LabLayout.Options options = new LabLayout.Options(width, 0, ColorMap.VIRIDIS, true);
            LabPicture picture = LabLayout.layout(state, options, Messages.ENGLISH);
            for (Quantity quantity : state.evaluation().quantities()) {
                int place = state.evaluation().quantities().indexOf(quantity);
                for (int row = 0; row < quantity.rows().length(); row++) {
                    for (int column = 0; column < quantity.columns().length(); column++) {
                        Box box = picture.box(quantity, row, column).orElseThrow();
                        assertEquals(new Spot(place, row, column), picture.at(box.centerX(), box.centerY()).orElseThrow());
                    }
                }
            }
        }
    }

    /// With all numbers on, nothing has to be scrolled sideways, and every number stands within its cell.
    @ParameterizedTest
    @MethodSource("tables")
    void allNumbersAreReadWithoutScrollingSideways(LabState state) {
        for (double width : new double[] {420, 760, 1200}) {
            LabPicture picture = LabLayout.layout(state, new LabLayout.Options(width, 0, ColorMap.VIRIDIS, true), Messages.ENGLISH);
            assertEquals(List.of(), Figures.collisions(picture.drawing()), state.mechanism().id());
            assertEquals(width, picture.drawing().width(), state.mechanism().id());
            List<Box> cells = picture.blocks().stream().flatMap(block -> block.panels().all().stream()
                    .map(panel -> panel.box().moved(block.x(), block.y() + QuantityBlock.HEADING))).toList();
            assertTrue(cells.stream().allMatch(box -> box.right() <= width), state.mechanism().id());
        }
    }

    @Test
    void rowsOfOneQueryStayTogetherWhereATallMatrixIsFolded() {
        LabState state = LabState.of(Mechanisms.find("local-global").orElseThrow());
        LabPicture picture = LabLayout.layout(state, LabLayout.Options.USUAL, Messages.ENGLISH);
        QuantityBlock weighted = picture.blocks().stream()
                .filter(block -> block.quantity().name().key().equals("weighted"))
                .findFirst()
                .orElseThrow();
        assertEquals(List.of(0, 10, 20), weighted.panels().all().stream().map(Panels.Panel::firstRow).toList());
        Box first = weighted.cell(0, 0);
        Box eleventh = weighted.cell(10, 0);
        assertEquals(first.y(), eleventh.y());
        assertTrue(eleventh.x() > first.right());
    }

    @Test
    void cellsThatACellCameFromAreLit() {
        LabPicture picture = LabLayout.layout(LabState.of(Mechanisms.scaled()), LabLayout.Options.USUAL, Messages.ENGLISH);
        Drawing overlay = LabOverlay.draw(picture, spot(picture, "scores", 1, 2), false, Messages.ENGLISH);
        List<Box> lit = new ArrayList<>();
        overlay.marks().forEach(mark -> {
            if (mark instanceof Mark.Area area && area.opacity() < 1) {
                lit.add(area.box());
            }
        });
        List<Box> expected = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            expected.add(picture.box(picture.state().evaluation().get("Q"), 1, i).orElseThrow());
            expected.add(picture.box(picture.state().evaluation().get("K"), 2, i).orElseThrow());
        }
        assertEquals(expected, lit);
        assertTrue(overlay.labels().getFirst().text().equals("S [2, 3] = 0·(−1) + 1·1 = 1"), overlay.labels()::toString);
    }

    /// Labels with letters that the bundled font lacks: they would be drawn as boxes.
    private static List<String> unknownLetters(Drawing drawing) {
        return drawing.labels().stream().map(Mark.Label::text).filter(text -> BUNDLED.canDisplayUpTo(text) >= 0).toList();
    }

    private static Font font() {
        try (InputStream stream = LabLayoutTest.class.getResourceAsStream(TextMeasure.FONT_RESOURCE)) {
            return Font.createFont(Font.TRUETYPE_FONT, stream);
        } catch (IOException | FontFormatException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Spot spot(LabPicture picture, String key, int row, int column) {
        List<Quantity> all = picture.state().evaluation().quantities();
        return new Spot(all.indexOf(picture.state().evaluation().get(key)), row, column);
    }
}
