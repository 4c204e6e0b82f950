package io.headscope.drawing;

import java.util.List;

/// What a colour is for. Which colour that is depends on the [Palette].
public enum Role {
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
