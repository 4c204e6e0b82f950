package io.headscope.view.heads;

import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Section;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.drawing.Tint;
import io.headscope.message.Messages;
import io.headscope.task.Cancellation;
import io.headscope.view.ClaimName;
import io.headscope.view.ColorBar;
import io.headscope.view.HeadName;
import io.headscope.view.TextSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Lays out the heads of a trace: layers downwards, heads to the right, one grid for each stack and kind of attention.
public final class HeadsLayout {

    private static final int GAP = 6;
    private static final int LEAST_SIDE = 24;
    private static final int MOST_SIDE = 140;
    private static final double MARGIN = 18;
    private static final double SECTION_GAP = 22;
    private static final double NOTE = 18;
    private static final double HEADER = 34;
    private static final double LAYER_LABELS = 44;
    private static final double BAR_GAP = 20;
    private static final double LEAST_INSET = 120;
    private static final double MOST_INSET = 240;
    private static final double INSET_AIR = 12;
    private static final double INSET_EDGE = 8;
    private static final double INSET_TITLE = 34;

    private HeadsLayout() {}

    /// How to draw.
    ///
    /// @param width   the room there is, or 0 for as much as is needed
    /// @param height  the same; where thumbnails would become too small, the drawing is higher than this
    /// @param section   the only one to show, or none for all
    /// @param reduction what is left out or put together
    /// @param off       the heads that were switched off: they are crossed out
    public record Options(
            double width,
            double height,
            Tint tint,
            @Nullable Section section,
            Reduction reduction,
            Set<HeadAddress> off) {

        public Options {
            off = Set.copyOf(off);
        }

        public Options(double width, double height, Tint tint) {
            this(width, height, tint, null, Reduction.NONE, Set.of());
        }

        Options with(Reduction other) {
            return new Options(width, height, tint, section, other, off);
        }

        /// As large as needed. The square root shows faint patterns, which are what tells heads apart at this size.
        public static final Options USUAL =
                new Options(0, 0, new Tint(Scale.of(Scale.Kind.SQUARE_ROOT), ColorMap.VIRIDIS));
    }

    /// The sites of one section.
    private record Grid(List<AttentionSite> sites) {

        int columns() {
            return sites.stream().mapToInt(AttentionSite::heads).max().orElse(0);
        }
    }

    /// The sides of one section's thumbnails, in pixels.
    private record Thumb(int width, int height) {}

    public static HeadsPicture layout(Trace trace, Options options, Messages messages, Cancellation cancellation) {
        List<Grid> sections = grids(trace, options.section());
        int side = side(sections, options);
        SequencedMap<HeadAddress, Box> places = new LinkedHashMap<>();
        Sheet sheet = new Sheet();
        double y = MARGIN;
        double right = 0;
        for (Grid section : sections) {
            if (sections.size() > 1) {
                sheet.text(HeadName.section(section.sites.getFirst().section(), messages), MARGIN, y + 8, TextSize.TITLE, Anchor.START, Role.TEXT);
                y += SECTION_GAP;
            }
            Box grid = draw(sheet, trace, section, y, side, options, messages, places, cancellation);
            right = Math.max(right, grid.right());
            y = grid.bottom() + SECTION_GAP;
        }
        for (String failing : failing(trace, places.keySet(), messages)) {
            sheet.text(failing, MARGIN, y, TextSize.NOTE, Anchor.START, Role.TEXT);
            right = Math.max(right, MARGIN + TextMeasure.bundled().width(failing, TextSize.NOTE));
            y += NOTE;
        }
        options.off().stream().sorted().map(places::get).filter(Objects::nonNull).forEach(place -> crossOut(sheet, place));
        Box first = places.firstEntry().getValue();
        double height = y - SECTION_GAP + MARGIN;
        ColorBar.draw(sheet, options.tint(), right + BAR_GAP, first.y(), Math.clamp(height - first.y() - MARGIN, 60, 180));
        double width = right + BAR_GAP + ColorBar.width(options.tint()) + MARGIN;
        return new HeadsPicture(sheet.drawing(width, Math.max(height, first.y() + 60 + MARGIN)), places);
    }

    /// A line for everything that sites fail, once.
    private static List<String> failing(Trace trace, Set<HeadAddress> shown, Messages messages) {
        return shown.stream()
                .map(head -> trace.failed(head.site()))
                .filter(failed -> !failed.isEmpty())
                .map(failed -> ClaimName.sentence(failed, messages))
                .distinct()
                .toList();
    }

    /// Pale, and two lines across.
    private static void crossOut(Sheet sheet, Box place) {
        sheet.add(new Mark.Area(place, Role.PAGE, 0.6, 0))
                .rule(place.x(), place.y(), place.right(), place.bottom(), Role.TEXT, 1.5)
                .rule(place.x(), place.bottom(), place.right(), place.y(), Role.TEXT, 1.5);
    }

    /// One head enlarged, with its name, to float beside `place`.
    ///
    /// @param room what the inset has to keep within
    public static List<Mark> inset(
            Trace trace, HeadAddress head, Reduction reduction, Box place, Box room, Tint tint, Messages messages) {
        AttentionMap map = reduction.of(trace, head.site());
        double side = Math.clamp(0.5 * Math.min(room.width(), room.height()), LEAST_INSET, MOST_INSET);
        double wide = side + 2 * INSET_EDGE;
        double high = side + INSET_EDGE + INSET_TITLE;
        boolean fits = place.right() + INSET_AIR + wide <= room.right();
        double x = Math.max(room.x() + 4, fits ? place.right() + INSET_AIR : place.x() - INSET_AIR - wide);
        double lowest = Math.max(room.y() + 4, room.bottom() - high - 4);
        Box card = new Box(x, Math.clamp(place.centerY() - high / 2, room.y() + 4, lowest), wide, high);
        Box picture = new Box(card.x() + INSET_EDGE, card.y() + INSET_TITLE, side, side);
        int rows = (int) Math.min(side, map.queries());
        int columns = (int) Math.min(side, map.keys());
        return new Sheet()
                .add(new Mark.Area(card, Role.SURFACE, 1, 6))
                .add(new Mark.Frame(card, Role.FRAME, 1, 6))
                .text(HeadName.of(head, trace, messages), picture.x(), card.y() + 17, TextSize.TOKEN, Anchor.START, Role.TEXT)
                .add(new Mark.Raster(picture, new Matrix(rows, columns, Thumbnails.pooled(map, head.head(), rows, columns)), tint))
                .marks();
    }

