package io.headscope.view.lab;

import io.headscope.drawing.ColorMap;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Box;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.lab.DoubleMatrix;
import io.headscope.lab.Evaluation;
import io.headscope.lab.LabState;
import io.headscope.lab.Mechanism.Source;
import io.headscope.lab.Quantity;
import io.headscope.lab.RealHead;
import io.headscope.lab.TakenHead;
import io.headscope.message.Messages;
import io.headscope.view.TextSize;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Lays the lab's table out: the formula, what there is to see, and every matrix in the order in which it is worked out.
final class LabLayout {

    private static final double MARGIN = 18;
    private static final double GAP = 28;
    private static final double LINE = 17;
    private static final double CHART_HEIGHT = 240;
    private static final double USUAL_WIDTH = 820;
    private static final double LEAST_WIDTH = 260;
    private static final double MOST_TEXT = 760;

    private LabLayout() {}

    /// How to draw.
    ///
    /// @param width   the room there is, or 0 for as much as is usual
    /// @param step    the step that is looked at, from 1: what comes after it is not there yet; 0 for all
    /// @param numbers whether every cell shows its number, however many there are
    /// @param told    whether the sentence of the step stands somewhere else, and not in the drawing
    record Options(double width, int step, ColorMap colorMap, boolean numbers, boolean told) {

        static final Options USUAL = new Options(0, 0, ColorMap.VIRIDIS, false);

        Options(double width, int step, ColorMap colorMap, boolean numbers) {
            this(width, step, colorMap, numbers, false);
        }

        Options telling(boolean elsewhere) {
            return new Options(width, step, colorMap, numbers, elsewhere);
        }
    }

    static LabPicture layout(LabState state, Options options, Messages messages) {
        double width = options.width() == 0 ? USUAL_WIDTH : Math.max(LEAST_WIDTH, options.width());
        double room = width - 2 * MARGIN;
        Sheet sheet = new Sheet();
        Evaluation evaluation = state.evaluation();
        List<Quantity> shown = shown(evaluation, options.step());
        Quantity current = options.step() == 0 ? null : shown.getLast();
        String lit = current == null ? "" : current.name().key();
        double below = heading(sheet, state, room, messages);
        PlacedFormula formula = PlacedFormula.of(state.mechanism().formula().with(state.settings()), MARGIN, below, room);
        formula.marks(lit).forEach(sheet::add);
        double y = formula.bottom() + 14;
        y = text(sheet, words(state, current, options, messages), y, room, messages);
        List<QuantityBlock> blocks = flow(shown, options, y + 6, room, messages);
        blocks.forEach(block -> block.draw(sheet, block.quantity() == current));
        double bottom = blocks.stream().mapToDouble(block -> block.y() + block.height()).max().orElse(y);
        if (state.example() != null && state.example().study() && current == null) {
            Box place = new Box(MARGIN, bottom + GAP, Math.min(room, MOST_TEXT), CHART_HEIGHT);
            StudyChart.draw(sheet, place, messages);
            bottom = place.bottom();
        }
        double right = blocks.stream().mapToDouble(block -> block.x() + block.width() + MARGIN).max().orElse(width);
        return new LabPicture(sheet.drawing(Math.max(width, right), bottom + MARGIN), state, blocks, formula);
    }

    /// Inputs appear when they are first needed.
    private static List<Quantity> shown(Evaluation evaluation, int step) {
        if (step == 0) {
            return evaluation.quantities();
        }
        Quantity last = evaluation.steps().get(step - 1);
        return evaluation.quantities().subList(0, evaluation.quantities().indexOf(last) + 1);
    }

    private static double heading(Sheet sheet, LabState state, double room, Messages messages) {
        Source source = state.mechanism().source();
        double y = MARGIN + 8;
        SymbolText.draw(sheet, title(state, messages), MARGIN, y, TextSize.TITLE, Role.TEXT);
        y += 14;
        String reference = source.authors() + ", " + source.year() + ": " + source.title();
        for (String line : Paragraph.lines(reference, TextSize.NOTE, room, messages.language().locale())) {
            sheet.text(line, MARGIN, y + 6, TextSize.NOTE, Anchor.START, Role.QUIET_TEXT);
            y += 14;
        }
        return y + 14;
    }

    private static String title(LabState state, Messages messages) {
        if (state.example() != null) {
            return state.example().title(messages);
        }
        return state.mechanism().title(messages);
    }

    private static List<String> remarks(LabState state, Messages messages) {
        List<String> remarks = new ArrayList<>();
        if (state.example() != null) {
            remarks.add(state.example().explanation(messages));
            RealHead real = state.example().real();
            DoubleMatrix weights = real == null ? null : state.evaluation().get("weights").value();
            if (real != null && weights != null && weights.shape().equals(real.head().modelWeights().shape())) {
                remarks.add(real.origin(weights).in(messages));
            }
        }
        TakenHead taken = state.taken();
        if (taken != null && state.evaluation().get("weights").value().shape().equals(taken.modelWeights().shape())) {
            double difference = taken.difference(state.evaluation().get("weights").value());
            String notes = taken.rules().notes().stream().map(note -> " " + note.in(messages)).collect(Collectors.joining());
            remarks.add(messages.format("lab.taken.difference", taken.head().site().layer(), taken.head().head(), difference) + notes);
        }
        return remarks;
    }

    private static List<String> words(LabState state, @Nullable Quantity current, Options options, Messages messages) {
        if (current == null) {
            return remarks(state, messages);
        }
        return options.told() ? List.of() : List.of(sentence(state.evaluation(), options.step(), messages));
    }

    /// What a step does, and which of all it is.
    ///
    /// @param step from 1
    static String sentence(Evaluation evaluation, int step, Messages messages) {
        String sentence = evaluation.steps().get(step - 1).sentence(messages);
        return messages.format("lab.step-of", step, evaluation.steps().size()) + "  " + sentence;
    }

    private static double text(Sheet sheet, List<String> paragraphs, double from, double room, Messages messages) {
        double y = from;
        for (String paragraph : paragraphs) {
            double width = Math.min(room, MOST_TEXT);
            for (String line : Paragraph.lines(paragraph, TextSize.TOKEN, width, messages.language().locale())) {
                sheet.text(line, MARGIN, y + 8, TextSize.TOKEN, Anchor.START, Role.TEXT);
                y += LINE;
            }
            y += 6;
        }
        return y;
    }

    private static List<QuantityBlock> flow(
            List<Quantity> shown, Options options, double from, double room, Messages messages) {
        List<QuantityBlock> blocks = new ArrayList<>();
        double x = MARGIN;
        double y = from;
        double lineBottom = from;
        for (Quantity quantity : shown) {
            QuantityBlock block = QuantityBlock.fitted(quantity, quantity.title(messages), options.colorMap(), room, options.numbers());
            if (x > MARGIN && x + block.width() > MARGIN + room) {
                x = MARGIN;
                y = lineBottom + GAP - 6;
            }
            QuantityBlock placed = block.at(x, y);
            blocks.add(placed);
            x += placed.width() + GAP;
            lineBottom = Math.max(lineBottom, y + placed.height());
        }
        return blocks;
    }
}
