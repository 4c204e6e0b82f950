package io.headscope.view.overlay;

import io.headscope.analysis.Words;
import io.headscope.attention.Layout;
import io.headscope.attention.Token;
import io.headscope.drawing.Box;
import io.headscope.drawing.Mark;
import io.headscope.drawing.Mark.Anchor;
import io.headscope.drawing.Matrix;
import io.headscope.drawing.Role;
import io.headscope.drawing.Sheet;
import io.headscope.drawing.TextMeasure;
import io.headscope.drawing.Tint;
import io.headscope.view.TextSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// The positions of an axis that lie nowhere in a picture or a sound (`[CLS]`, words, what a detector asks with), as chips
/// in lines.
final class Chips {

    /// More are not shown: the matrix of the head has them all.
    private static final int MOST = 150;

    private static final double HEIGHT = 20;
    private static final double GAP = 4;
    private static final double EDGE = 6;
    private static final double WIDEST = 140;
    private static final double STRIP = 4;

    private Chips() {}

    /// Puts them down.
    ///
    /// @param words   which tokens make one chip
    /// @param weights what to tint them by, or nothing
    /// @param focus   the one that is lit, or -1
    /// @return        where each is
    static SequencedMap<Integer, Box> draw(
            Sheet sheet,
            Layout layout,
            List<Token> tokens,
            Words words,
            Box line,
            float @Nullable [] weights,
            Tint tint,
            int focus) {
        SequencedMap<Integer, Box> places = new LinkedHashMap<>();
        double x = line.x();
        double y = line.y();
        List<Token> merged = words.merged(tokens);
        for (int position : positions(layout, words)) {
            String text = TextMeasure.bundled().fit(merged.get(words.word(position)).text(), TextSize.NOTE, WIDEST);
            double width = Math.max(HEIGHT, TextMeasure.bundled().width(text, TextSize.NOTE) + 2 * EDGE);
            if (x + width > line.right() && x > line.x()) {
                x = line.x();
                y += HEIGHT + STRIP + GAP;
            }
            Box box = new Box(x, y, width, HEIGHT);
            places.put(position, box);
            draw(sheet, box, text, position == focus);
            if (weights != null) {
                sheet.add(new Mark.Raster(
                        new Box(x, box.bottom() + 1, width, STRIP), new Matrix(1, 1, new float[] {weights[position]}), tint));
            }
            x += width + GAP;
        }
        return places;
    }

    private static void draw(Sheet sheet, Box box, String text, boolean lit) {
        sheet.add(new Mark.Area(box, Role.SURFACE, 1, 4))
                .add(new Mark.Frame(box, lit ? Role.LOCKED : Role.RULE, lit ? 2 : 1, 4))
                .text(text, box.centerX(), box.centerY(), TextSize.NOTE, Anchor.MIDDLE, Role.TEXT);
    }

    /// Of every word the first.
    private static List<Integer> positions(Layout layout, Words words) {
        List<Integer> positions = new ArrayList<>();
        for (Layout.Section section : layout.sections()) {
            boolean nowhere = switch (section) {
                case Layout.Text _, Layout.Numbered _, Layout.Added _, Layout.Queries _ -> true;
                case Layout.Patches _, Layout.Frames _, Layout.Bands _ -> false;
            };
            int start = layout.start(section);
            for (int i = 0; nowhere && i < section.length() && positions.size() < MOST; i++) {
                if (words.tokens(words.word(start + i)).start() == start + i) {
                    positions.add(start + i);
                }
            }
        }
        return positions;
    }

    /// How far down they reach.
    static double bottom(SequencedMap<Integer, Box> places, double otherwise) {
        return places.isEmpty() ? otherwise : places.lastEntry().getValue().bottom() + STRIP + 2 * GAP;
    }
}
