package io.headscope.view.head;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.Token;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenAxisTest {

    /// Text shrinks before a name is left out.
    @ParameterizedTest
    @CsvSource({"30, 40, 12", "15, 40, 12", "12.5, 40, 10.5", "9.5, 40, 9", "9, 20, 12", "5, 20, 9", "4, 8, 12", "1, 4, 9"})
    void narrowCellsHaveSmallerNamesAndThenFewer(double cell, int named, double size) {
        List<Token> tokens = IntStream.range(0, 40).mapToObj(i -> Token.ofId(i, Token.Role.TEXT)).toList();
        List<TokenAxis.Placed> placed = TokenAxis.of(tokens).placed(0, 40, cell);
        assertEquals(named, placed.size());
        assertEquals(List.of(size), placed.stream().map(TokenAxis.Placed::size).distinct().toList());
    }
}
