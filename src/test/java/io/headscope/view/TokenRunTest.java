package io.headscope.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.attention.ExampleTraces;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
import io.headscope.attention.Token.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenRunTest {

    @Test
    void aCharacterSplitOverTokensHasOneLabelOverThem() {
        assertEquals(
                List.of(new TokenRun(new IndexRange(0, 1), "猫", false), new TokenRun(new IndexRange(1, 4), "鼬", false)),
                TokenRun.of(ExampleTraces.splitCharacter()));
    }

    @Test
    void equalWordsOfTheirOwnKeepTheirLabels() {
        Token the = ExampleTraces.sentence().get(1);
        assertEquals(2, TokenRun.of(List.of(the, Token.ofId(the.id(), Role.TEXT))).size());
    }

    @Test
    void theSpaceBeforeAWordIsNotShownButALoneSpaceIs() {
        assertEquals(List.of("upon", "·", "∅"), List.of(" upon", " ", "").stream().map(TokenRunTest::shown).toList());
    }

    private static String shown(String text) {
        return TokenRun.text(new Token(1, "piece", text, null, Role.TEXT));
    }
}
