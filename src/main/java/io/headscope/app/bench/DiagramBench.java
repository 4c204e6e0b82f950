package io.headscope.app.bench;

import io.headscope.diagram.Diagram;
import io.headscope.diagram.layout.DiagramLayout;
import io.headscope.diagram.layout.DiagramPicture;
import io.headscope.diagram.layout.Placed;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.drawing.Drawing;
import io.headscope.task.Cancellation;
import io.headscope.view.canvas.ZoomCanvas;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;

/// Times diagrams: from a Mermaid text to what is painted of it. Reading, layout and drawing are done beside the window's
/// thread, painting in it.
public final class DiagramBench {

    private static final int WIDTH = 1440;
    private static final int HEIGHT = 900;
    private static final int[] NODES = {400, 2_000};
    private static final double NANOS_A_MILLI = 1e6;

    private final int rounds;

    /// @param rounds how often each is done, after one to warm up
    public DiagramBench(int rounds) {
        this.rounds = rounds;
    }

    /// What was measured.
    ///
    /// @param canvas its size in pixels
    public record Result(String canvas, int rounds, List<Figure> figures) {}

    /// One size of diagram; medians.
    ///
    /// @param readMs    from text to diagram
    /// @param layoutMs  to places
    /// @param drawingMs to marks
    /// @param paintMs   to pixels, all of the diagram seen
    /// @param medianMs  from text to pixels
    /// @param blockedMs the longest that the window's thread was kept busy at once
    public record Figure(
            int nodes, int links, double readMs, double layoutMs, double drawingMs, double paintMs, double medianMs, double blockedMs) {}

    /// @param stage told what is measured next
    /// @throws io.headscope.message.ProblemException if there is no display
    public Result run(Consumer<String> stage) {
        Foreground.start();
        List<Figure> figures = new ArrayList<>();
        for (int nodes : NODES) {
            stage.accept("Measuring " + nodes + " nodes");
            figures.add(measure(nodes));
        }
        return new Result(WIDTH + "×" + HEIGHT, rounds, figures);
    }

    private Figure measure(int nodes) {
        int links = nodes * 3 / 2;
        String text = text(nodes, links);
        ZoomCanvas canvas = Foreground.call(() -> {
            ZoomCanvas made = new ZoomCanvas();
            new Scene(made, WIDTH, HEIGHT);
            return made;
        });
        double[][] spent = new double[5][rounds];
        double blocked = 0;
        for (int round = -1; round < rounds; round++) {
            long start = System.nanoTime();
            Diagram diagram = MermaidReader.read(text).orThrow("bench");
            long read = System.nanoTime();
            Placed placed = DiagramLayout.place(diagram, Cancellation.never());
            long laid = System.nanoTime();
            Drawing drawing = DiagramPicture.draw(placed);
            long drawn = System.nanoTime();
            double painting = Foreground.call(() -> paint(canvas, drawing));
            long painted = System.nanoTime();
            if (round >= 0) {
                double[] all = {
                    (read - start) / NANOS_A_MILLI, (laid - read) / NANOS_A_MILLI, (drawn - laid) / NANOS_A_MILLI,
                    (painted - drawn) / NANOS_A_MILLI, (painted - start) / NANOS_A_MILLI
                };
                for (int i = 0; i < all.length; i++) {
                    spent[i][round] = all[i];
                }
                blocked = Math.max(blocked, painting);
            }
        }
        return new Figure(
                nodes, links, median(spent[0]), median(spent[1]), median(spent[2]), median(spent[3]), median(spent[4]), blocked);
    }

    /// @return how long it kept the window's thread, in ms
    private static double paint(ZoomCanvas canvas, Drawing drawing) {
        long start = System.nanoTime();
        canvas.setDrawing(drawing);
        canvas.fit();
        canvas.resize(WIDTH, HEIGHT);
        canvas.layout();
        canvas.snapshot(null, new WritableImage(WIDTH, HEIGHT));
        return (System.nanoTime() - start) / NANOS_A_MILLI;
    }

    private static double median(double[] numbers) {
        double[] sorted = numbers.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /// Links lead some nodes on, as in drawings of programs and networks.
    private static String text(int nodes, int links) {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder("flowchart TD\n");
        for (int i = 0; i < nodes; i++) {
            text.append('n').append(i).append("[node number ").append(i).append("]\n");
        }
        for (int i = 0; i < links; i++) {
            int from = random.nextInt(nodes - 1);
            text.append('n').append(from).append(" --> n").append(Math.min(nodes - 1, from + 1 + random.nextInt(8))).append('\n');
        }
        return text.toString();
    }
}
