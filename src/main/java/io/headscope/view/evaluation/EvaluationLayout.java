package io.headscope.view.evaluation;

import io.headscope.drawing.Box;
import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Palette;
import io.headscope.drawing.Rgb;
import io.headscope.drawing.Role;
import io.headscope.drawing.Scale;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.drawing.Tint;
import io.headscope.evaluation.Report;
import io.headscope.measure.Confusion;
import io.headscope.message.Messages;
import io.headscope.session.EvaluationBench.Cell;
import io.headscope.view.ColorBar;
import io.headscope.view.Percent;
import io.headscope.view.TextSize;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Lays out what came of an evaluation: the measures, and the confusion matrix with precision, recall and F1 of every class.
/// The colour of a cell is its share of its row, so that rare classes are seen as well as frequent ones.
final class EvaluationLayout {

    private static final double MARGIN = 18;
    private static final double LINE = 20;
    private static final double GAP = 7;
    private static final double COLUMN = 84;
    private static final double LARGEST_CELL = 48;
    private static final double LEAST_CELL = 16;
    private static final double USUAL_WIDTH = 640;
    private static final double LONGEST_LABEL = 120;
    /// Measures that are shares, and read as percentages.
    private static final Set<String> SHARES = Set.of(
            "accuracy", "macro_precision", "macro_recall", "macro_f1", "exact_match", "hit_rate_10", "digit_error_rate");

    private EvaluationLayout() {}

    /// @param report nothing before anything was asked
    /// @param width  the room there is, or 0 for as much as is needed
    static EvaluationPicture layout(@Nullable Report report, double width, ColorMap colors, Messages messages) {
        Sheet sheet = new Sheet();
        if (report == null) {
            String hint = messages.text("view.evaluation.hint");
            sheet.text(hint, MARGIN, MARGIN + LINE / 2, TextSize.TOKEN, Anchor.START, Role.QUIET_TEXT);
            double all = TextMeasure.bundled().width(hint, TextSize.TOKEN) + 2 * MARGIN;
            return new EvaluationPicture(sheet.drawing(all, 2 * MARGIN + LINE), null, 0);
        }
        double y = measures(sheet, report, messages);
        Confusion confusion = report.confusion();
        if (confusion == null) {
            return new EvaluationPicture(sheet.drawing(width == 0 ? USUAL_WIDTH : width, y + MARGIN), null, 0);
        }
        return matrix(sheet, confusion, y, width == 0 ? USUAL_WIDTH : width, colors, messages);
    }

