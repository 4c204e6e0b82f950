package io.headscope.view.head;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CellSizeTest {

    @Test
    void cellsAreSquareWhereNamesHaveRoom() {
        assertAll(
                () -> assertEquals(CellSize.square(44), CellSize.fitting(640, 640, 5, 7)),
                () -> assertEquals(CellSize.square(10), CellSize.fitting(640, 640, 64, 5)),
                () -> assertEquals(CellSize.square(0.15625), CellSize.fitting(640, 640, 4096, 4096)));
    }

    @Test
    void aMatrixOfManyQueriesAndFewKeysIsWideEnoughToBeSeen() {
        CellSize cell = CellSize.fitting(640, 640, 64, 16384);
        assertAll(
                () -> assertEquals(640, cell.height() * 16384, 1e-9),
                () -> assertEquals(160, cell.width() * 64, 1e-9));
    }

    @Test
    void oneOfFewQueriesAndManyKeysIsTallEnough() {
        CellSize cell = CellSize.fitting(600, 640, 1500, 2);
        assertAll(
                () -> assertEquals(600, cell.width() * 1500, 1e-9),
                () -> assertEquals(44, cell.height(), 1e-9));
    }

    @Test
    void theSidesOfCellsMeetWhenTheyAreZoomedInto() {
        CellSize cell = new CellSize(2.5, 0.05);
        assertAll(
                () -> assertEquals(new CellSize(25, 0.5), cell.zoomed(10)),
                () -> assertEquals(new CellSize(44, 5), cell.zoomed(100)),
                () -> assertEquals(CellSize.square(90), cell.zoomed(cell.mostZoom())));
    }

    @Test
    void zoomingOblongCellsKeepsThePlaceUnderThePointer() {
        CellSize whole = new CellSize(20, 0.5);
        Viewport near = new Viewport(10, 400, 2).zoomedAround(14, 500, 4, whole);
        CellSize before = whole.zoomed(2);
        CellSize after = whole.zoomed(8);
        assertAll(
                () -> assertEquals(4 * before.width(), (14 - near.left()) * after.width(), 1e-9),
                () -> assertEquals(100 * before.height(), (500 - near.top()) * after.height(), 1e-9));
    }
}
