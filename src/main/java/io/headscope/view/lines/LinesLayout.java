package io.headscope.view.lines;

import io.headscope.analysis.ReducedMap;
import io.headscope.analysis.Reduction;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Point;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.message.Messages;
import io.headscope.session.Selection.Cell;
import io.headscope.task.Cancellation;
import io.headscope.view.HeadName;
import io.headscope.view.TextSize;
import io.headscope.view.TokenRun;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Lays out heads as lines from queries to keys; a line's weight is its strength.
public final class LinesLayout {

    /// More lines than this tell nothing any more, and are slow to paint.
    public static final int MOST_LINES = 1000;

    /// No line is weaker: below it a row may have hundreds.
    public static final double LEAST_WEIGHT = 0.01;

    private static final double MARGIN = 18;
    private static final double LEGEND_LINE = 22;
    private static final double NOTE = 18;
    private static final double SWATCH = 12;
    private static final double LABEL_GAP = 8;
    private static final double AIR = 7;
    private static final double WIDEST_LABEL = 150;
    private static final double USUAL_WIDTH = 460;
    private static final double LEAST_SPAN = 90;
    private static final double MOST_SPAN = 460;
    private static final double LINE = LinesPicture.LINE;

    private LinesLayout() {}

    /// What to draw, and how.
    ///
    /// @param width     the room there is, or 0 for as much as is needed
    /// @param heads     at least one; those that do not connect the same tokens as the first are left out
    /// @param threshold the least weight that gets a line
    /// @param focus     the query or key whose lines alone are shown
    public record Options(
            double width, List<HeadAddress> heads, double threshold, Reduction reduction, @Nullable Cell focus) {

        public Options {
            heads = List.copyOf(heads);
        }

        public static Options usual(List<HeadAddress> heads) {
            return usual(heads, Reduction.NONE);
        }

        static Options usual(List<HeadAddress> heads, Reduction reduction) {
            return new Options(0, heads, 0.1, reduction, null);
        }
    }

