package io.headscope.view.prediction;

import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.message.Messages;
import io.headscope.view.Percent;
import io.headscope.view.TextSize;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Lays out what a network answers: one bar an answer, the likeliest on top.
public final class PredictionLayout {

    private static final double MARGIN = 14;
    private static final double QUESTION = 26;
    private static final double LINE = 22;
    private static final double BAR = 12;
    private static final double GAP = 10;
    private static final double USUAL_WIDTH = 320;
    private static final double LEAST_WIDTH = 160;
    private static final double PERCENT = 46;
    private static final double MARKED = 0.35;

    private PredictionLayout() {}

    /// @param width the room there is, or 0 for as much as is needed
    public static PredictionPicture layout(Prediction prediction, double width, Messages messages) {
        double page = Math.max(LEAST_WIDTH, width == 0 ? USUAL_WIDTH : width);
        Sheet sheet = new Sheet();
        double y = MARGIN;
        Prediction.Passage passage = prediction.passage();
        if (passage != null) {
            y = draw(sheet, passage, page, y) + GAP;
        }
        Scene scene = prediction.scene();
        if (scene != null) {
            y = SceneLayout.draw(sheet, scene, MARGIN, y, page - 2 * MARGIN) + 2 * GAP;
        }
        for (Prediction.Question question : prediction.questions()) {
            y = draw(sheet, question, page, y, messages) + GAP;
        }
        String remark = prediction.remark();
        if (remark != null) {
            for (String line : wrapped(remark, page - 2 * MARGIN)) {
                sheet.text(line, MARGIN, y + 8, TextSize.TOKEN, Anchor.START, Role.QUIET_TEXT);
                y += LINE - 4;
            }
        }
        return new PredictionPicture(sheet.drawing(page, y + MARGIN), prediction);
    }

    /// The text in lines, the answer in it marked.
    private static double draw(Sheet sheet, Prediction.Passage passage, double page, double top) {
        double space = TextMeasure.bundled().width(" ", TextSize.TOKEN);
        double x = MARGIN;
        double y = top;
        for (int i = 0; i < passage.pieces().size(); i++) {
            boolean word = passage.pieces().get(i).startsWith(" ");
            String piece = TextMeasure.bundled().fit(passage.pieces().get(i).strip(), TextSize.TOKEN, page - 2 * MARGIN);
            double width = TextMeasure.bundled().width(piece, TextSize.TOKEN);
            double gap = word && x > MARGIN ? space : 0;
            if (x > MARGIN && x + gap + width > page - MARGIN) {
                x = MARGIN;
                y += LINE;
                gap = 0;
            }
            if (i >= passage.from() && i < passage.to()) {
                double from = i > passage.from() ? x : x + gap;
                sheet.add(new Mark.Area(new Box(from, y, x + gap + width - from, LINE - 3), Role.SERIES_1, MARKED, 2));
            }
            sheet.text(piece, x + gap, y + (LINE - 3) / 2, TextSize.TOKEN, Anchor.START, Role.TEXT);
            x += gap + width;
        }
        return y + LINE;
    }

    private static double draw(Sheet sheet, Prediction.Question question, double page, double top, Messages messages) {
        double y = top;
        for (String line : wrapped(question.text(), page - 2 * MARGIN)) {
            sheet.text(line, MARGIN, y + 8, TextSize.TOKEN, Anchor.START, Role.QUIET_TEXT);
            y += LINE - 4;
        }
        y += QUESTION - LINE + 2;
        return question.named() ? named(sheet, question, page, y, messages) : beside(sheet, question, page, y, messages);
    }

    /// Every answer above its bar.
    private static double named(Sheet sheet, Prediction.Question question, double page, double top, Messages messages) {
        double y = top;
        double width = page - 2 * MARGIN;
        for (Prediction.Named answer : question.answers()) {
            String name = TextMeasure.bundled().fit(answer.text(), TextSize.TOKEN, width - PERCENT);
            sheet.text(name, MARGIN, y + LINE / 2, TextSize.TOKEN, Anchor.START, Role.TEXT);
            sheet.text(percent(answer.probability(), messages), page - MARGIN, y + LINE / 2, TextSize.NOTE, Anchor.END, Role.TEXT);
            Box track = new Box(MARGIN, y + LINE, width, BAR / 3);
            sheet.add(new Mark.Area(track, Role.RULE, 0.5, 2));
            sheet.add(new Mark.Area(new Box(track.x(), track.y(), Math.max(1, width * answer.probability()), BAR / 3), answer.role(), 1, 2));
            y += LINE + BAR;
        }
        return y;
    }

    private static double beside(Sheet sheet, Prediction.Question question, double page, double top, Messages messages) {
        double y = top;
        double names = names(question.answers(), 0.45 * (page - 2 * MARGIN - PERCENT));
        double bars = page - 2 * MARGIN - names - GAP - PERCENT;
        for (Prediction.Named answer : question.answers()) {
            double middle = y + LINE / 2;
            String name = TextMeasure.bundled().fit(answer.text(), TextSize.TOKEN, names);
            Box track = new Box(MARGIN + names + GAP, middle - BAR / 2, bars, BAR);
            sheet.text(name, MARGIN + names, middle, TextSize.TOKEN, Anchor.END, Role.TEXT);
            sheet.add(new Mark.Area(track, Role.RULE, 0.5, 2));
            sheet.add(new Mark.Area(
                    new Box(track.x(), track.y(), Math.max(1, bars * answer.probability()), BAR), answer.role(), 1, 2));
            sheet.text(percent(answer.probability(), messages), page - MARGIN, middle, TextSize.NOTE, Anchor.END, Role.TEXT);
            y += LINE;
        }
        return y;
    }

    static String percent(double probability, Messages messages) {
        return Percent.of(probability, messages);
    }

    private static double names(List<Prediction.Named> answers, double most) {
        return answers.stream()
                .mapToDouble(answer -> TextMeasure.bundled().width(answer.text(), TextSize.TOKEN))
                .map(width -> Math.min(width, most))
                .max()
                .orElse(0);
    }

    /// Lines broken where a language may break: at spaces, and between Chinese characters.
    private static List<String> wrapped(String text, double width) {
        BreakIterator breaks = BreakIterator.getLineInstance(Locale.ROOT);
        breaks.setText(text);
        List<String> lines = new ArrayList<>();
        int start = 0;
        int last = 0;
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            if (last > start && TextMeasure.bundled().width(text.substring(start, end).stripTrailing(), TextSize.TOKEN) > width) {
                lines.add(text.substring(start, last).stripTrailing());
                start = last;
            }
            last = end;
        }
        lines.add(TextMeasure.bundled().fit(text.substring(start), TextSize.TOKEN, width));
        return lines;
    }
}
