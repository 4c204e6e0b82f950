package io.headscope.drawing;

import java.util.List;

/// What a colour is for. Which colour that is depends on the [Palette].
public enum Role implements Ink {
    /// What everything stands on.
    PAGE,
    /// What floats above the page: the ground of a tag or an inset.
    SURFACE,
    TEXT,
    QUIET_TEXT,
    /// Thin lines that separate.
    RULE,
    /// The edge of a matrix.
    FRAME,
    /// What the pointer is on.
    HOVERED,
    /// What has been pinned.
    LOCKED,
    /// Cells without a value: rows that attend to nothing.
    MISSING,
    /// Text on a dark cell, in either palette.
    ON_DARK,
    /// Text on a light cell, in either palette.
    ON_LIGHT,
    /// The ground of a node of a diagram.
    NODE,
    /// The edge of a node, and links between nodes.
    NODE_EDGE,
    /// The ground of a frame around nodes.
    GROUP,
    SERIES_1,
    SERIES_2,
    SERIES_3,
    SERIES_4,
    SERIES_5,
    SERIES_6,
    SERIES_7,
    SERIES_8;

    /// The roles that tell several heads apart, best told apart first.
    public static final List<Role> SERIES =
            List.of(SERIES_1, SERIES_2, SERIES_3, SERIES_4, SERIES_5, SERIES_6, SERIES_7, SERIES_8);

    /// The series at `index`; after the last comes the first again.
    public static Role series(int index) {
        return SERIES.get(index % SERIES.size());
    }
}
