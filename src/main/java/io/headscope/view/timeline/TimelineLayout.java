package io.headscope.view.timeline;

import io.headscope.analysis.Candidate;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.IndexRange;
import io.headscope.attention.Token;
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
import io.headscope.view.ColorBar;
import io.headscope.view.HeadName;
import io.headscope.view.Percent;
import io.headscope.view.TextSize;
import io.headscope.view.TokenRun;
import io.headscope.view.timeline.TimelinePicture.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Lays out one moment of a text: the text in lines with the moment marked, beneath it what every head of a layer looked
/// at, in the text and in what was read, and beside these what could come next.
final class TimelineLayout {

    private static final double MARGIN = 18;
    private static final double LINE = 22;
    private static final double CHIP_GAP = 4;
    private static final double CHIP_AIR = 5;
    private static final double ROW = 16;
    private static final double LEAST_CELL = 6;
    private static final double MOST_CELL = 18;
    private static final double LABEL_GAP = 6;
    private static final double WIDEST_LABEL = 110;
    private static final double BLOCK_GAP = 34;
    private static final double HEADER = 44;
    private static final double BAR_HEIGHT = 120;
    private static final double BARS = 120;
    private static final double PERCENT = 52;
    private static final double USUAL_WIDTH = 900;
    private static final double FUTURE = 0.5;
    private static final int MOST_ROWS = 300;

    private TimelineLayout() {}

    /// How to draw.
    ///
    /// @param width      the room there is, or 0 for as much as is needed
    /// @param vocabulary what a person reads for a token id
    record Options(double width, Tint tint, @Nullable IntFunction<String> vocabulary) {

        static Options usual(@Nullable IntFunction<String> vocabulary) {
            return new Options(0, new Tint(Scale.of(Scale.Kind.SQUARE_ROOT), ColorMap.VIRIDIS), vocabulary);
        }
    }

    /// Where there is no text that is written.
    static TimelinePicture nothing(double width, Messages messages) {
        double page = width == 0 ? USUAL_WIDTH : width;
        String text = TextMeasure.bundled().fit(messages.text("view.timeline.none"), TextSize.TOKEN, page - 2 * MARGIN);
        Sheet sheet = new Sheet().text(text, MARGIN, MARGIN + 8, TextSize.TOKEN, Anchor.START, Role.QUIET_TEXT);
        return new TimelinePicture(sheet.drawing(page, 2 * MARGIN + LINE), null, List.of(), List.of());
    }

    static TimelinePicture layout(Moment moment, Options options, Messages messages, Cancellation cancellation) {
        double page = options.width() == 0 ? USUAL_WIDTH : options.width();
        Sheet sheet = new Sheet();
        sheet.text(title(moment, page, messages), MARGIN, MARGIN + 8, TextSize.TITLE, Anchor.START, Role.TEXT);
        List<Box> tokens = chips(sheet, moment, page, MARGIN + LINE + 6);
        double top = tokens.getLast().bottom() + 18;
        List<Panel> panels = new ArrayList<>();
        double x = MARGIN;
        double bottom = top;
        double names = candidateNames(moment, options.vocabulary());
        double chances = moment.candidates().isEmpty() ? 0 : names + LABEL_GAP + BARS + PERCENT + BLOCK_GAP;
        double colours = ColorBar.width(options.tint());
        double cell = cell(moment, page - chances - colours - 2 * MARGIN);
        for (Moment.Look look : moment.looks()) {
            cancellation.check();
            Panel panel = panel(sheet, look, x, top, cell, options.tint(), messages);
            panels.add(panel);
            double title = TextMeasure.bundled().width(name(look.site(), messages), TextSize.TOKEN);
            x = Math.max(panel.box().right(), x + title) + BLOCK_GAP;
            bottom = Math.max(bottom, panel.box().bottom());
        }
        ColorBar.draw(sheet, options.tint(), x - BLOCK_GAP / 2, top + HEADER, BAR_HEIGHT);
        bottom = Math.max(bottom, top + HEADER + BAR_HEIGHT);
        double right = x - BLOCK_GAP / 2 + colours + MARGIN;
        if (!moment.candidates().isEmpty()) {
            // Beneath, where there is no room beside.
            boolean beside = right + chances <= page;
            double left = beside ? right : MARGIN;
            double from = beside ? top : bottom + LINE;
            bottom = Math.max(bottom, candidates(sheet, moment, options.vocabulary(), left, from, names, messages));
            right = Math.max(right, left + chances);
        }
        double written = tokens.stream().mapToDouble(Box::right).max().orElse(0) + MARGIN;
        double title = 2 * MARGIN + TextMeasure.bundled().width(title(moment, page, messages), TextSize.TITLE);
        double width = Math.max(options.width(), Math.max(right, Math.max(written, title)));
        return new TimelinePicture(
                sheet.drawing(width, bottom + MARGIN), moment, tokens, panels);
    }

