package io.headscope.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatrixTextTest {

    private static final DoubleMatrix TWO = DoubleMatrix.of(new double[] {1, 2.5}, new double[] {-3, 0.001});

    @ParameterizedTest
    @ValueSource(strings = {
        "1,2.5\n-3,1e-3", "1\t2.5\r\n-3\t0.001\r\n", "1;2,5\n−3;0,001", "\"1\",\"2.5\"\n\"-3\",\"0.001\"", "1 2.5\n\n  -3   0.001 \n"
    })
    void rowsAreReadAsSpreadsheetsWriteThem(String text) {
        assertEquals(TWO, MatrixText.read("Q", text));
    }

    @Test
    void whatIsWrittenIsReadBack() {
        assertEquals("1,2.5\n-3,0.001\n", MatrixText.write(TWO));
        assertEquals(TWO, MatrixText.read("Q", MatrixText.write(TWO)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "`1,\n3,4` | Row 1, column 2 of Q cannot be used: it is empty. Type a number such as 0.5; what was there stays.",
        "`1,2\n3,four` | Row 2, column 2 of Q cannot be used: “four” is not a number. Type a number such as 0.5; what was there stays.",
        "`1,2\nInfinity,4` | Row 2, column 1 of Q cannot be used: it is infinite. Type a number such as 0.5; what was there stays.",
        "`1,∞` | Row 1, column 2 of Q cannot be used: it is infinite. Type a number such as 0.5; what was there stays.",
        "`1,1e999` | Row 1, column 2 of Q cannot be used: it is infinite. Type a number such as 0.5; what was there stays.",
        "`NaN` | Row 1, column 1 of Q cannot be used: “NaN” is not a number. Type a number such as 0.5; what was there stays.",
        "`0x10` | Row 1, column 1 of Q cannot be used: “0x10” is not a number. Type a number such as 0.5; what was there stays.",
        "`1,2\n3` | Row 2 of what was to be put into Q has 1 cells, the first row has 2. Give every row the same number of cells.",
        "` ` | There are no numbers to put into Q. Copy some cells from a spreadsheet or a CSV file first."
    })
    void whatIsNoMatrixIsRefusedWithItsPlace(String text, String sentence) {
        ProblemException refused = assertThrows(ProblemException.class, () -> MatrixText.read("Q", text));
        assertEquals(sentence, refused.sentence(Messages.ENGLISH));
    }

    @Test
    void tenThousandByTenThousandIsRefusedBeforeItIsTakenApart() {
        String line = ",".repeat(9_999) + "\n";
        String text = IntStream.range(0, 10_000).mapToObj(_ -> line).collect(Collectors.joining());
        ProblemException refused = assertThrows(ProblemException.class, () -> MatrixText.read("K", text));
        assertEquals(
                "K was to become 10,000 × 10,000. The lab takes at most 64 × 128, so that it can be followed."
                        + " Copy a smaller part; what was there stays.",
                refused.sentence(Messages.ENGLISH));
    }
}
