package io.headscope.view.overlay;

import io.headscope.analysis.Words;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Layout;
import io.headscope.attention.Source;
import io.headscope.attention.Token;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.Tint;
import io.headscope.message.Messages;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.Backdrop;
import io.headscope.view.ColorBar;
import io.headscope.view.HeadName;
import io.headscope.view.TextSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// Lays out what heads attend to over the picture or the spectrogram: one large, all of them small below.
public final class OverlayLayout {

    private static final double MARGIN = 18;
    private static final double TITLE = 24;
    private static final double NOTE = 20;
    private static final double BAR_GAP = 16;
    private static final double USUAL_WIDTH = 560;
    private static final double USUAL_HEIGHT = 620;
    private static final double LEAST = 120;
    private static final double SOUND_HEIGHT = 170;
    private static final double STRIP = 14;
    private static final double TIME = 22;
    private static final double SMALL = 92;
    private static final double SMALL_GAP = 8;
    private static final double SMALL_LABEL = 15;
    private static final double TICK_SPACE = 60;
    private static final double LEAST_CELL = 5;

    private final Trace trace;
    private final Options options;
    private final Messages messages;
    private final Backdrop backdrop;
    private final Cancellation cancellation;
    private final Sheet sheet = new Sheet();
    private final HeadAddress head;
    private final Layout origin;
    private final Layout shown;
    private final List<Token> originTokens;
    private final List<Token> shownTokens;

    /// What to draw, and how.
    ///
    /// @param width     the room there is, or 0 for as much as is needed
    /// @param height    the same; the drawing may be higher
    /// @param heads     at least one: the first large, all of them small
    /// @param direction which way attention is followed
    /// @param focus     the position to follow it from; without one, the first
    /// @param words     whether the pieces of each word are put together
    /// @param smooth    whether weights pass evenly from patch to patch
    /// @param coloured  whether a picture keeps its colours
    /// @param opacity   of what is laid over, from 0 to 1
    public record Options(
            double width,
            double height,
            List<HeadAddress> heads,
            Direction direction,
            @Nullable Cell focus,
            boolean words,
            boolean smooth,
            boolean coloured,
            double opacity,
            Scale.Kind scale,
            ColorMap map) {

        public Options {
            heads = List.copyOf(heads);
        }

        /// As large as needed, patch by patch.
        public static Options usual(List<HeadAddress> heads) {
            return usual(heads, null, false);
        }

        /// @param focus a query for what it attends to; a key alone for who attends to it
        static Options usual(List<HeadAddress> heads, @Nullable Cell focus, boolean words) {
            Direction direction = focus != null && focus.query() == null && focus.key() != null ? Direction.FROM : Direction.TO;
            return new Options(
                    0, 0, heads, direction, focus, words, false, false, USUAL_OPACITY, Scale.Kind.SQUARE_ROOT, ColorMap.VIRIDIS);
        }
    }

    /// Lets the picture be seen below, and the colours be told.
    public static final double USUAL_OPACITY = 0.65;

    private OverlayLayout(Trace trace, Options options, Messages messages, Backdrop backdrop, Cancellation cancellation) {
        this.trace = trace;
        this.options = options;
        this.messages = messages;
        this.backdrop = backdrop;
        this.cancellation = cancellation;
        this.head = options.heads().getFirst();
        AttentionSite site = head.site();
        boolean to = options.direction() == Direction.TO;
        this.origin = to ? trace.queryLayout(site) : trace.keyLayout(site);
        this.shown = to ? trace.keyLayout(site) : trace.queryLayout(site);
        this.originTokens = to ? trace.queries(site) : trace.keys(site);
        this.shownTokens = to ? trace.keys(site) : trace.queries(site);
    }

    /// Whether a site ties anything to a picture or a sound.
    public static boolean shows(Trace trace, AttentionSite site) {
        return Plane.lies(trace.queryLayout(site)) || Plane.lies(trace.keyLayout(site));
    }

    static OverlayPicture layout(
            Trace trace, Options options, Messages messages, Backdrop backdrop, Cancellation cancellation) {
        OverlayLayout layout = new OverlayLayout(trace, options, messages, backdrop, cancellation);
        return shows(trace, layout.head.site()) ? layout.picture() : layout.nothing();
    }

