package io.headscope.diagram.mermaid;

import io.headscope.diagram.Diagram;
import io.headscope.diagram.Direction;

/// Reads Mermaid flowcharts as mermaid 11 does (<https://mermaid.js.org/syntax/flowchart.html>): what it takes is taken, and
/// means the same; what it refuses is refused.
public final class MermaidReader {

    private MermaidReader() {}

    public static Reading read(String text) {
        try {
            String withoutMark = text.startsWith("\uFEFF") ? " " + text.substring(1) : text;
            Preparation.Prepared prepared = Preparation.of(withoutMark);
            Parser parser = new Parser(prepared.text());
            Direction direction = parser.read();
            Diagram diagram = parser.chart().finished(direction, prepared.preamble());
            return new Reading.Flowchart(diagram);
        } catch (Refusal refusal) {
            return new Reading.Refused(Fault.of(text, refusal));
        }
    }
}
