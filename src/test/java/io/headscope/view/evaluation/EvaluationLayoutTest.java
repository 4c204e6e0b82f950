package io.headscope.view.evaluation;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Mark;
import io.headscope.evaluation.DataLayout;
import io.headscope.evaluation.Part;
import io.headscope.evaluation.Report;
import io.headscope.measure.Confusion;
import io.headscope.message.Messages;
import io.headscope.session.EvaluationBench.Cell;
import io.headscope.view.Figures;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EvaluationLayoutTest {

    private static final Confusion ANIMALS = new Confusion(
            List.of("cat", "dog", "a bird of passage"), new long[][] {{180, 17, 3}, {12, 28, 0}, {0, 0, 0}});

    private static Report report(Confusion confusion) {
        SequencedMap<String, Double> measures = new LinkedHashMap<>();
        measures.put("accuracy", confusion.accuracy());
        measures.put("macro_f1", confusion.macro(confusion::f1));
        return new Report(DataLayout.DIGITS, Part.VALIDATION, measures, confusion, List.of(), 2);
    }

    private static EvaluationPicture layout(double width) {
        return EvaluationLayout.layout(report(ANIMALS), width, ColorMap.VIRIDIS, Messages.ENGLISH);
    }

    @Test
    void looksAsApproved() throws IOException {
        Figures.save("evaluation", layout(0).drawing());
        Figures.assertApproved("evaluation", layout(0).drawing());
    }

    @Test
    void cellsAreFoundWhereTheyAreDrawn() {
        EvaluationPicture picture = layout(500);
        Cell cell = new Cell(1, 0);
        Box box = picture.box(cell).orElseThrow();
        assertAll(
                () -> assertEquals(Optional.of(cell), picture.at(box.centerX(), box.centerY())),
                () -> assertEquals(Optional.empty(), picture.at(1, 1)),
                () -> assertEquals(Optional.empty(), picture.box(new Cell(3, 0))));
    }

    @Test
    void aRowWithoutExamplesHasNoColour() {
        Mark.Raster raster = layout(0).drawing().marks().stream()
                .filter(Mark.Raster.class::isInstance)
                .map(Mark.Raster.class::cast)
                .findFirst()
                .orElseThrow();
        assertAll(
                () -> assertEquals(0.9f, raster.matrix().at(0, 0)),
                () -> assertTrue(Float.isNaN(raster.matrix().at(2, 2))));
    }

    /// Every layout and every measure has its words in both languages.
    @ParameterizedTest
    @EnumSource(Messages.Language.class)
    void everyLayoutIsNamed(Messages.Language language) {
        Messages messages = Messages.of(language);
        for (DataLayout layout : DataLayout.values()) {
            for (Part part : Part.values()) {
                Report report = new Report(layout, part, new LinkedHashMap<>(), null, List.of(), 0);
                assertTrue(EvaluationLayout.layout(report, 0, ColorMap.VIRIDIS, messages).drawing().marks().size() > 0);
            }
        }
    }
}