    /// @return where they end
    private static double measures(Sheet sheet, Report report, Messages messages) {
        double y = MARGIN + 8;
        String title = messages.format(
                "view.evaluation.asked",
                messages.text("view.evaluation.layout." + report.layout().id()),
                messages.text("view.evaluation.part." + report.part().id()),
                report.answers().size());
        sheet.text(title, MARGIN, y, TextSize.TITLE, Anchor.START, Role.TEXT);
        y += LINE + 8;
        if (report.left() > 0) {
            sheet.text(messages.format("view.evaluation.left", report.left()), MARGIN, y, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
            y += LINE;
        }
        double column = report.measures().keySet().stream()
                .mapToDouble(name -> TextMeasure.bundled().width(messages.text(key(name)), TextSize.TOKEN))
                .max()
                .orElse(0);
        boolean first = true;
        for (var measure : report.measures().entrySet()) {
            sheet.text(messages.text(key(measure.getKey())), MARGIN, y, TextSize.TOKEN, Anchor.START, first ? Role.TEXT : Role.QUIET_TEXT);
            sheet.text(
                    number(measure.getKey(), measure.getValue(), messages),
                    MARGIN + column + COLUMN,
                    y,
                    TextSize.TOKEN,
                    Anchor.END,
                    first ? Role.TEXT : Role.QUIET_TEXT);
            y += LINE;
            first = false;
        }
        return y;
    }

    /// `view.evaluation.measure.macro-f1`
    private static String key(String measure) {
        return "view.evaluation.measure." + measure.replace('_', '-');
    }

    private static String number(String measure, double value, Messages messages) {
        if (SHARES.contains(measure)) {
            return Percent.of(value, messages);
        }
        boolean whole = measure.equals("known_films");
        return String.format(messages.language().locale(), whole ? "%,.0f" : "%.3f", value);
    }

    private static EvaluationPicture matrix(
            Sheet sheet, Confusion confusion, double top, double width, ColorMap colors, Messages messages) {
        Tint tint = new Tint(Scale.of(Scale.Kind.SQUARE_ROOT), colors);
        List<String> labels = confusion.labels().stream()
                .map(label -> TextMeasure.bundled().fit(label, TextSize.TOKEN, LONGEST_LABEL))
                .toList();
        double widest = labels.stream().mapToDouble(label -> TextMeasure.bundled().width(label, TextSize.TOKEN)).max().orElse(0);
        String rightName = messages.text("view.evaluation.right");
        double left = MARGIN + Math.max(widest, TextMeasure.bundled().width(rightName, TextSize.NOTE)) + GAP;
        int classes = confusion.classes();
        double cell = Math.clamp(
                (width - left - MARGIN - 20 - ColorBar.width(tint)) / classes, LEAST_CELL, LARGEST_CELL);
        boolean level = widest + 4 <= cell;
        double header = top + GAP + LINE;
        Box plot = new Box(left, header + (level ? LINE : widest + GAP), cell * classes, cell * classes);
        sheet.text(messages.text("view.evaluation.given"), plot.x(), header - LINE / 2, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
        sheet.text(rightName, plot.x() - GAP, header - LINE / 2, TextSize.NOTE, Anchor.END, Role.QUIET_TEXT);
        sheet.add(new Mark.Raster(plot, shares(confusion), tint)).add(new Mark.Frame(plot, Role.FRAME, 0.5, 0));
        for (int one = 0; one < classes; one++) {
            double at = (one + 0.5) * cell;
            sheet.text(labels.get(one), plot.x() - GAP, plot.y() + at, TextSize.TOKEN, Anchor.END, Role.TEXT);
            if (level) {
                sheet.text(labels.get(one), plot.x() + at, plot.y() - LINE / 2, TextSize.TOKEN, Anchor.MIDDLE, Role.TEXT);
            } else {
                sheet.upwards(labels.get(one), plot.x() + at, plot.y() - GAP, TextSize.TOKEN, Anchor.START, Role.TEXT);
            }
        }
        counts(sheet, confusion, plot, cell, tint);
        ColorBar.draw(sheet, tint, plot.right() + 20, plot.y(), Math.clamp(plot.height(), 90, 220));
        double table = Math.max(plot.bottom(), plot.y() + 90) + LINE;
        double bottom = table(sheet, confusion, labels, left, table, messages);
        return new EvaluationPicture(
                sheet.drawing(Math.max(left + 4 * COLUMN, plot.right() + 20 + ColorBar.width(tint)) + MARGIN, bottom + MARGIN), plot, classes);
    }

    /// Every count as a share of its row; no number where the row is empty.
    private static Matrix shares(Confusion confusion) {
        int classes = confusion.classes();
        float[] shares = new float[classes * classes];
        for (int i = 0; i < shares.length; i++) {
            long examples = confusion.examples(i / classes);
            shares[i] = examples == 0 ? Float.NaN : confusion.count(i / classes, i % classes) / (float) examples;
        }
        return new Matrix(classes, classes, shares);
    }

    private static void counts(Sheet sheet, Confusion confusion, Box plot, double cell, Tint tint) {
        for (int right = 0; right < confusion.classes(); right++) {
            for (int given = 0; given < confusion.classes(); given++) {
                long count = confusion.count(right, given);
                String text = Long.toString(count);
                if (count > 0 && TextMeasure.bundled().width(text, TextSize.TICK) < cell) {
                    Rgb ground = tint.color(count / (double) confusion.examples(right));
                    sheet.text(text, plot.x() + (given + 0.5) * cell, plot.y() + (right + 0.5) * cell, TextSize.TICK, Anchor.MIDDLE, on(ground));
                }
            }
        }
    }

    private static Role on(Rgb ground) {
        double light = ground.contrast(Palette.LIGHT.color(Role.ON_DARK));
        double dark = ground.contrast(Palette.LIGHT.color(Role.ON_LIGHT));
        return light >= dark ? Role.ON_DARK : Role.ON_LIGHT;
    }

    /// @return where it ends
    private static double table(Sheet sheet, Confusion confusion, List<String> labels, double left, double top, Messages messages) {
        List<String> heads = List.of("precision", "recall", "f1", "examples");
        for (int i = 0; i < heads.size(); i++) {
            sheet.text(messages.text("view.evaluation.class." + heads.get(i)), left + (i + 1) * COLUMN, top, TextSize.NOTE, Anchor.END, Role.QUIET_TEXT);
        }
        double y = top + LINE / 2;
        sheet.rule(MARGIN, y, left + heads.size() * COLUMN, y, Role.RULE, 1);
        for (int one = 0; one < confusion.classes(); one++) {
            y += one == 0 ? LINE / 2 + 2 : LINE;
            sheet.text(labels.get(one), left - GAP, y, TextSize.TOKEN, Anchor.END, Role.TEXT);
            double[] shares = {confusion.precision(one), confusion.recall(one), confusion.f1(one)};
            double line = y;
            IntStream.range(0, shares.length).forEach(i ->
                    sheet.text(Percent.of(shares[i], messages), left + (i + 1) * COLUMN, line, TextSize.TOKEN, Anchor.END, Role.TEXT));
            sheet.text(Long.toString(confusion.examples(one)), left + 4 * COLUMN, y, TextSize.TOKEN, Anchor.END, Role.TEXT);
        }
        return y + LINE / 2;
    }

    /// The cell that is pointed at or chosen.
    static Drawing overlay(EvaluationPicture picture, @Nullable Cell hovered, @Nullable Cell chosen) {
        Sheet sheet = new Sheet();
        if (hovered != null) {
            picture.box(hovered).ifPresent(box -> sheet.add(new Mark.Frame(box, Role.HOVERED, 2, 0)));
        }
        if (chosen != null) {
            picture.box(chosen).ifPresent(box -> sheet.add(new Mark.Frame(box, Role.LOCKED, 2, 0)));
        }
        return sheet.drawing(picture.drawing().width(), picture.drawing().height());
    }
}