    private OverlayPicture nothing() {
        double width = options.width() == 0 ? USUAL_WIDTH : options.width();
        double height = options.height() == 0 ? LEAST : options.height();
        String note = messages.text("view.overlay.words-only");
        sheet.text(note, width / 2, height / 2, TextSize.TOKEN, Anchor.MIDDLE, Role.QUIET_TEXT);
        return new OverlayPicture(
                sheet.drawing(width, height), options.direction(), head.site().section(), null, null,
                new LinkedHashMap<>(), new LinkedHashMap<>(), 0, 0, note);
    }

    private OverlayPicture picture() {
        int focus = focus();
        List<HeadWeights> weights = options.heads().stream()
                .filter(one -> sameAxes(one.site()))
                .map(one -> {
                    cancellation.check();
                    return HeadWeights.of(trace, one, options.direction(), focus, options.words());
                })
                .toList();
        HeadWeights main = weights.getFirst();
        double high = weights.stream().mapToDouble(HeadWeights::most).max().orElse(0);
        Tint tint = new Tint(Scale.upTo(options.scale(), high > 0 ? high : 1), options.map());
        double width = options.width() == 0 ? USUAL_WIDTH : Math.max(options.width(), 2 * LEAST);
        double right = width - MARGIN - BAR_GAP - ColorBar.width(tint);
        String reading = messages.format(
                "view.overlay." + options.direction().id() + ".of", names(originTokens).apply(focus));
        sheet.text(HeadName.of(head, trace, messages), MARGIN, MARGIN + 8, TextSize.TITLE, Anchor.START, Role.TEXT);
        sheet.text(reading, MARGIN, MARGIN + TITLE + 8, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
        double y = MARGIN + TITLE + NOTE + 4;
        boolean same = origin.equals(shown);
        SequencedMap<Integer, Box> chips =
                Chips.draw(sheet, origin, originTokens, words(originTokens), line(y, right), same ? main.weights() : null, tint, focus);
        y = Chips.bottom(chips, y);
        if (!same) {
            y = Chips.bottom(Chips.draw(sheet, shown, shownTokens, words(shownTokens), line(y, right), main.weights(), tint, -1), y);
        }
        Box large = large(y, right, width);
        Plane of = new Plane(origin, trace.source(), large);
        Plane over = new Plane(shown, trace.source(), large);
        lay(main, over, tint, options.smooth());
        lines(Plane.lies(shown) ? over : of);
        strip(main, over, tint);
        window(main, over);
        of.place(focus).ifPresent(place -> sheet.add(new Mark.Frame(place, Role.LOCKED, 2, 0)));
        ColorBar.draw(sheet, tint, large.right() + BAR_GAP, large.y(), Math.clamp(large.height(), 60, 180));
        y = Math.max(large.bottom(), large.y() + 60) + (isSound() ? time(over, large) : 0) + 2 * SMALL_GAP;
        SequencedMap<HeadAddress, Box> small = small(weights, y, width, large.width() / large.height(), tint);
        double bottom = small.isEmpty() ? y : small.lastEntry().getValue().bottom();
        return new OverlayPicture(
                sheet.drawing(width, bottom + MARGIN),
                options.direction(),
                head.site().section(),
                Plane.lies(origin) ? of : null,
                Plane.lies(shown) ? over : null,
                chips,
                small,
                focus,
                origin.length(),
                reading);
    }

    private int focus() {
        Cell cell = options.focus();
        Integer wanted = cell == null ? null : options.direction() == Direction.TO ? cell.query() : cell.key();
        int position = wanted == null ? 0 : Math.clamp(wanted, 0, origin.length() - 1);
        Words words = words(originTokens);
        return words.tokens(words.word(position)).start();
    }

    private Words words(List<Token> tokens) {
        return options.words() ? Words.of(tokens) : Words.each(tokens.size());
    }

    /// What every position is called, by its word where words are put together.
    private java.util.function.IntFunction<String> names(List<Token> tokens) {
        Words words = words(tokens);
        return position -> words.merged(tokens).get(words.word(position)).text();
    }

    /// Heads of other stages have other grids: no position of one is a position of the other.
    private boolean sameAxes(AttentionSite site) {
        return trace.queryLayout(site).equals(trace.queryLayout(head.site()))
                && trace.keyLayout(site).equals(trace.keyLayout(head.site()));
    }

    private static Box line(double y, double right) {
        return new Box(MARGIN, y, right - MARGIN, 0);
    }

    private boolean isSound() {
        return Plane.isSound(origin) || Plane.isSound(shown);
    }

    private Box large(double y, double right, double width) {
        double most = right - MARGIN;
        if (isSound()) {
            return new Box(MARGIN, y + STRIP, most, SOUND_HEIGHT);
        }
        double aspect = Plane.aspect(Plane.lies(shown) ? shown : origin, trace.source()).orElse(1.0);
        double height = options.height() == 0 ? USUAL_HEIGHT : options.height();
        // Below it there should be room for the small ones.
        double tallest = Math.max(LEAST, height - y - MARGIN - 2 * SMALL_GAP - SMALL - SMALL_LABEL);
        double across = Math.min(most, Math.max(LEAST, tallest) * aspect);
        return new Box(MARGIN, y, across, across / aspect);
    }

    /// The backdrop, and the weights over it.
    private void lay(HeadWeights weights, Plane plane, Tint tint, boolean smooth) {
        Source source = trace.source();
        sheet.add(source == null ? new Mark.Area(plane.box(), Role.RULE) : new Mark.Photo(plane.box(), backdrop.of(source, options.coloured())));
        plane.grid().ifPresent(grid -> {
            Matrix matrix = weights.on(grid);
            Matrix laid = smooth ? Smoothing.of(matrix) : matrix;
            List<Mark> veil = List.of(new Mark.Veil(grid.box(), laid, tint, options.opacity()));
            // Fill beyond the picture, and what was cropped away, is not drawn.
            sheet.addAll(plane.box().grown(0.5).holds(grid.box()) ? veil : List.of(new Mark.Clipped(plane.box(), veil)));
        });
    }

    /// The edges of the patches.
    private void lines(Plane plane) {
        Optional<Plane.Grid> found = plane.grid();
        if (found.isEmpty() || isSound()) {
            return;
        }
        Plane.Grid grid = found.get();
        Box box = grid.box();
        double across = box.width() / grid.columns();
        double down = box.height() / grid.rows();
        if (Math.min(across, down) >= LEAST_CELL) {
            Sheet edges = new Sheet();
            for (int column = 0; column <= grid.columns(); column++) {
                edges.rule(box.x() + column * across, box.y(), box.x() + column * across, box.bottom(), Role.PAGE, 0.5);
            }
            for (int row = 0; row <= grid.rows(); row++) {
                edges.rule(box.x(), box.y() + row * down, box.right(), box.y() + row * down, Role.PAGE, 0.5);
            }
            sheet.add(new Mark.Clipped(plane.box().grown(0.5), edges.marks()));
        }
        sheet.add(new Mark.Frame(plane.box(), Role.FRAME, 0.5, 0));
    }

    /// The edge of the window that attention stays in. After a shift it may lie in several pieces.
    private void window(HeadWeights weights, Plane plane) {
        if (weights.windows() == null) {
            return;
        }
        plane.grid().ifPresent(grid -> {
            for (int row = 0; row < grid.rows(); row++) {
                for (int column = 0; column < grid.columns(); column++) {
                    if (weights.reaches(grid.position(row, column))) {
                        edges(weights, grid, row, column);
                    }
                }
            }
        });
    }

    /// The sides of a cell on which there is no more of its window.
    private void edges(HeadWeights weights, Plane.Grid grid, int row, int column) {
        double across = grid.box().width() / grid.columns();
        double down = grid.box().height() / grid.rows();
        Box cell = new Box(grid.box().x() + column * across, grid.box().y() + row * down, across, down);
        if (row == 0 || !weights.reaches(grid.position(row - 1, column))) {
            sheet.rule(cell.x(), cell.y(), cell.right(), cell.y(), Role.HOVERED, 2);
        }
        if (row == grid.rows() - 1 || !weights.reaches(grid.position(row + 1, column))) {
            sheet.rule(cell.x(), cell.bottom(), cell.right(), cell.bottom(), Role.HOVERED, 2);
        }
        if (column == 0 || !weights.reaches(grid.position(row, column - 1))) {
            sheet.rule(cell.x(), cell.y(), cell.x(), cell.bottom(), Role.HOVERED, 2);
        }
        if (column == grid.columns() - 1 || !weights.reaches(grid.position(row, column + 1))) {
            sheet.rule(cell.right(), cell.y(), cell.right(), cell.bottom(), Role.HOVERED, 2);
        }
    }

    /// The weights above a spectrogram, nothing below them to mix with.
    private void strip(HeadWeights weights, Plane plane, Tint tint) {
        if (shown.section(Layout.Frames.class).isPresent()) {
            plane.grid().ifPresent(grid -> sheet.add(new Mark.Raster(
                    new Box(grid.box().x(), plane.box().y() - STRIP, grid.box().width(), STRIP - 3), weights.on(grid), tint)));
        }
    }

    /// Seconds below a spectrogram.
    ///
    /// @return the height they take
    private double time(Plane plane, Box large) {
        double duration = plane.duration();
        double step = step(duration / Math.max(1, large.width() / TICK_SPACE));
        for (double at = 0; at <= duration * 1.0001; at += step) {
            double x = large.x() + at / duration * large.width();
            sheet.rule(x, large.bottom(), x, large.bottom() + 4, Role.FRAME, 1);
            String seconds = step < 1 ? String.format(java.util.Locale.ROOT, "%.2f", at) : Long.toString(Math.round(at));
            sheet.text(seconds + " s", x, large.bottom() + 12, TextSize.TICK, at == 0 ? Anchor.START : Anchor.MIDDLE, Role.QUIET_TEXT);
        }
        return TIME;
    }

    /// The least of 0.01, 0.02, 0.05, 0.1 … that is not below `least`.
    private static double step(double least) {
        for (double power = 0.01; ; power *= 10) {
            for (int digit : new int[] {1, 2, 5}) {
                if (digit * power >= least) {
                    return digit * power;
                }
            }
        }
    }

    private SequencedMap<HeadAddress, Box> small(
            List<HeadWeights> weights, double top, double width, double aspect, Tint tint) {
        SequencedMap<HeadAddress, Box> places = new LinkedHashMap<>();
        if (weights.size() < 2) {
            return places;
        }
        double across = isSound() ? 2 * SMALL : Math.min(2 * SMALL, SMALL * Math.sqrt(aspect));
        double down = isSound() ? SMALL / 2 : across / aspect;
        int columns = Math.max(1, (int) ((width - 2 * MARGIN + SMALL_GAP) / (across + SMALL_GAP)));
        List<HeadWeights> ordered = weights.stream().sorted(java.util.Comparator.comparing(HeadWeights::head)).toList();
        for (int i = 0; i < ordered.size(); i++) {
            cancellation.check();
            HeadWeights one = ordered.get(i);
            Box cell = new Box(
                    MARGIN + i % columns * (across + SMALL_GAP),
                    top + i / columns * (down + SMALL_LABEL + SMALL_GAP),
                    across,
                    down + SMALL_LABEL);
            Box place = new Box(cell.x(), cell.y() + SMALL_LABEL, across, down);
            sheet.text(name(one.head()), cell.x(), cell.y() + 6, TextSize.TICK, Anchor.START, Role.QUIET_TEXT);
            lay(one, new Plane(shown, trace.source(), place), tint, options.smooth());
            boolean isMain = one.head().equals(head);
            sheet.add(new Mark.Frame(place, isMain ? Role.LOCKED : Role.FRAME, isMain ? 2 : 0.5, 0));
            places.put(one.head(), cell);
        }
        return places;
    }

    /// Small pictures have little room: the layer is named where there are several.
    private String name(HeadAddress one) {
        boolean severalLayers = options.heads().stream().anyMatch(other -> !other.site().equals(one.site()));
        return severalLayers
                ? messages.format("view.head-name", one.site().layer(), one.head())
                : messages.format("view.overlay.head", one.head());
    }
}
