package io.headscope.view.diagram;

import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fxmisc.richtext.model.StyleSpans;
import org.fxmisc.richtext.model.StyleSpansBuilder;

/// Which style classes the parts of a Mermaid text have in the editor.
final class MermaidColors {

    /// Longer texts stay plain: nobody reads their colours, and every key would wait for them.
    private static final int LONGEST = 100_000;

    private static final Pattern PARTS = Pattern.compile(
            "(?<comment>(?m)^\\s*%%[^\\n]*)"
                    + "|(?<string>\"[^\"\\n]*+\")"
                    + "|(?<keyword>\\b(?:graph|flowchart|subgraph|end|direction|classDef|class|style|linkStyle|click|TB|TD|BT|LR|RL)\\b)"
                    + "|(?<link>[<xo]?(?:--+|==+|-\\.+-|~~~+)[>xo]?)"
                    + "|(?<bracket>[\\[\\](){}|]+)");

    private static final List<String> GROUPS = List.of("comment", "string", "keyword", "link", "bracket");

    private MermaidColors() {}

    static StyleSpans<Collection<String>> of(String text) {
        StyleSpansBuilder<Collection<String>> spans = new StyleSpansBuilder<>();
        int end = 0;
        if (text.length() <= LONGEST) {
            Matcher part = PARTS.matcher(text);
            while (part.find()) {
                spans.add(List.of(), part.start() - end);
                spans.add(List.of("mermaid-" + kind(part)), part.end() - part.start());
                end = part.end();
            }
        }
        spans.add(List.of(), text.length() - end);
        return spans.create();
    }

    private static String kind(Matcher part) {
        return GROUPS.stream().filter(group -> part.group(group) != null).findFirst().orElseThrow();
    }
}
