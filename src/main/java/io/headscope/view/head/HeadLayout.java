package io.headscope.view.head;

import io.headscope.analysis.ReducedMap;
import io.headscope.analysis.Reduction;
import io.headscope.attention.Claim;
import io.headscope.attention.HeadAddress;
import io.headscope.attention.Trace;
import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark.Anchor;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Lays out one head: queries downwards at the left, keys to the right on top, each cell a weight.
public final class HeadLayout {

    private static final double MARGIN = 18;
    private static final double TITLE = 30;
    private static final double NOTE = 18;
    private static final double LABEL_GAP = 7;
    private static final double AXIS_NAME = 20;
    private static final double BAR_GAP = 20;
    private static final double USUAL_PLOT = 640;
    private static final double LEAST_PLOT = 40;

    private HeadLayout() {}

    /// How to draw.
    ///
    /// @param width   the room there is, or 0 for as much as is needed
    /// @param height  the same
    /// @param stretch whether the colours end at the head's largest weight instead of 1
    public record Options(
            double width,
            double height,
            Scale.Kind scale,
            boolean stretch,
            ColorMap colorMap,
            Reduction reduction,
            Viewport viewport) {

        public static final Options USUAL = new Options(
                0, 0, Scale.Kind.LINEAR, false, ColorMap.VIRIDIS, Reduction.NONE, Viewport.WHOLE);

        Options with(Reduction other) {
            return new Options(width, height, scale, stretch, colorMap, other, viewport);
        }
    }

    public static HeadPicture layout(
            Trace trace, HeadAddress head, Options options, Messages messages, Cancellation cancellation) {
        ShownHead shown = ShownHead.of(trace, head.site(), trace.map(head.site()), options.reduction());
        return layout(trace, head, shown, options, messages, cancellation);
    }

