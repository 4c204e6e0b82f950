package io.headscope.view.heads;

import io.headscope.attention.AttentionMap;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.Tint;

/// One head as a square picture without words, for where a model is chosen.
public final class HeadPortrait {

    private HeadPortrait() {}

    /// @param side of the picture
    public static Drawing draw(Trace trace, HeadAddress head, double side) {
        AttentionMap map = trace.map(head.site());
        int rows = (int) Math.min(side, map.queries());
        int columns = (int) Math.min(side, map.keys());
        Matrix matrix = new Matrix(rows, columns, Thumbnails.pooled(map, head.head(), rows, columns));
        return new Sheet()
                .add(new Mark.Raster(new Box(0, 0, side, side), matrix, new Tint(Scale.of(Scale.Kind.SQUARE_ROOT), ColorMap.VIRIDIS)))
                .drawing(side, side);
    }
}