    /// How wide the column of a head may be.
    ///
    /// @param room for all panels
    private static double cell(Moment moment, double room) {
        double labels = 0;
        int heads = 0;
        for (Moment.Look look : moment.looks()) {
            int keys = look.keys().size();
            labels += widest(look.keys(), keys, Math.min(keys, MOST_ROWS)) + LABEL_GAP + BLOCK_GAP;
            heads += look.site().heads();
        }
        return Math.clamp((room - labels) / heads, LEAST_CELL, MOST_CELL);
    }

    private static String title(Moment moment, double page, Messages messages) {
        String read = TokenRun.text(moment.text().get(moment.position()));
        String text = moment.next()
                .map(next -> messages.format("view.timeline.between", read, moment.position(), TokenRun.text(next)))
                .orElseGet(() -> messages.format("view.timeline.after", read, moment.position()));
        return TextMeasure.bundled().fit(text, TextSize.TITLE, page - 2 * MARGIN);
    }

    /// The text, what has been read in full colour and what comes later pale.
    private static List<Box> chips(Sheet sheet, Moment moment, double page, double top) {
        List<Box> boxes = new ArrayList<>();
        double x = MARGIN;
        double y = top;
        for (int i = 0; i < moment.text().size(); i++) {
            String text = TextMeasure.bundled().fit(TokenRun.text(moment.text().get(i)), TextSize.TOKEN, WIDEST_LABEL);
            double width = TextMeasure.bundled().width(text, TextSize.TOKEN) + 2 * CHIP_AIR;
            if (x > MARGIN && x + width > page - MARGIN) {
                x = MARGIN;
                y += LINE;
            }
            Box box = new Box(x, y, width, LINE - CHIP_GAP);
            boolean read = i <= moment.position();
            boolean next = i == moment.position() + 1;
            sheet.add(new Mark.Area(box, i == moment.position() ? Role.SERIES_1 : next ? Role.SERIES_2 : Role.RULE, read && !next ? FUTURE : FUTURE / 2, 3));
            sheet.text(text, box.centerX(), box.centerY(), TextSize.TOKEN, Anchor.MIDDLE, read || next ? Role.TEXT : Role.QUIET_TEXT);
            boxes.add(box);
            x += width + CHIP_GAP;
        }
        return boxes;
    }

    private static String name(AttentionSite site, Messages messages) {
        return messages.format("view.timeline.layer", HeadName.section(site.section(), messages), site.layer());
    }

