package io.headscope.view.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Role;
import io.headscope.lab.Evaluation;
import io.headscope.lab.Example;
import io.headscope.lab.LabState;
import io.headscope.lab.Mechanism;
import io.headscope.lab.Quantity;
import io.headscope.lab.example.Examples;
import io.headscope.lab.mechanism.Mechanisms;
import io.headscope.view.Figures;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TypesetFormulaTest {

    static Stream<Mechanism> mechanisms() {
        return Stream.concat(Mechanisms.all().stream(), Examples.all().stream().map(Example::mechanism)).distinct();
    }

    @Test
    void markedTermsAreTakenApart() {
        String formula = "\\term{output}{A \\term{scores}{Q_{i}} B} C";
        assertEquals("{A {Q_{i}} B} C", TypesetFormula.tex(formula, _ -> ""));
        assertEquals("{A \\lit{Q_{i}} B} C", TypesetFormula.tex(formula, key -> key.equals("scores") ? "\\lit" : ""));
    }

    @ParameterizedTest
    @MethodSource("mechanisms")
    void everyFormulaIsSet(Mechanism mechanism) throws IOException {
        Evaluation made = mechanism.evaluate();
        String formula = mechanism.formula().with(made.settings());
        TypesetFormula set = TypesetFormula.of(formula, null, 20);
        assertTrue(set.width() > 100 && set.height() > 20 && set.marks().size() > 5, set::toString);
        assertTrue(set.marks().stream().allMatch(mark -> mark instanceof Mark.Filled filled && filled.role() == Role.TEXT));
        // Letters of the formula's own fonts that the platform takes for control characters would be missing.
        assertTrue(set.marks().stream().noneMatch(mark -> mark instanceof Mark.Filled filled && filled.outline().path().isEmpty()));
        Figures.save("formula-" + mechanism.id(), new Drawing(set.width() + 10, set.height() + 10, set.marks()));
    }

    /// Every term that is marked belongs to a step, and is lit with it.
    @ParameterizedTest
    @MethodSource("mechanisms")
    void everyTermIsLitByItsStep(Mechanism mechanism) {
        LabState usual = LabState.of(mechanism);
        String formula = mechanism.formula().with(usual.settings());
        for (Quantity step : usual.evaluation().steps()) {
            String key = step.name().key();
            if (formula.contains("\\term{" + key + "}")) {
                List<Mark> marks = TypesetFormula.of(formula, key, 20).marks();
                assertTrue(marks.stream().anyMatch(mark -> mark instanceof Mark.Filled filled && filled.role() == Role.LOCKED), key);
            }
        }
        List<String> keys = usual.evaluation().steps().stream().map(step -> step.name().key()).toList();
        TypesetFormula.tex(formula, key -> {
            // Of the example whose other formula is the wrong one, the wrong one has no step until it is asked for.
            assertTrue(keys.contains(key) || key.equals("added"), mechanism.id() + " has no step " + key);
            return "";
        });
    }
}
