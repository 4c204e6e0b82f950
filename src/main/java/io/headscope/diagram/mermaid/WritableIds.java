package io.headscope.diagram.mermaid;

import io.headscope.diagram.Diagram;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Which ids can be written: those that the reader finds again.
final class WritableIds {

    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Set<String> WORDS = Set.of(
            "graph", "flowchart", "subgraph", "end", "style", "linkStyle", "classDef", "class", "click", "default", "interpolate",
            "call", "href", "direction", "accTitle", "accDescr", "_self", "_blank", "_parent", "_top");

    private WritableIds() {}

    static boolean holds(String id) {
        if (SIMPLE.matcher(id).matches()) {
            return !WORDS.contains(id) && !id.startsWith("C4");
        }
        if (id.contains("\n") || id.contains("%%") || id.contains("#") || id.contains("C4")) {
            return false;
        }
        return switch (MermaidReader.read("flowchart TB\n" + id + " --> " + id + "\nsubgraph s\n" + id + "\nend\nstyle " + id + " a:b")) {
            case Reading.Flowchart(Diagram read) ->
                read.nodes().size() == 1
                        && read.nodes().getFirst().id().equals(id)
                        && read.links().size() == 1
                        && read.subgraphs().getFirst().members().equals(List.of(id));
            case Reading.Refused _ -> false;
        };
    }
}
