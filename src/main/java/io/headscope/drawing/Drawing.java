package io.headscope.drawing;

import java.util.List;

/// A picture as a value: what a layout makes, the canvas paints, exporters write and tests read.
public record Drawing(double width, double height, List<Mark> marks) {

    public static final Drawing EMPTY = new Drawing(0, 0, List.of());

    public Drawing {
        marks = List.copyOf(marks);
    }

    /// All of its labels, those within clipped groups too.
    public List<Mark.Label> labels() {
        return labels(marks);
    }

    private static List<Mark.Label> labels(List<Mark> marks) {
        return marks.stream()
                .<Mark.Label>mapMulti((mark, take) -> {
                    switch (mark) {
                        case Mark.Label label -> take.accept(label);
                        case Mark.Clipped clipped -> labels(clipped.marks()).forEach(take);
                        case Mark.Area _, Mark.Frame _, Mark.Hatch _, Mark.Rule _, Mark.Link _, Mark.Raster _, Mark.ColorBar _, Mark.Photo _, Mark.Veil _, Mark.Filled _, Mark.Traced _ -> {}
                    }
                })
                .toList();
    }
}