    private static List<Grid> grids(Trace trace, @Nullable Section only) {
        return Section.of(trace.sites()).stream()
                .filter(section -> only == null || section.equals(only))
                .map(section -> new Grid(trace.sites().stream().filter(section::contains).toList()))
                .toList();
    }

    /// The largest side with which everything fits, within what can be seen and what is worth looking at.
    private static int side(List<Grid> sections, Options options) {
        int columns = sections.stream().mapToInt(Grid::columns).max().orElse(1);
        int rows = sections.stream().mapToInt(section -> section.sites.size()).sum();
        double heads = sections.size() * (HEADER + SECTION_GAP) + (sections.size() > 1 ? sections.size() * SECTION_GAP : 0);
        double across = options.width() - 2 * MARGIN - LAYER_LABELS - BAR_GAP - ColorBar.width(options.tint());
        double down = options.height() - 2 * MARGIN - heads + SECTION_GAP;
        double byWidth = options.width() == 0 ? 64 : across / columns - GAP;
        double byHeight = options.height() == 0 ? 64 : down / rows - GAP;
        double least = Math.min(LEAST_SIDE, byWidth);
        return (int) Math.clamp(Math.min(byWidth, byHeight), Math.max(8, least), MOST_SIDE);
    }

    private static Box draw(
            Sheet sheet,
            Trace trace,
            Grid section,
            double top,
            int side,
            Options options,
            Messages messages,
            Map<HeadAddress, Box> places,
            Cancellation cancellation) {
        AttentionMap any = options.reduction().of(trace, section.sites.getFirst());
        Thumb thumb = new Thumb(Thumbnails.side(any.keys(), side), Thumbnails.side(any.queries(), side));
        int columns = section.columns();
        int rows = section.sites.size();
        int width = columns * (thumb.width + GAP) - GAP;
        int height = rows * (thumb.height + GAP) - GAP;
        Box grid = new Box(MARGIN + LAYER_LABELS, top + HEADER, width, height);
        Thumbnails atlas = new Thumbnails(width, height);
        for (int row = 0; row < rows; row++) {
            AttentionSite site = section.sites.get(row);
            AttentionMap map = options.reduction().of(trace, site);
            for (int head = 0; head < site.heads(); head++) {
                cancellation.check();
                int x = head * (thumb.width + GAP);
                int y = row * (thumb.height + GAP);
                atlas.put(map, head, x, y, thumb.width, thumb.height);
                places.put(site.head(head), new Box(grid.x() + x, grid.y() + y, thumb.width, thumb.height));
            }
        }
        if (IntStream.range(0, any.queries()).anyMatch(query -> !any.attends(query))) {
            section.sites.forEach(site -> ground(sheet, site, places));
        }
        sheet.add(new Mark.Raster(grid, atlas.matrix(), options.tint()));
        label(sheet, trace, section, grid, thumb, messages);
        return grid;
    }

    /// What shows through where rows attend to nothing: that there is something, but no weight.
    private static void ground(Sheet sheet, AttentionSite site, Map<HeadAddress, Box> places) {
        for (int head = 0; head < site.heads(); head++) {
            Box place = places.get(site.head(head));
            if (place != null) {
                sheet.add(new Mark.Area(place, Role.RULE));
            }
        }
    }

    private static void label(Sheet sheet, Trace trace, Grid section, Box grid, Thumb thumb, Messages messages) {
        String head = messages.text("view.heads.head");
        String layer = messages.text("view.heads.layer");
        sheet.text(head, grid.x(), grid.y() - 25, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
        sheet.text(layer, grid.x() - 9, grid.y() - 9, TextSize.NOTE, Anchor.END, Role.QUIET_TEXT);
        int step = labelStep(section.columns(), thumb.width + GAP);
        for (int i = 0; i < section.columns(); i += step) {
            double x = grid.x() + i * (thumb.width + GAP) + thumb.width / 2.0;
            sheet.text(Integer.toString(i), x, grid.y() - 9, TextSize.NOTE, Anchor.MIDDLE, Role.QUIET_TEXT);
        }
        int lines = Math.max(1, (int) Math.ceil((TextSize.NOTE + 2) / (thumb.height + GAP)));
        for (int row = 0; row < section.sites.size(); row += lines) {
            double y = grid.y() + row * (thumb.height + GAP) + thumb.height / 2.0;
            boolean failing = section.sites.subList(row, Math.min(section.sites.size(), row + lines)).stream().anyMatch(site -> !trace.failed(site).isEmpty());
            String number = section.sites.get(row).layer() + (failing ? " " + ClaimName.SIGN : "");
            sheet.text(number, grid.x() - 9, y, TextSize.NOTE, Anchor.END, Role.QUIET_TEXT);
        }
    }

    /// Every how many columns there is room for a number.
    private static int labelStep(int columns, double spacing) {
        double widest = TextMeasure.bundled().width(Integer.toString(columns - 1), TextSize.NOTE);
        return Math.max(1, (int) Math.ceil((widest + 4) / spacing));
    }
}
