package io.headscope.drawing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import org.junit.jupiter.api.Test;

class OutlineTest {

    @Test
    void everyKindOfSegmentIsWrittenWhereItIsDrawn() {
        Path2D path = new Path2D.Double();
        path.moveTo(0, 0);
        path.lineTo(1, 0.125);
        path.quadTo(2, 0, 2, 1);
        path.curveTo(3, 1, 3, 2, 2, 2);
        path.closePath();
        assertEquals(
                "M 10 0 L 12 0.25 Q 14 0 14 2 C 16 2 16 4 14 4 Z",
                Outline.of(path, new AffineTransform(2, 0, 0, 2, 10, 0)).path());
    }

    @Test
    void theFormReadBackIsTheFormWritten() {
        Outline square = Outline.of(new Rectangle2D.Double(-1.5, 2, 3, 4));
        assertEquals(square, Outline.of(square.shape()));
        assertEquals(new Box(-1.5, 2, 3, 4), square.bounds());
        assertEquals(6, square.segments());
    }
}
