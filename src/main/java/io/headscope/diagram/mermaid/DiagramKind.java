package io.headscope.diagram.mermaid;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The kinds of Mermaid texts, and what they begin with, in the order in which mermaid asks them.
enum DiagramKind {
    /// Mermaid finds all but the first of its words anywhere in the text.
    C4("C4 diagram", "^\\s*C4Context|C4Container|C4Component|C4Dynamic|C4Deployment"),
    KANBAN("kanban", "^\\s*kanban"),
    CLASS("classDiagram", "^\\s*classDiagram"),
    ENTITY_RELATION("erDiagram", "^\\s*erDiagram"),
    GANTT("gantt", "^\\s*gantt"),
    INFO("info", "^\\s*info"),
    PIE("pie", "^\\s*pie"),
    REQUIREMENT("requirementDiagram", "^\\s*requirement(Diagram)?"),
    SEQUENCE("sequenceDiagram", "^\\s*sequenceDiagram"),
    FLOWCHART("flowchart", "^\\s*(flowchart|graph)"),
    TIMELINE("timeline", "^\\s*timeline"),
    GIT("gitGraph", "^\\s*gitGraph"),
    STATE("stateDiagram", "^\\s*stateDiagram"),
    JOURNEY("journey", "^\\s*journey"),
    QUADRANT("quadrantChart", "^\\s*quadrantChart"),
    SANKEY("sankey", "^\\s*sankey"),
    PACKET("packet", "^\\s*packet"),
    XY("xychart", "^\\s*xychart"),
    BLOCK("block", "^\\s*block"),
    TREE_VIEW("treeView", "^\\s*treeView"),
    RADAR("radar", "^\\s*radar"),
    ISHIKAWA("ishikawa", "^\\s*ishikawa"),
    VENN("venn", "^\\s*venn"),
    TREEMAP("treemap", "^\\s*treemap"),
    ARCHITECTURE("architecture", "^\\s*architecture"),
    MINDMAP("mindmap", "^\\s*mindmap"),
    ZEN_UML("zenuml", "^\\s*zenuml");

    private final String id;
    private final Pattern beginning;

    DiagramKind(String id, String beginning) {
        this.id = id;
        this.beginning = Pattern.compile(beginning);
    }

    /// As Mermaid's texts call it.
    String id() {
        return id;
    }

    /// @return nothing where no kind begins like that
    static @Nullable DiagramKind of(String text) {
        for (DiagramKind kind : values()) {
            if (kind.beginning.matcher(text).find()) {
                return kind;
            }
        }
        return null;
    }

    /// Whether it starts as front matter does that is never closed.
    static boolean isOpenFrontMatter(String text) {
        return text.stripLeading().toLowerCase(Locale.ROOT).startsWith("---");
    }
}