    private static Panel panel(
            Sheet sheet, Moment.Look look, double left, double top, double cell, Tint tint, Messages messages) {
        AttentionSite site = look.site();
        List<Token> tokens = look.keys();
        int keys = tokens.size();
        int rows = Math.min(keys, MOST_ROWS);
        double labels = widest(tokens, keys, rows);
        Box box = new Box(left + labels + LABEL_GAP, top + HEADER, site.heads() * cell, rows * ROW);
        Panel panel = new Panel(site, box, keys, rows);
        sheet.text(name(site, messages), left, top + 8, TextSize.TOKEN, Anchor.START, Role.TEXT);
        sheet.text(messages.text("view.timeline.head"), box.x() - LABEL_GAP, top + HEADER - 9, TextSize.NOTE, Anchor.END, Role.QUIET_TEXT);
        int step = (int) Math.ceil(18 / cell);
        for (int head = 0; head < site.heads(); head += step) {
            sheet.text(Integer.toString(head), box.x() + (head + 0.5) * cell, top + HEADER - 9, TextSize.NOTE, Anchor.MIDDLE, Role.QUIET_TEXT);
        }
        sheet.add(new Mark.Area(box, Role.RULE)).add(new Mark.Raster(box, weights(look, panel), tint));
        for (int row = 0; row < rows; row++) {
            Token token = tokens.get(panel.keysOf(row).start());
            sheet.text(shortened(token), box.x() - LABEL_GAP, box.y() + (row + 0.5) * ROW, TextSize.TOKEN, Anchor.END,
                    token.isSpecial() ? Role.QUIET_TEXT : Role.TEXT);
        }
        return panel;
    }

    /// What the query gives to every line of keys, at most, head by head [rows, heads]
    private static Matrix weights(Moment.Look look, Panel panel) {
        int heads = look.site().heads();
        float[] weights = new float[panel.rows() * heads];
        for (int head = 0; head < heads; head++) {
            float[] given = look.row().of(head);
            for (int row = 0; row < panel.rows(); row++) {
                IndexRange keys = panel.keysOf(row);
                for (int key = keys.start(); key < keys.end(); key++) {
                    weights[row * heads + head] = Math.max(weights[row * heads + head], given[key]);
                }
            }
        }
        return new Matrix(panel.rows(), heads, weights);
    }

    private static double candidates(
            Sheet sheet, Moment moment, @Nullable IntFunction<String> vocabulary, double left, double top, double names, Messages messages) {
        sheet.text(messages.text("view.timeline.candidates"), left, top + 8, TextSize.TOKEN, Anchor.START, Role.TEXT);
        double y = top + HEADER - 16;
        int next = moment.next().map(Token::id).orElse(-1);
        for (Candidate candidate : moment.candidates()) {
            String fitting = name(candidate, vocabulary);
            Box track = new Box(left + names + LABEL_GAP, y + 5, BARS, LINE - 10);
            boolean chosen = candidate.index() == next;
            sheet.text(fitting, track.x() - LABEL_GAP, y + LINE / 2, TextSize.TOKEN, Anchor.END, Role.TEXT);
            sheet.add(new Mark.Area(track, Role.RULE, FUTURE, 2));
            sheet.add(new Mark.Area(
                    new Box(track.x(), track.y(), Math.max(1, BARS * candidate.probability()), track.height()),
                    chosen ? Role.SERIES_2 : Role.SERIES_1, 1, 2));
            sheet.text(Percent.of(candidate.probability(), messages), track.right() + LABEL_GAP, y + LINE / 2, TextSize.NOTE, Anchor.START, Role.TEXT);
            y += LINE;
        }
        return y;
    }

    private static String name(Candidate candidate, @Nullable IntFunction<String> vocabulary) {
        String name = vocabulary == null ? "#" + candidate.index() : vocabulary.apply(candidate.index());
        return TextMeasure.bundled().fit(name, TextSize.TOKEN, WIDEST_LABEL);
    }

    private static double candidateNames(Moment moment, @Nullable IntFunction<String> vocabulary) {
        return moment.candidates().stream()
                .mapToDouble(candidate -> TextMeasure.bundled().width(name(candidate, vocabulary), TextSize.TOKEN))
                .max()
                .orElse(0);
    }

    private static double widest(List<Token> tokens, int keys, int rows) {
        double widest = 0;
        for (int row = 0; row < rows; row++) {
            String text = shortened(tokens.get(IndexRange.upTo(keys).cell(row, rows).start()));
            widest = Math.max(widest, TextMeasure.bundled().width(text, TextSize.TOKEN));
        }
        return widest;
    }

    private static String shortened(Token token) {
        return TextMeasure.bundled().fit(TokenRun.text(token), TextSize.TOKEN, WIDEST_LABEL);
    }
}
