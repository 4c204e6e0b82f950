package io.headscope.view.training;

import io.headscope.attention.HeadAddress;
import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.message.Messages;
import io.headscope.training.Course.Baseline;
import io.headscope.training.HeadScores;
import io.headscope.training.HeadScores.Measure;
import io.headscope.training.History.Look;
import io.headscope.training.Score;
import io.headscope.view.HeadName;
import io.headscope.view.MeasureName;
import io.headscope.view.TextSize;
import io.headscope.view.chart.LineChart;
import io.headscope.view.chart.LineChart.Axis;
import io.headscope.view.chart.LineChart.Line;
import io.headscope.view.chart.LineChart.Naming;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Lays the curves of a training out: loss, measure, learning rate, and what the heads do.
public final class TrainingLayout {

    private static final double MARGIN = 14;
    private static final double TITLE = 22;
    private static final double NARROW = 560;
    private static final double LEAST_HEIGHT = 190;
    private static final double USUAL_WIDTH = 900;
    private static final double USUAL_HEIGHT = 560;
    /// Places along an axis; more are not told apart.
    private static final int FINEST = 160;

    private TrainingLayout() {}

    /// @param width       the room there is
    /// @param height      the room there is; more is taken where it is too little
    /// @param logarithmic whether steps are laid out by their logarithm, so that the beginning is seen
    /// @param head        whose curves are drawn; none for the head that ends highest in each
    /// @param marked      the time that is looked at, in steps; none where no time is
    public record Options(double width, double height, boolean logarithmic, @Nullable HeadAddress head, @Nullable Integer marked) {
        public static final Options USUAL = new Options(USUAL_WIDTH, USUAL_HEIGHT, false, null, null);
    }

    /// @param curves nothing where nothing has been trained
    public static Drawing layout(@Nullable Curves curves, Options options, Messages messages) {
        Sheet sheet = new Sheet();
        if (curves == null) {
            return nothing(sheet, options, messages);
        }
        int columns = options.width() < NARROW ? 1 : 2;
        List<Figure> figures = figures(curves, options, messages);
        int rows = Math.ceilDiv(figures.size(), columns);
        double width = (options.width() - MARGIN) / columns - MARGIN;
        double height = Math.max(LEAST_HEIGHT, (options.height() - MARGIN) / rows - MARGIN);
        for (int i = 0; i < figures.size(); i++) {
            double x = MARGIN + i % columns * (width + MARGIN);
            double y = MARGIN + (double) (i / columns) * (height + MARGIN);
            Figure figure = figures.get(i);
            String title = TextMeasure.bundled().fit(figure.title(), TextSize.TOKEN, width);
            sheet.text(title, x, y + TITLE / 2, TextSize.TOKEN, Anchor.START, Role.TEXT);
            figure.chart().draw(sheet, new Box(x, y + TITLE, width, height - TITLE));
        }
        return sheet.drawing(options.width(), MARGIN + rows * (height + MARGIN));
    }

    private static Drawing nothing(Sheet sheet, Options options, Messages messages) {
        String text = TextMeasure.bundled().fit(messages.text("view.training.nothing"), TextSize.TOKEN, options.width() - 2 * MARGIN);
        return sheet.text(text, options.width() / 2, options.height() / 2, TextSize.TOKEN, Anchor.MIDDLE, Role.QUIET_TEXT)
                .drawing(options.width(), options.height());
    }

    private record Figure(String title, LineChart chart) {}

    private static List<Figure> figures(Curves curves, Options options, Messages messages) {
        Steps steps = new Steps(options.logarithmic(), Math.max(1, Math.max(curves.history().steps(), curves.recipe().steps())), messages);
        OptionalDouble marked = options.marked() == null ? OptionalDouble.empty() : OptionalDouble.of(steps.place(options.marked()));
        List<Figure> figures = new ArrayList<>();
        figures.add(loss(curves, steps, marked, messages));
        figures.add(measure(curves, steps, marked, messages));
        figures.add(learningRate(curves, steps, marked, messages));
        if (curves.scores().values().stream().anyMatch(scores -> !scores.shares().isEmpty())) {
            figures.add(heads(curves.scores(), options.head(), steps, marked, messages));
        }
        return figures;
    }

    /// Where steps lie along the axis.
    private record Steps(boolean logarithmic, int last, Messages messages) {

        double place(int steps) {
            return !logarithmic ? steps : steps == 0 ? 0 : 1 + Math.log(steps) / Math.log(2);
        }

        Axis axis() {
            String label = messages.text("view.training.axis");
            double end = place(last);
            return logarithmic
                    ? new Axis(label, 0, end, Math.max(1, Math.ceil(end / 8)), at -> Naming.NUMBER.of(at == 0 ? 0 : Math.pow(2, at - 1)))
                    : new Axis(label, 0, end);
        }
    }

    private static Figure loss(Curves curves, Steps steps, OptionalDouble marked, Messages messages) {
        List<Double> losses = curves.history().losses();
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        double end = steps.place(steps.last());
        double sum = 0;
        int count = 0;
        int bin = -1;
        for (int i = 0; i <= losses.size(); i++) {
            int next = i == losses.size() ? -2 : (int) (steps.place(i) / end * FINEST);
            if (next != bin && count > 0) {
                xs.add(steps.place(i - Math.ceilDiv(count, 2)));
                ys.add(sum / count);
                sum = 0;
                count = 0;
            }
            bin = next;
            if (i < losses.size()) {
                sum += losses.get(i);
                count++;
            }
        }
        Line taught = new Line(messages.text("view.training.loss.learned"), xs, ys, Role.series(0), false, 1.5);
        Line chosen = looks(curves, steps, messages.text("view.training.loss.choosing"), look -> look.score().loss(), Role.series(1));
        double most = Stream.of(taught, chosen).flatMap(line -> line.ys().stream()).mapToDouble(y -> y).max().orElse(1);
        return new Figure(
                messages.text("view.training.loss"),
                new LineChart(steps.axis(), new Axis("", 0, most * 1.05), List.of(taught, chosen), marked));
    }

