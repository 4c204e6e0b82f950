package io.headscope.view.overlay;

import io.headscope.attention.IndexRange;
import io.headscope.attention.Layout;
import io.headscope.attention.Source;
import io.headscope.drawing.Box;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Where the positions of an axis lie on a picture or a spectrogram, as it is drawn.
///
/// @param layout of the axis
/// @param source what is drawn, if it is known
/// @param box    where it is drawn
record Plane(Layout layout, @Nullable Source source, Box box) {

    /// The positions that lie in it, as cells of a grid, row by row from the top left.
    ///
    /// @param box     what they cover together
    /// @param first   the position of the first of them
    /// @param flipped whether the first row of positions is the lowest
    record Grid(Box box, int rows, int columns, int first, boolean flipped) {

        /// The position at a cell.
        int position(int row, int column) {
            return first + (flipped ? rows - 1 - row : row) * columns + column;
        }
    }

    /// Whether any position of such an axis lies anywhere.
    static boolean lies(Layout layout) {
        return layout.sections().stream().anyMatch(Plane::lies);
    }

    private static boolean lies(Layout.Section section) {
        return switch (section) {
            case Layout.Patches _, Layout.Frames _, Layout.Bands _ -> true;
            case Layout.Text _, Layout.Numbered _, Layout.Added _, Layout.Queries _ -> false;
        };
    }

    /// Whether the axis is one of time.
    static boolean isSound(Layout layout) {
        return layout.section(Layout.Frames.class).isPresent() || layout.section(Layout.Bands.class).isPresent();
    }

    /// Width over height of what is drawn; nothing where that is free.
    static Optional<Double> aspect(Layout layout, @Nullable Source source) {
        if (source instanceof Source.Picture picture) {
            return Optional.of((double) picture.image().width() / picture.image().height());
        }
        return layout.section(Layout.Patches.class).map(patches -> patches.width() / patches.height());
    }

    Optional<Grid> grid() {
        for (Layout.Section section : layout.sections()) {
            Optional<Grid> grid = grid(section, layout.start(section));
            if (grid.isPresent()) {
                return grid;
            }
        }
        return Optional.empty();
    }

    private Optional<Grid> grid(Layout.Section section, int first) {
        return switch (section) {
            case Layout.Patches patches -> Optional.of(new Grid(
                    inPicture(new Layout.Area(
                            0, 0, patches.columns() / patches.width(), patches.rows() / patches.height())),
                    patches.rows(), patches.columns(), first, false));
            case Layout.Frames frames -> Optional.of(new Grid(
                    stretch(frames.start(), frames.start() + frames.length() * frames.step()), 1, frames.length(), first, false));
            case Layout.Bands bands -> {
                Layout.Frames time = bands.time();
                Box across = stretch(time.start(), time.start() + time.length() * time.step());
                int height = bands.rows(bands.bands() * time.length() - 1).end();
                double share = Math.min(1, (double) height / Math.max(height, bins()));
                yield Optional.of(new Grid(
                        new Box(across.x(), box.bottom() - share * box.height(), across.width(), share * box.height()),
                        bands.bands(), time.length(), first, true));
            }
            case Layout.Text _, Layout.Numbered _, Layout.Added _, Layout.Queries _ -> Optional.empty();
        };
    }

    private int bins() {
        return source instanceof Source.Sound sound ? sound.spectrum().bins() : 0;
    }

    /// Where a position lies, if it lies anywhere.
    Optional<Box> place(int position) {
        Layout.Position found = layout.at(position);
        return switch (found.section()) {
            case Layout.Patches patches -> Optional.of(inPicture(patches.area(found.index())));
            case Layout.Frames frames -> Optional.of(stretch(frames.time(found.index()), box.y(), box.height()));
            case Layout.Bands bands -> {
                IndexRange rows = bands.rows(found.index());
                double bins = Math.max(bins(), bands.rows(bands.length() - 1).end());
                double height = box.height() * rows.length() / bins;
                yield Optional.of(stretch(bands.time(found.index()), box.bottom() - box.height() * rows.end() / bins, height));
            }
            case Layout.Text _, Layout.Numbered _, Layout.Added _, Layout.Queries _ -> Optional.empty();
        };
    }

    /// The position that lies at a point.
    OptionalInt at(double x, double y) {
        Optional<Grid> found = grid();
        if (found.isEmpty() || !found.get().box().contains(x, y)) {
            return OptionalInt.empty();
        }
        Grid grid = found.get();
        int row = (int) ((y - grid.box().y()) / grid.box().height() * grid.rows());
        int column = (int) ((x - grid.box().x()) / grid.box().width() * grid.columns());
        return OptionalInt.of(grid.position(Math.min(row, grid.rows() - 1), Math.min(column, grid.columns() - 1)));
    }

    /// The moment at `x`, in seconds.
    double seconds(double x) {
        return (x - box.x()) / box.width() * duration();
    }

    /// What the width of the box stands for, in seconds.
    double duration() {
        if (source instanceof Source.Sound sound) {
            return sound.spectrum().duration();
        }
        Layout.Frames frames = layout.section(Layout.Frames.class)
                .orElseGet(() -> layout.section(Layout.Bands.class).map(Layout.Bands::time).orElseThrow());
        return frames.start() + frames.length() * frames.step();
    }

    private Box stretch(double start, double end) {
        return stretch(new Layout.Time(start, end), box.y(), box.height());
    }

    private Box stretch(Layout.Time time, double y, double height) {
        double from = Math.clamp(time.start() / duration(), 0.0, 1.0);
        double to = Math.clamp(time.end() / duration(), 0.0, 1.0);
        return new Box(box.x() + from * box.width(), y, (to - from) * box.width(), height);
    }

    private Box inPicture(Layout.Area part) {
        Layout.Area area = source instanceof Source.Picture picture ? picture.inImage(part) : part;
        return new Box(
                box.x() + area.x() * box.width(),
                box.y() + area.y() * box.height(),
                area.width() * box.width(),
                area.height() * box.height());
    }
}
