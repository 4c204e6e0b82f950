package io.headscope.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.headscope.drawing.Box;
import io.headscope.drawing.Drawing;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Palette;
import io.headscope.drawing.TextMeasure;
import io.headscope.export.DrawingFile;
import io.headscope.export.DrawingText;
import io.headscope.export.PngExporter;
import io.headscope.export.SvgExporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What tests of drawings share: pictures to look at, labels that must not overlap.
public final class Figures {

    private Figures() {}

    /// Leaves a drawing in both themes and as SVG in `target/screenshots`, for people to look at.
    public static void save(String name, Drawing drawing) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        DrawingFile.write(folder.resolve("figure-" + name + "-light.png"), drawing, Palette.LIGHT, new PngExporter(2));
        DrawingFile.write(folder.resolve("figure-" + name + "-dark.png"), drawing, Palette.DARK, new PngExporter(2));
        DrawingFile.write(folder.resolve("figure-" + name + ".svg"), drawing, Palette.LIGHT, new SvgExporter());
    }

    /// Compares a drawing with the one that was approved, in `src/test/resources/drawings`. With
    /// `-Dheadscope.approve` what is drawn now is approved: look at the difference before it is committed.
    public static void assertApproved(String name, Drawing drawing) throws IOException {
        Path approved = Path.of("src", "test", "resources", "drawings", name + ".txt");
        String text = DrawingText.of(drawing);
        if (System.getProperty("headscope.approve") != null) {
            Files.createDirectories(approved.getParent());
            Files.writeString(approved, text);
        }
        assertEquals(Files.readString(approved), text);
    }

    /// Every pair of labels whose letters share room, and every label that leaves the drawing.
    public static List<String> collisions(Drawing drawing) {
        List<String> found = new ArrayList<>(overlaps(drawing.marks()));
        Box page = new Box(0, 0, drawing.width(), drawing.height());
        for (Mark mark : drawing.marks()) {
            if (mark instanceof Mark.Label label && !within(page, bounds(label))) {
                found.add(label + " leaves the drawing");
            }
            if (mark instanceof Mark.Clipped clipped) {
                found.addAll(overlaps(clipped.marks()));
            }
        }
        return found;
    }

    private static List<String> overlaps(List<Mark> marks) {
        List<Mark.Label> labels = marks.stream().filter(Mark.Label.class::isInstance).map(Mark.Label.class::cast).toList();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < labels.size(); i++) {
            for (int j = i + 1; j < labels.size(); j++) {
                if (bounds(labels.get(i)).overlaps(bounds(labels.get(j)))) {
                    found.add(labels.get(i) + " overlaps " + labels.get(j));
                }
            }
        }
        return found;
    }

    private static boolean within(Box page, Box box) {
        return box.x() >= page.x() && box.y() >= page.y() && box.right() <= page.right() && box.bottom() <= page.bottom();
    }

    // What is almost touching is no collision: the measure includes a little air above the letters.
    private static Box bounds(Mark.Label label) {
        return TextMeasure.bundled().bounds(label).grown(-0.5);
    }
}