    /// @param shown what the options leave of the map of the head's site
    static HeadPicture layout(
            Trace trace,
            HeadAddress head,
            ShownHead shown,
            Options options,
            Messages messages,
            Cancellation cancellation) {
        ReducedMap map = shown.map();
        if (map.queries() == 0 || map.keys() == 0) {
            return nothingLeft(head, map, options, messages);
        }
        Tint tint = new Tint(scale(shown.tiles(), head, options, cancellation), options.colorMap());
        List<String> notes = notes(trace.failed(head.site()), map, options.reduction(), messages);
        TokenAxis queries = shown.queries();
        TokenAxis keys = shown.keys();
        String queryName = messages.text("view.head.query");
        String keyName = messages.text("view.head.key");
        double left = MARGIN + Math.max(queries.width(), width(queryName) + 4) + LABEL_GAP;
        double header = MARGIN + TITLE + notes.size() * NOTE;
        double right = BAR_GAP + ColorBar.width(tint) + MARGIN;

        // Level labels first; where one does not fit over its cells, all are turned and need room of their own.
        double flatTop = header + AXIS_NAME + TextSize.TOKEN + LABEL_GAP;
        double turnedTop = header + AXIS_NAME + keys.width() + LABEL_GAP;
        CellSize flat = fit(options, map, left + right, flatTop + MARGIN);
        boolean level = keys.fitsLevel(flat.width());
        double top = level ? flatTop : turnedTop;
        CellSize fitted = level ? flat : fit(options, map, left + right, turnedTop + MARGIN);

        double zoom = Math.clamp(options.viewport().zoom(), 1, fitted.mostZoom());
        CellSize cell = fitted.zoomed(zoom);
        double roomX = options.width() == 0 ? fitted.width() * map.keys() : Math.max(LEAST_PLOT, options.width() - left - right);
        double roomY = options.height() == 0 ? fitted.height() * map.queries() : Math.max(LEAST_PLOT, options.height() - top - MARGIN);
        Box plot = new Box(left, top, Math.min(roomX, cell.width() * map.keys()), Math.min(roomY, cell.height() * map.queries()));
        Viewport viewport = new Viewport(
                Math.clamp(options.viewport().left(), 0, Math.max(0, map.keys() - plot.width() / cell.width())),
                Math.clamp(options.viewport().top(), 0, Math.max(0, map.queries() - plot.height() / cell.height())),
                zoom);

        Sheet sheet = new Sheet();
        String title = HeadName.of(head, trace, messages);
        sheet.text(title, MARGIN, MARGIN + 8, TextSize.TITLE, Anchor.START, Role.TEXT);
        for (int i = 0; i < notes.size(); i++) {
            sheet.text(notes.get(i), MARGIN, MARGIN + TITLE + i * NOTE, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
        }
        sheet.addAll(new HeadCells(map, shown.tiles(), head.head(), plot, cell, viewport, tint, cancellation).marks());
        sheet.text(queryName, plot.x() - LABEL_GAP - 4, header + AXIS_NAME / 2 - 4, TextSize.NOTE, Anchor.END, Role.QUIET_TEXT);
        sheet.text(keyName, plot.x(), header + AXIS_NAME / 2 - 4, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
        labelQueries(sheet, queries, plot, cell.height(), viewport);
        labelKeys(sheet, keys, plot, cell.width(), viewport, level);
        double bar = Math.clamp(plot.height(), 90, 220);
        ColorBar.draw(sheet, tint, plot.right() + BAR_GAP, plot.y(), bar);

        double textEnd = MARGIN + Math.max(TextMeasure.bundled().width(title, TextSize.TITLE),
                notes.stream().mapToDouble(HeadLayout::width).max().orElse(0)) + MARGIN;
        double width = Math.max(plot.right() + right, textEnd);
        double height = Math.max(plot.bottom(), plot.y() + bar) + MARGIN;
        return new HeadPicture(sheet.drawing(width, height), head, map, plot, fitted, cell, viewport);
    }

    private static CellSize fit(Options options, ReducedMap map, double aside, double above) {
        double across = options.width() == 0 ? USUAL_PLOT : Math.max(LEAST_PLOT, options.width() - aside);
        double down = options.height() == 0 ? USUAL_PLOT : Math.max(LEAST_PLOT, options.height() - above);
        return CellSize.fitting(across, down, map.keys(), map.queries());
    }

    private static Scale scale(HeadTiles tiles, HeadAddress head, Options options, Cancellation cancellation) {
        double high = options.stretch() ? tiles.largest(head.head(), cancellation) : 1;
        return Scale.upTo(options.scale(), high > 0 ? high : 1);
    }

    private static List<String> notes(Set<Claim> failed, ReducedMap map, Reduction reduction, Messages messages) {
        List<String> notes = new ArrayList<>();
        if (!failed.isEmpty()) {
            notes.add(ClaimName.sentence(failed, messages));
        }
        if (reduction.words()) {
            notes.add(messages.text("view.words-merged"));
        }
        if (reduction.special()) {
            notes.add(messages.text("view.special-hidden"));
        }
        if (reduction.first()) {
            notes.add(messages.text("view.first-omitted"));
        }
        if (java.util.stream.IntStream.range(0, map.queries()).anyMatch(row -> !map.attends(row))) {
            notes.add(messages.text("view.head.hatched"));
        }
        return notes;
    }

    private static void labelQueries(Sheet sheet, TokenAxis axis, Box plot, double cell, Viewport viewport) {
        double x = plot.x() - LABEL_GAP;
        for (TokenAxis.Placed label : axis.placed(viewport.top(), viewport.top() + plot.height() / cell, cell)) {
            double y = plot.y() + (label.center() - viewport.top()) * cell;
            sheet.text(label.text(), x, y, label.size(), Anchor.END, role(label));
            if (label.run().cells().length() > 1) {
                double from = plot.y() + (label.from() - viewport.top()) * cell;
                double to = plot.y() + (label.to() - viewport.top()) * cell;
                sheet.rule(plot.x() - 3, from + 2, plot.x() - 3, to - 2, Role.QUIET_TEXT, 1);
            }
        }
    }

    private static void labelKeys(
            Sheet sheet, TokenAxis axis, Box plot, double cell, Viewport viewport, boolean level) {
        double y = plot.y() - LABEL_GAP;
        for (TokenAxis.Placed label : axis.placed(viewport.left(), viewport.left() + plot.width() / cell, cell)) {
            double x = plot.x() + (label.center() - viewport.left()) * cell;
            if (level) {
                sheet.text(label.text(), x, y - label.size() / 2, label.size(), Anchor.MIDDLE, role(label));
            } else {
                sheet.upwards(label.text(), x, y, label.size(), Anchor.START, role(label));
            }
            if (label.run().cells().length() > 1) {
                double from = plot.x() + (label.from() - viewport.left()) * cell;
                double to = plot.x() + (label.to() - viewport.left()) * cell;
                sheet.rule(from + 2, plot.y() - 3, to - 2, plot.y() - 3, Role.QUIET_TEXT, 1);
            }
        }
    }

    private static Role role(TokenAxis.Placed label) {
        return label.run().special() ? Role.QUIET_TEXT : Role.TEXT;
    }

    private static HeadPicture nothingLeft(HeadAddress head, ReducedMap map, Options options, Messages messages) {
        double width = options.width() == 0 ? 360 : options.width();
        double height = options.height() == 0 ? 120 : options.height();
        Drawing drawing = new Sheet()
                .text(messages.text("view.nothing-left"), width / 2, height / 2, TextSize.TOKEN, Anchor.MIDDLE, Role.QUIET_TEXT)
                .drawing(width, height);
        return new HeadPicture(drawing, head, map, new Box(0, 0, 0, 0), CellSize.square(1), CellSize.square(1), Viewport.WHOLE);
    }

    private static double width(String text) {
        return TextMeasure.bundled().width(text, TextSize.NOTE);
    }
}
