package io.headscope.view.training;

import io.headscope.drawing.Drawing;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.session.Replay;
import io.headscope.session.Replay.Kept;
import java.util.List;

/// Lays out the loss of a training over the times at which its heads were kept, each as far from the next.
final class ReplayLayout {

    private static final int FINEST = 240;
    private static final double MARGIN = 4;

    private ReplayLayout() {}

    /// @param shown the time to mark, in steps, or [Replay#NOTHING]
    /// @param inset room at both ends
    static Drawing layout(Kept kept, int shown, double inset, double width, double height) {
        Sheet sheet = new Sheet();
        List<Integer> times = kept.steps();
        double across = (width - 2 * inset) / Math.max(1, times.size() - 1);
        times.forEach(time -> {
            double x = inset + times.indexOf(time) * across;
            sheet.rule(x, 0, x, height, time == shown ? Role.LOCKED : Role.RULE, time == shown ? 2 : 0.7);
        });
        if (kept.record() != null) {
            curve(sheet, kept.record().history().losses(), times, inset, across, height);
        }
        return sheet.drawing(width, height);
    }

    private static void curve(Sheet sheet, List<Double> losses, List<Integer> times, double inset, double across, double height) {
        double most = losses.stream().mapToDouble(loss -> loss).max().orElse(1);
        double least = losses.stream().mapToDouble(loss -> loss).min().orElse(0);
        int points = Math.min(FINEST, Math.max(1, (times.size() - 1) * 20));
        double before = Double.NaN;
        for (int i = 0; i < points; i++) {
            double from = step(times, (times.size() - 1.0) * i / points);
            double to = step(times, (times.size() - 1.0) * (i + 1) / points);
            double loss = mean(losses, (int) from, (int) Math.max(from + 1, to));
            if (Double.isNaN(loss)) {
                break;
            }
            double y = MARGIN + (height - 2 * MARGIN) * (1 - (loss - least) / Math.max(1e-9, most - least));
            double x = inset + across * (times.size() - 1.0) * (i + 0.5) / points;
            if (i > 0) {
                sheet.rule(x - across * (times.size() - 1.0) / points, before, x, y, Role.series(0), 1.5);
            }
            before = y;
        }
    }

    /// The step at a place between two times, by the logarithm of one more.
    static double step(List<Integer> times, double place) {
        int at = Math.clamp((int) place, 0, Math.max(0, times.size() - 2));
        int from = times.get(at);
        int to = times.get(Math.min(at + 1, times.size() - 1));
        return (from + 1) * Math.pow((to + 1.0) / (from + 1), place - at) - 1;
    }

    private static double mean(List<Double> losses, int from, int to) {
        return losses.subList(Math.min(from, losses.size()), Math.min(to, losses.size())).stream()
                .mapToDouble(loss -> loss)
                .average()
                .orElse(Double.NaN);
    }
}