    private static Line looks(Curves curves, Steps steps, String name, ToDoubleFunction<Look> value, Role role) {
        List<Look> looks = curves.history().looks();
        return new Line(
                name,
                looks.stream().map(look -> steps.place(look.steps())).toList(),
                looks.stream().map(value::applyAsDouble).toList(),
                role,
                looks.size() <= FINEST / 4,
                2);
    }

    private static Figure measure(Curves curves, Steps steps, OptionalDouble marked, Messages messages) {
        List<Look> looks = curves.history().looks();
        String name = looks.isEmpty() ? "" : MeasureName.of(looks.getFirst().score().measure(), messages);
        List<Line> lines = new ArrayList<>();
        Baseline baseline = curves.baseline();
        if (baseline != null) {
            lines.add(new Line(
                    MeasureName.baseline(baseline.name(), messages), List.of(0.0, steps.place(steps.last())), List.of(baseline.value(), baseline.value()), Role.QUIET_TEXT, false, 1.5));
        }
        Look best = curves.history().best();
        Score aside = curves.history().aside();
        if (best != null && aside != null) {
            lines.add(new Line(
                    messages.text("view.training.measure.aside"), List.of(steps.place(best.steps())), List.of(aside.value()), Role.series(4), true, 2));
        }
        lines.add(looks(curves, steps, name, look -> look.score().value(), Role.series(2)));
        double[] values = lines.stream().flatMap(line -> line.ys().stream()).mapToDouble(y -> y).toArray();
        double most = DoubleStream.of(values).max().orElse(1);
        boolean isShare = most <= 1 && (looks.isEmpty() || looks.getFirst().score().upwards());
        return new Figure(
                messages.text("view.training.measure"),
                new LineChart(steps.axis(), new Axis("", 0, isShare ? 1 : most * 1.05), lines, marked));
    }

    private static Figure learningRate(Curves curves, Steps steps, OptionalDouble marked, Messages messages) {
        int taken = curves.history().steps();
        Line planned = rates(curves, steps, messages.text("view.training.rate.planned"), steps.last(), Role.QUIET_TEXT, 1);
        Line used = rates(curves, steps, messages.text("view.training.rate.used"), taken, Role.series(3), 2);
        return new Figure(
                messages.text("view.training.rate"),
                new LineChart(steps.axis(), new Axis("", 0, curves.recipe().learningRate() * 1.05), List.of(planned, used), marked));
    }

    private static Line rates(Curves curves, Steps steps, String name, int end, Role role, double width) {
        double last = steps.place(steps.last());
        List<Integer> seen = IntStream.range(0, end)
                .filter(step -> step == 0 || (int) (steps.place(step) / last * FINEST) != (int) (steps.place(step - 1) / last * FINEST))
                .boxed()
                .toList();
        return new Line(
                name,
                seen.stream().map(steps::place).toList(),
                seen.stream().map(step -> curves.recipe().learningRateAt(step)).toList(),
                role,
                false,
                width);
    }

    /// For every measure all heads in grey, and one that is named.
    private static Figure heads(
            SortedMap<Integer, HeadScores> scores, @Nullable HeadAddress wanted, Steps steps, OptionalDouble marked, Messages messages) {
        List<Line> quiet = new ArrayList<>();
        List<Line> named = new ArrayList<>();
        HeadScores last = scores.lastEntry().getValue();
        for (Measure measure : Measure.values()) {
            SortedMap<HeadAddress, Double> ends = last.of(measure);
            HeadAddress shown = wanted != null && ends.containsKey(wanted) ? wanted : highest(ends);
            for (HeadAddress head : ends.keySet()) {
                String name = head.equals(shown) ? name(measure, head, ends.keySet(), messages) : "";
                (name.isEmpty() ? quiet : named).add(line(scores, measure, head, name, steps, named.size()));
            }
        }
        return new Figure(
                messages.text("view.training.heads"),
                new LineChart(steps.axis(), new Axis("", 0, 1), Stream.concat(quiet.stream(), named.stream()).toList(), marked));
    }

    private static @Nullable HeadAddress highest(Map<HeadAddress, Double> ends) {
        return ends.entrySet().stream().max(Comparator.comparingDouble(Map.Entry::getValue)).map(Map.Entry::getKey).orElse(null);
    }

    private static String name(Measure measure, HeadAddress head, Collection<HeadAddress> all, Messages messages) {
        return messages.format(
                "view.training.score",
                messages.text("view.training.score." + measure.id()),
                HeadName.of(head, all.stream().map(HeadAddress::site).distinct().toList(), messages));
    }

    private static Line line(
            SortedMap<Integer, HeadScores> scores, Measure measure, HeadAddress head, String name, Steps steps, int series) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        scores.forEach((time, all) -> {
            Double share = all.of(measure).get(head);
            if (share != null) {
                xs.add(steps.place(time));
                ys.add(share);
            }
        });
        return new Line(
                name,
                xs,
                ys,
                name.isEmpty() ? Role.RULE : Role.series(series),
                !name.isEmpty(),
                name.isEmpty() ? 0.8 : 2);
    }
}
