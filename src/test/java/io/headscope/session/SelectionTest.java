package io.headscope.session;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.headscope.attention.AttentionSite.Kind;
import io.headscope.attention.Section;
import io.headscope.attention.Stack;
import io.headscope.session.Selection.Cell;
import org.junit.jupiter.api.Test;

class SelectionTest {

    private static final Section ENCODER = new Section(Stack.ENCODER, Kind.SELF);
    private static final Section DECODER = new Section(Stack.DECODER, Kind.SELF);
    private static final Section CROSS = new Section(Stack.DECODER, Kind.CROSS);

    private final Selection selection = new Selection();

    @Test
    void aQueryOfTheTranslationIsNoneOfTheText() {
        selection.lock(CROSS, new Cell(3, 5));
        assertAll(
                () -> assertEquals(new Cell(3, 5), selection.focusedIn(CROSS)),
                () -> assertEquals(new Cell(3, null), selection.focusedIn(DECODER)),
                () -> assertEquals(new Cell(null, 5), selection.focusedIn(ENCODER)));
    }

    @Test
    void whatIsOfTheTextAloneIsNotInTheTranslation() {
        selection.hover(ENCODER, new Cell(2, null));
        assertAll(
                () -> assertEquals(new Cell(2, null), selection.hoveredIn(ENCODER)),
                () -> assertNull(selection.focusedIn(DECODER)),
                () -> assertNull(selection.focusedIn(CROSS)));
        selection.hover(ENCODER, null);
        assertNull(selection.focusedIn(ENCODER));
    }

    @Test
    void whatIsPinnedIsReleasedFromWhereverItIsSeen() {
        selection.toggleLock(CROSS, new Cell(3, null));
        selection.toggleLock(DECODER, new Cell(3, null));
        assertNull(selection.lockedCell().get());
        selection.toggleLock(ENCODER, new Cell(3, null));
        selection.toggleLock(DECODER, new Cell(3, null));
        assertEquals(new Cell(3, null), selection.lockedIn(DECODER), "another token, though its number is the same");
    }
}
