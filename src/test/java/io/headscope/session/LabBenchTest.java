package io.headscope.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.LabState;
import io.headscope.lab.Mechanism;
import io.headscope.lab.mechanism.Mechanisms;
import io.headscope.message.Messages;
import io.headscope.message.Phrase;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is put into the lab, one matrix after the other.
final class LabBenchTest {

    private final LabBench lab = new LabBench();

    @Test
    void matricesOfOtherShapesAreTakenTogetherOnceAllFit() {
        LabState before = lab.state().get();
        lab.paste("Q", "1,2,3\n4,5,6");
        assertEquals(
                "Q is 2 × 3 and K is 3 × 2: both need the same number of columns (3 and 2), as each row is multiplied with each row"
                        + " number by number. Change the rows or columns of one of them.",
                said());
        assertEquals(before, lab.state().get());
        assertTrue(lab.keepsAside());
        lab.paste("K", "1,0,0\n0,1,0\n0,0,1\n1,1,1");
        assertEquals(
                "Weights is 2 × 4 and V is 3 × 2: there must be one value for each weight of a row (3 for 4). Change the rows or columns"
                        + " of one of them.",
                said());
        assertEquals(before, lab.state().get());
        lab.paste("V", "1\n2\n3\n4");
        assertNull(lab.problem().get());
        assertFalse(lab.keepsAside());
        assertEquals(Map.of("Q", "2 × 3", "K", "4 × 3", "V", "4 × 1"), shapes());
        assertEquals(15, lab.state().get().evaluation().get("scores").value().at(1, 3));
    }

    @Test
    void whatFitsAloneDoesNotWaitForWhatWasKeptAside() {
        lab.paste("Q", "1,2,3");
        lab.paste("V", "7,8\n9,10\n11,12");
        assertNull(lab.problem().get());
        assertFalse(lab.keepsAside());
        assertEquals(Map.of("Q", "3 × 2", "K", "3 × 2", "V", "3 × 2"), shapes());
        assertEquals(7, lab.state().get().input("V").at(0, 0));
    }

    @Test
    void pinnedCellStaysPinnedWhileItsNumbersChange() {
        LabBench.Spot pinned = new LabBench.Spot(2, 1, 1);
        lab.locked().set(pinned);
        lab.type("Q", 0, 0, "5");
        assertEquals(pinned, lab.locked().get());
        lab.resize("Q", 1, 0);
        assertNull(lab.locked().get(), "its matrix has another shape");
        lab.locked().set(pinned);
        lab.open(Mechanisms.find("dot").orElseThrow());
        assertNull(lab.locked().get());
    }

    @Test
    void textThatIsNoMatrixIsNotKept() {
        lab.paste("Q", "1,2,three");
        assertFalse(lab.keepsAside());
        lab.paste("Q", "1,2\n3");
        assertFalse(lab.keepsAside());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "scaled | Q | 1 | 0 | ''",
        "scaled | K | 1 | 0 | V",
        "scaled | Q | 0 | 1 | K",
        "scaled | Q | 0 | -1 | K",
        "additive | W1 | 1 | 0 | W2, v",
        "additive | K | 0 | 1 | W2",
        "location | E | 1 | 0 | W",
        "self | X | 0 | 1 | W^Q, W^K, W^V",
        "local-global | K | 1 | 0 | V, Kg, Vg",
        "relative-bias | b | 0 | 1 | ''"
    })
    void inputsThatHaveToFitGrowWithOneThatGrows(String mechanism, String input, int rows, int columns, String others) {
        lab.open(Mechanisms.find(mechanism).orElseThrow());
        DoubleMatrix before = lab.state().get().input(input);
        lab.resize(input, rows, columns);
        assertNull(lab.problem().get());
        DoubleMatrix now = lab.state().get().input(input);
        assertEquals(List.of(before.rows() + rows, before.columns() + columns), List.of(now.rows(), now.columns()));
        assertEquals(before.at(0, 0), now.at(0, 0));
        assertEquals(others.isEmpty() ? null : Phrase.of("lab.fitted", others), lab.note().get());
    }

    @Test
    void pairsAndHeadsGetAsManyColumnsAsTheyNeed() {
        lab.open(Mechanisms.find("rotary").orElseThrow());
        lab.resize("Q", 0, 1);
        assertNull(lab.problem().get());
        assertEquals(Map.of("Q", "3 × 4", "K", "3 × 4", "V", "3 × 2"), shapes());
        lab.paste("V", "1,2,3\n4,5,6\n7,8,9");
        lab.paste("Q", "1,2,3\n4,5,6\n7,8,9");
        assertEquals(
                "Q is 3 × 3: rotary positions turn numbers in pairs, so there must be an even number of columns. Add a column or take"
                        + " one away.",
                said());
    }

    @Test
    void everyInputOfEveryMechanismCanGrowOrSaysWhyNot() {
        for (Mechanism mechanism : Mechanisms.all()) {
            for (Mechanism.Input input : mechanism.inputs()) {
                for (int rows = 0; rows <= 1; rows++) {
                    lab.open(mechanism);
                    lab.resize(input.name(), rows, 1 - rows);
                    boolean grown = !lab.state().get().input(input.name()).shape().equals(input.usual().shape());
                    assertEquals(grown, lab.problem().get() == null, mechanism.id() + " " + input.name());
                }
            }
        }
    }

    @Test
    void thereIsAnEndToGrowing() {
        lab.paste("Q", "1,2\n".repeat(64));
        assertNull(lab.problem().get());
        lab.resize("Q", 1, 0);
        assertTrue(said().startsWith("Q was to become 65 × 2."), said());
        assertEquals(64, lab.state().get().input("Q").rows());
    }

    private String said() {
        var problem = lab.problem().get();
        assertNotNull(problem);
        return problem.sentence(Messages.ENGLISH);
    }

    private Map<String, String> shapes() {
        return lab.state().get().inputs().entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().shape()));
    }
}
