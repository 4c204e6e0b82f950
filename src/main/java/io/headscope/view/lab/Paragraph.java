package io.headscope.view.lab;

import io.headscope.drawing.TextMeasure;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Text broken into lines: at spaces, and between Chinese characters.
final class Paragraph {

    private Paragraph() {}

    /// @param width that no line is to exceed, except by one word that is longer
    static List<String> lines(String text, double size, double width, Locale locale) {
        BreakIterator places = BreakIterator.getLineInstance(locale);
        places.setText(text);
        List<String> lines = new ArrayList<>();
        int start = 0;
        int last = 0;
        for (int end = places.first(); end != BreakIterator.DONE; end = places.next()) {
            if (last > start && TextMeasure.bundled().width(text.substring(start, end).strip(), size) > width) {
                lines.add(text.substring(start, last).strip());
                start = last;
            }
            last = end;
        }
        if (start < text.length()) {
            lines.add(text.substring(start).strip());
        }
        return lines;
    }
}
