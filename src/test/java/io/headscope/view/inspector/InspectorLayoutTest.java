package io.headscope.view.inspector;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.analysis.Reduction;
import io.headscope.analysis.StrongPair;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Token;
import io.headscope.attention.TokenSpan;
import io.headscope.attention.Trace;
import io.headscope.drawing.Mark;
import io.headscope.message.Messages;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.Figures;
import io.headscope.view.HeadName;
import io.headscope.view.inspector.Inspection.Overview;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InspectorLayoutTest {

    private final Trace trace = ExampleTraces.bert(2, 4);
    private final HeadAddress head = List.copyOf(trace.sites()).get(1).head(2);

    @Test
    void looksAsApproved() throws IOException {
        InspectorPicture picture = picture(trace, head, new Cell(3, 1), 0, Messages.ENGLISH);
        Figures.save("inspector", picture.drawing());
        Figures.assertApproved("inspector", picture.drawing());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 220, 300, 520})
    void labelsDoNotCollide(double width) {
        for (Messages messages : List.of(Messages.ENGLISH, Messages.CHINESE)) {
            InspectorPicture picture = picture(trace, head, null, width, messages);
            assertEquals(List.of(), Figures.collisions(picture.drawing()));
        }
    }

    @Test
    void thePairPointedAtIsTakenApart() {
        InspectorPicture picture = picture(trace, head, new Cell(3, 1), 0, Messages.ENGLISH);
        assertTrue(texts(picture).contains("Query \"sat\" meets key \"The\""), texts(picture)::toString);
    }

    @Test
    void ofAQueryAloneTheStrongestKeyIsTaken() {
        Inspection.Meeting meeting = meeting(new Cell(3, null));
        float[] weights = trace.map(head.site()).head(head.head());
        int keys = trace.map(head.site()).keys();
        for (int key = 0; key < keys; key++) {
            assertTrue(weights[3 * keys + key] <= weights[3 * keys + meeting.key()]);
        }
        assertEquals(3, meeting.query());
    }

    @Test
    void whereNothingIsPointedAtTheStrongestPairIs() {
        StrongPair strongest = inspection(trace, head, null).overview().pairs().getFirst();
        assertAll(
                () -> assertEquals(strongest.query(), meeting(null).query()),
                () -> assertEquals(strongest.key(), meeting(null).key()));
    }

    @Test
    void aCellOfALongerTextIsForgotten() {
        assertEquals(meeting(null).query(), meeting(new Cell(80, 80)).query());
    }

    @Test
    void piecesOfAWordAreOneWordWhereWordsAreWhole() {
        List<Token> tokens = List.of(piece("un", 0), piece("able", 2), piece("to", 7));
        Trace words = ExampleTraces.trace(tokens, 1, 2, true, Map.of());
        HeadAddress head = words.sites().getFirst().head(1);
        Reduction whole = new Reduction(false, false, true);
        Inspection inspection = Inspection.of(
                words, null, head, Overview.of(words, head, whole, Cancellation.never()), new Cell(2, 1), true);
        Inspection.Meeting meeting = Objects.requireNonNull(inspection.meeting());
        float[] weights = words.map(head.site()).head(1);
        assertAll(
                () -> assertEquals(2, inspection.overview().keys()),
                () -> assertEquals(List.of("unable", "unable", "to"), inspection.keys()),
                () -> assertEquals(0, meeting.key(), "the word, by its first piece"),
                () -> assertEquals(Math.max(weights[6], weights[7]), meeting.weight(), 1e-7, "of the pieces that meet"),
                () -> assertEquals(weights[6] + weights[7], meeting.moved().stream()
                        .filter(value -> value.key() == 0).findFirst().orElseThrow().weight(), 1e-6));
    }

    private static Token piece(String text, int at) {
        return new Token(0, text, text, new TokenSpan(at, at + text.length()), Token.Role.TEXT);
    }

    @Test
    void everyPairCanBePointedAt() {
        InspectorPicture picture = picture(trace, head, null, 0, Messages.ENGLISH);
        assertAll(picture.places().stream().map(place -> () -> assertEquals(
                place.cell(), picture.at(place.box().centerX(), place.box().centerY()).orElseThrow())));
    }

    @Test
    void crossAttentionIsNamedWithTheTokensOfBothStacks() {
        Trace translation = ExampleTraces.encoderDecoder(1, 2);
        HeadAddress cross = translation.sites().getLast().head(1);
        InspectorPicture picture = picture(translation, cross, new Cell(2, 0), 0, Messages.ENGLISH);
        assertAll(
                () -> assertTrue(texts(picture).contains("Query \"morning\" meets key \"Guten\""), texts(picture)::toString),
                () -> assertTrue(texts(picture).stream().noneMatch("Distance (tokens)"::equals)));
    }

    private Inspection.Meeting meeting(@Nullable Cell cell) {
        return Objects.requireNonNull(inspection(trace, head, cell).meeting());
    }

    private static InspectorPicture picture(
            Trace trace, HeadAddress head, @Nullable Cell cell, double width, Messages messages) {
        return InspectorLayout.layout(inspection(trace, head, cell), HeadName.of(head, trace, messages), width, messages);
    }

    private static Inspection inspection(Trace trace, HeadAddress head, @Nullable Cell cell) {
        Overview overview = Overview.of(trace, head, Reduction.NONE, Cancellation.never());
        return Inspection.of(trace, null, head, overview, cell, false);
    }

    private static List<String> texts(InspectorPicture picture) {
        return picture.drawing().labels().stream().map(Mark.Label::text).toList();
    }
}
