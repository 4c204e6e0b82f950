package io.headscope.attention;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.attention.Layout.Added;
import io.headscope.attention.Layout.Area;
import io.headscope.attention.Layout.Bands;
import io.headscope.attention.Layout.Frames;
import io.headscope.attention.Layout.Patches;
import io.headscope.attention.Layout.Position;
import io.headscope.attention.Layout.Text;
import io.headscope.attention.Layout.Time;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LayoutTest {

    private static final Patches PATCHES = Patches.whole(2, 4);
    private static final Layout TEXT_AND_PICTURE = Layout.of(new Text(0), new Added(List.of("[CLS]")), PATCHES);

    @Test
    void whatTheOtherSectionsLeaveIsText() {
        Layout layout = TEXT_AND_PICTURE.over(12);
        assertEquals(Layout.of(new Text(3), new Added(List.of("[CLS]")), PATCHES), layout);
        assertEquals(12, layout.length());
        assertEquals(4, layout.start(layout.section(Patches.class).orElseThrow()));
        assertEquals(Optional.empty(), layout.section(Frames.class));
        assertThrows(IllegalArgumentException.class, () -> TEXT_AND_PICTURE.over(8));
        assertThrows(IllegalArgumentException.class, () -> Layout.of(PATCHES).over(9));
    }

    @Test
    void positionsAreFoundInTheirSections() {
        Layout layout = TEXT_AND_PICTURE.over(12);
        assertEquals(new Position(new Text(3), 2), layout.at(2));
        assertEquals(new Position(new Added(List.of("[CLS]")), 0), layout.at(3));
        assertEquals(new Position(PATCHES, 7), layout.at(11));
        assertThrows(IndexOutOfBoundsException.class, () -> layout.at(12));
    }

    @Test
    void patchesAreNamedByRowAndColumnAndLieInThePicture() {
        assertEquals(
                List.of("1,1", "1,2", "1,3", "1,4", "2,1", "2,2", "2,3", "2,4"),
                PATCHES.tokens().stream().map(Token::text).toList());
        assertEquals(new Area(0.5, 0.5, 0.25, 0.5), PATCHES.area(6));
    }

    @Test
    void patchesBeyondThePictureAreFill() {
        Patches filled = new Patches(2, 2, 1.5, 1);
        assertEquals(
                List.of(Token.Role.PATCH, Token.Role.PADDING, Token.Role.PATCH, Token.Role.PADDING),
                filled.tokens().stream().map(Token::role).toList());
        assertEquals(new Area(1, 2 / 3.0, 1, 2 / 3.0), filled.area(3));
    }

    @Test
    void framesAreNamedByTheirSecond() {
        Frames frames = new Frames(3, 0, 0.02, 0.025);
        assertEquals(List.of("0.00 s", "0.02 s", "0.04 s"), frames.tokens().stream().map(Token::text).toList());
        assertEquals(new Time(0.04, 0.065), frames.time(2));
    }

    @Test
    void bandsLieOneAfterTheOther() {
        Bands bands = new Bands(2, 10, 16, new Frames(3, 0, 0.1, 0.16));
        assertEquals(
                List.of("1, 0.00 s", "1, 0.10 s", "1, 0.20 s", "2, 0.00 s", "2, 0.10 s", "2, 0.20 s"),
                bands.tokens().stream().map(Token::text).toList());
        assertEquals(new IndexRange(10, 26), bands.rows(4));
        assertEquals(new Time(0.1, 0.26), bands.time(4));
    }

    @Test
    void everyPositionHasOneSlotInOneShiftedWindow() {
        Windows windows = new Windows(4, 6, 2, 1);
        assertEquals(6, windows.count());
        assertEquals(4, windows.slots());
        List<Integer> back = IntStream.range(0, 24)
                .mapToObj(position -> windows.position(windows.window(position), windows.slot(position)))
                .toList();
        assertEquals(IntStream.range(0, 24).boxed().toList(), back);
        // The first window of the rolled grid begins one row and one column in; the last wraps around the corner.
        assertEquals(List.of(7, 8, 13, 14), IntStream.range(0, 4).mapToObj(slot -> windows.position(0, slot)).toList());
        assertEquals(List.of(23, 18, 5, 0), IntStream.range(0, 4).mapToObj(slot -> windows.position(5, slot)).toList());
    }
}
