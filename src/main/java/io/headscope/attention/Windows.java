package io.headscope.attention;

/// A grid of positions parted into square windows, after it has been rolled up and to the left by `shift` (Liu et al., 2021,
/// section 3.2, <https://arxiv.org/abs/2103.14030>): attention stays within a window.
///
/// @param rows    of the grid, a multiple of `size`
/// @param columns of the grid, a multiple of `size`
/// @param size    the side of a window
/// @param shift   from 0 to below `size`
public record Windows(int rows, int columns, int size, int shift) {

    public Windows {
        if (rows % size != 0 || columns % size != 0 || shift < 0 || shift >= size) {
            throw new IllegalArgumentException(rows + "×" + columns + " in windows of " + size + ", shifted by " + shift);
        }
    }

    /// The number of windows.
    public int count() {
        return rows / size * (columns / size);
    }

    /// The positions of one window.
    public int slots() {
        return size * size;
    }

    /// The window that the position lies in, row by row.
    public int window(int position) {
        return rolledRow(position) / size * (columns / size) + rolledColumn(position) / size;
    }

    /// The place of the position within its window, row by row.
    public int slot(int position) {
        return rolledRow(position) % size * size + rolledColumn(position) % size;
    }

    /// The position at `slot` of `window`.
    public int position(int window, int slot) {
        int across = columns / size;
        int row = (window / across * size + slot / size + shift) % rows;
        int column = (window % across * size + slot % size + shift) % columns;
        return row * columns + column;
    }

    private int rolledRow(int position) {
        return Math.floorMod(position / columns - shift, rows);
    }

    private int rolledColumn(int position) {
        return Math.floorMod(position % columns - shift, columns);
    }
}