    public static LinesPicture layout(Trace trace, Options options, Messages messages, Cancellation cancellation) {
        List<HeadAddress> heads = comparable(options.heads());
        List<Strands.Source> sources = heads.stream()
                .map(head -> new Strands.Source(options.reduction().of(trace, head.site()), head.head()))
                .toList();
        ReducedMap map = sources.getFirst().map();
        Strands strands = strands(sources, map, options, cancellation);

        List<TokenRun> queries = TokenRun.of(map.queryTokens());
        List<TokenRun> keys = TokenRun.of(map.keyTokens());
        double queryWidth = Math.max(widest(queries), width(messages.text("view.lines.query")));
        double keyWidth = Math.max(widest(keys), width(messages.text("view.lines.key")));
        double labels = queryWidth + keyWidth + 2 * LABEL_GAP + 2 * MARGIN;
        double room = options.width() == 0 ? Math.max(USUAL_WIDTH, labels + LEAST_SPAN) : options.width();
        double span = Math.clamp(room - labels, LEAST_SPAN, MOST_SPAN);
        double page = labels + span;

        Sheet sheet = new Sheet();
        double y = legend(sheet, trace, heads, Math.max(page, room), messages);
        y = notes(sheet, options, strands, map, y, messages);
        double left = MARGIN + queryWidth + LABEL_GAP;
        double right = left + span;
        sheet.text(messages.text("view.lines.query"), left - LABEL_GAP, y + 8, TextSize.NOTE, Anchor.END, Role.QUIET_TEXT);
        sheet.text(messages.text("view.lines.key"), right + LABEL_GAP, y + 8, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
        double top = y + 22;
        Box queryColumn = new Box(MARGIN - AIR, top, queryWidth + LABEL_GAP + AIR, map.queries() * LINE);
        Box keyColumn = new Box(right, top, keyWidth + LABEL_GAP + AIR, map.keys() * LINE);
        shade(sheet, strands, options.focus(), queryColumn, keyColumn);
        for (Strand strand : strands.shown()) {
            sheet.add(link(strand, left, right, top));
        }
        label(sheet, queries, left - LABEL_GAP, left - 3, top, Anchor.END);
        label(sheet, keys, right + LABEL_GAP, right + 3, top, Anchor.START);
        double bottom = Math.max(queryColumn.bottom(), keyColumn.bottom()) + MARGIN;
        return new LinesPicture(sheet.drawing(Math.max(page, textEnd(sheet)), bottom), heads.getFirst().site().section(), map, queryColumn, keyColumn);
    }

    /// Heads over other tokens cannot share the columns.
    private static List<HeadAddress> comparable(List<HeadAddress> heads) {
        AttentionSite first = heads.getFirst().site();
        return heads.stream()
                .filter(head -> head.site().stack() == first.stack() && head.site().kind() == first.kind())
                .toList();
    }

    private static Strands strands(
            List<Strands.Source> sources, ReducedMap map, Options options, Cancellation cancellation) {
        Cell focus = options.focus();
        IndexRange rows = focus == null ? IndexRange.upTo(map.queries()) : only(focus.query(), map.queries(), true, map);
        IndexRange columns = focus == null ? IndexRange.upTo(map.keys()) : only(focus.key(), map.keys(), false, map);
        double threshold = Math.max(options.threshold(), LEAST_WEIGHT);
        return Strands.strongest(sources, rows, columns, threshold, MOST_LINES, cancellation);
    }

    private static IndexRange only(@Nullable Integer position, int count, boolean query, ReducedMap map) {
        if (position == null) {
            return IndexRange.upTo(count);
        }
        OptionalInt place = query ? map.row(position) : map.column(position);
        return place.isEmpty() ? IndexRange.upTo(count) : new IndexRange(place.getAsInt(), place.getAsInt() + 1);
    }

    /// The names of the heads beside their colours, wrapped.
    ///
    /// @return where the next line begins
    private static double legend(Sheet sheet, Trace trace, List<HeadAddress> heads, double width, Messages messages) {
        double x = MARGIN;
        double y = MARGIN;
        for (int i = 0; i < heads.size(); i++) {
            String name = HeadName.of(heads.get(i), trace, messages);
            double wide = SWATCH + 6 + TextMeasure.bundled().width(name, TextSize.TOKEN);
            if (x > MARGIN && x + wide > width - MARGIN) {
                x = MARGIN;
                y += LEGEND_LINE;
            }
            sheet.add(new Mark.Area(new Box(x, y + 2, SWATCH, SWATCH), Role.series(i), 1, 2));
            sheet.text(name, x + SWATCH + 6, y + 8, TextSize.TOKEN, Anchor.START, Role.TEXT);
            x += wide + 18;
        }
        return y + LEGEND_LINE + 4;
    }

    private static double notes(
            Sheet sheet, Options options, Strands strands, ReducedMap map, double top, Messages messages) {
        List<String> notes = new ArrayList<>();
        double threshold = Math.max(options.threshold(), LEAST_WEIGHT);
        notes.add(strands.found() > strands.shown().size()
                ? messages.format("view.lines.strongest", strands.shown().size(), strands.found(), threshold)
                : messages.format("view.lines.all", strands.found(), threshold));
        if (options.reduction().words()) {
            notes.add(messages.text("view.words-merged"));
        }
        if (options.reduction().special()) {
            notes.add(messages.text("view.special-hidden"));
        }
        if (options.reduction().first()) {
            notes.add(messages.text("view.first-omitted"));
        }
        if (map.queries() == 0 || map.keys() == 0) {
            notes.add(messages.text("view.nothing-left"));
        }
        double y = top;
        for (String note : notes) {
            sheet.text(note, MARGIN, y + 8, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
            y += NOTE;
        }
        return y + 6;
    }

    /// The names at the other end of the focused token's lines, the more so the stronger the line.
    private static void shade(Sheet sheet, Strands strands, @Nullable Cell focus, Box queries, Box keys) {
        if (focus == null) {
            return;
        }
        for (Strand strand : strands.shown()) {
            boolean fromQuery = focus.query() != null;
            Box column = fromQuery ? keys : queries;
            int index = fromQuery ? strand.column() : strand.row();
            Box line = new Box(column.x() + 2, column.y() + index * LINE + 1, column.width() - 4, LINE - 2);
            sheet.add(new Mark.Area(line, Role.series(strand.series()), 0.4 * strand.weight(), 3));
        }
    }

    private static Mark link(Strand strand, double left, double right, double top) {
        Point from = new Point(left, top + (strand.row() + 0.5) * LINE);
        Point to = new Point(right, top + (strand.column() + 0.5) * LINE);
        double weight = Math.clamp(strand.weight(), 0, 1);
        return new Mark.Link(from, to, Role.series(strand.series()), 0.75 + 3.25 * weight, 0.15 + 0.85 * weight);
    }

    private static void label(Sheet sheet, List<TokenRun> runs, double x, double bracket, double top, Anchor anchor) {
        for (TokenRun run : runs) {
            double from = top + run.cells().start() * LINE;
            double to = top + run.cells().end() * LINE;
            Role role = run.special() ? Role.QUIET_TEXT : Role.TEXT;
            sheet.text(shortened(run), x, (from + to) / 2, TextSize.TOKEN, anchor, role);
            if (run.cells().length() > 1) {
                sheet.rule(bracket, from + 3, bracket, to - 3, Role.QUIET_TEXT, 1);
            }
        }
    }

    private static double widest(List<TokenRun> runs) {
        return runs.stream()
                .mapToDouble(run -> TextMeasure.bundled().width(shortened(run), TextSize.TOKEN))
                .max()
                .orElse(0);
    }

    private static String shortened(TokenRun run) {
        return TextMeasure.bundled().fit(run.text(), TextSize.TOKEN, WIDEST_LABEL);
    }

    private static double width(String text) {
        return TextMeasure.bundled().width(text, TextSize.NOTE);
    }

    private static double textEnd(Sheet sheet) {
        return sheet.marks().stream()
                .filter(Mark.Label.class::isInstance)
                .mapToDouble(label -> TextMeasure.bundled().bounds((Mark.Label) label).right() + MARGIN)
                .max()
                .orElse(0);
    }
}
