package io.headscope.diagram.mermaid;

import io.headscope.diagram.Click;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.Direction;
import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.Preamble;
import io.headscope.diagram.Shape;
import io.headscope.diagram.StyleClass;
import io.headscope.diagram.Subgraph;
import io.headscope.diagram.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Writes diagrams as Mermaid text that mermaid accepts and reads as the same diagram: one statement a line, labels in
/// quotes, spaces around links. Ids that Mermaid cannot write are replaced by others; a link whose two heads differ keeps
/// the one at its end, for Mermaid has no sign for both.
public final class MermaidWriter {

    private static final String INDENT = "    ";

    private final Diagram diagram;
    private final StringBuilder text = new StringBuilder();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, Subgraph> subgraphs = new LinkedHashMap<>();
    private final Map<String, String> parents = new HashMap<>();
    private final Set<String> written = new HashSet<>();

    private MermaidWriter(Diagram diagram) {
        this.diagram = diagram;
        diagram.nodes().forEach(node -> nodes.put(node.id(), node));
        diagram.subgraphs().forEach(one -> subgraphs.putIfAbsent(one.id(), one));
        diagram.subgraphs().forEach(one -> one.members().forEach(member -> parents.putIfAbsent(member, one.id())));
    }

    public static String write(Diagram diagram) {
        MermaidWriter writer = new MermaidWriter(diagram);
        writer.nameAll();
        writer.preamble();
        writer.statements();
        return writer.text.toString();
    }

    private void nameAll() {
        Set<String> taken = new HashSet<>(nodes.keySet());
        taken.addAll(subgraphs.keySet());
        List<String> ids = new ArrayList<>(nodes.keySet());
        ids.addAll(subgraphs.keySet());
        int number = 1;
        for (String id : ids) {
            if (names.containsKey(id)) {
                continue;
            }
            String name = id;
            while (!WritableIds.holds(name) || (!name.equals(id) && taken.contains(name))) {
                name = "node" + number++;
            }
            names.put(id, name);
        }
    }

    private void preamble() {
        Preamble said = diagram.preamble();
        if (said.frontMatter() != null) {
            text.append("---\n").append(said.frontMatter()).append("\n---\n");
        } else if (said.title() != null) {
            text.append("---\ntitle: \"").append(said.title().replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ")).append("\"\n---\n");
        }
        if (said.directives() != null) {
            text.append(said.directives()).append('\n');
        }
        Direction direction = diagram.direction() == Direction.TD ? Direction.TB : diagram.direction();
        text.append("flowchart ").append(direction).append('\n');
        if (said.accessibleTitle() != null) {
            line(1, "accTitle: " + Escapes.plain(said.accessibleTitle()));
        }
        if (said.accessibleDescription() != null) {
            line(1, "accDescr { " + Escapes.plain(said.accessibleDescription()) + " }");
        }
    }

    private void statements() {
        for (Node node : nodes.values()) {
            if (!parents.containsKey(node.id()) || !isReachable(node.id())) {
                node(node, 1);
            } else {
                subgraph(outermost(node.id()), 1);
            }
        }
        subgraphs.keySet().forEach(id -> subgraph(outermost(id), 1));
        diagram.links().forEach(this::link);
        diagram.classes().forEach(this::styleClass);
        nodes.values().forEach(this::looks);
        for (Subgraph one : subgraphs.values()) {
            if (!nodes.containsKey(one.id())) {
                one.classes().forEach(name -> line(1, "class " + name(one.id()) + " " + name));
            }
        }
        linkLooks();
        diagram.clicks().forEach(this::click);
    }

    private boolean isReachable(String id) {
        return subgraphs.containsKey(outermost(id));
    }

    private String outermost(String id) {
        String at = id;
        Set<String> seen = new HashSet<>();
        while (parents.containsKey(at) && seen.add(at)) {
            at = parents.get(at);
        }
        return at;
    }

    private void subgraph(String id, int depth) {
        Subgraph subgraph = subgraphs.get(id);
        if (subgraph == null || !written.add("subgraph " + id)) {
            return;
        }
        Text title = subgraph.title();
        boolean plain = !title.markdown() && title.value().equals(id) && name(id).equals(id) && !id.isBlank();
        line(depth, "subgraph " + name(id) + (plain ? "" : " [" + quoted(title) + "]"));
        if (subgraph.direction() != null) {
            line(depth + 1, "direction " + subgraph.direction());
        }
        for (String member : subgraph.members()) {
            if (subgraphs.containsKey(member) && !written.contains("subgraph " + member)) {
                subgraph(member, depth + 1);
                continue;
            }
            Node node = nodes.get(member);
            if (node != null && !written.contains(member)) {
                node(node, depth + 1);
            } else {
                line(depth + 1, name(member));
            }
        }
        line(depth, "end");
    }

    private void node(Node node, int depth) {
        if (!written.add(node.id())) {
            return;
        }
        line(depth, name(node.id()) + body(node));
    }

    private String body(Node node) {
        String[] brackets = brackets(node.shape());
        boolean named = !node.label().markdown() && node.label().value().equals(name(node.id()));
        if (brackets.length > 0 && node.picture().isEmpty()) {
            boolean bare = named && node.shape() == Shape.RECTANGLE;
            return bare ? "" : brackets[0] + quoted(node.label()) + brackets[1];
        }
        List<String> data = new ArrayList<>();
        boolean implied = !node.picture().isEmpty() && node.shape() == implied(node);
        if (!implied) {
            data.add("shape: " + node.shape().id());
        }
        node.picture().forEach(one -> data.add(one.name() + ": \"" + Escapes.plain(one.value()) + "\""));
        // Beside a picture mermaid drops a label in brackets that is the id.
        if (!node.picture().isEmpty() && !node.label().isEmpty()) {
            data.add("label: \"" + Escapes.label(node.label().value()) + "\"");
            data.add("labelType: " + (node.label().markdown() ? "markdown" : "text"));
        }
        String label = named || !node.picture().isEmpty() ? "" : "[" + quoted(node.label()) + "]";
        return label + "@{ " + String.join(", ", data) + " }";
    }

    private static Shape implied(Node node) {
        Set<String> keys = node.picture().stream().map(Node.Property::name).collect(Collectors.toSet());
        return keys.contains("img") ? Shape.IMAGE : keys.contains("icon") ? Shape.ICON : Shape.RECTANGLE;
    }

    private static String[] brackets(Shape shape) {
        return switch (shape) {
            case RECTANGLE -> new String[] {"[", "]"};
            case ROUNDED -> new String[] {"(", ")"};
            case STADIUM -> new String[] {"([", "])"};
            case SUBROUTINE -> new String[] {"[[", "]]"};
            case CYLINDER -> new String[] {"[(", ")]"};
            case CIRCLE -> new String[] {"((", "))"};
            case DOUBLE_CIRCLE -> new String[] {"(((", ")))"};
            case DIAMOND -> new String[] {"{", "}"};
            case HEXAGON -> new String[] {"{{", "}}"};
            case LEAN_RIGHT -> new String[] {"[/", "/]"};
            case LEAN_LEFT -> new String[] {"[\\", "\\]"};
            case TRAPEZOID -> new String[] {"[/", "\\]"};
            case INVERTED_TRAPEZOID -> new String[] {"[\\", "/]"};
            case ODD -> new String[] {">", "]"};
            case ELLIPSE -> new String[] {"(-", "-)"};
            default -> new String[0];
        };
    }

    private void link(Link link) {
        String named = link.id() == null ? "" : link.id() + "@";
        String label = link.label().isEmpty() ? "" : "|" + quoted(link.label()) + "|";
        line(1, name(link.from()) + " " + named + signs(link) + label + " " + name(link.to()));
    }

    private static String signs(Link link) {
        int length = link.length();
        String end = head(link.end(), '>');
        String start = link.start() == link.end() ? head(link.start(), '<') : "";
        int straight = end.isEmpty() ? length + 2 : length + 1;
        return switch (link.stroke()) {
            case NORMAL -> start + "-".repeat(straight) + end;
            case THICK -> start + "=".repeat(straight) + end;
            case DOTTED -> start + "-" + ".".repeat(length) + "-" + end;
            case INVISIBLE -> "~".repeat(length + 2);
        };
    }

    private static String head(Link.Head head, char point) {
        return switch (head) {
            case NONE -> "";
            case POINT -> String.valueOf(point);
            case CROSS -> "x";
            case CIRCLE -> "o";
        };
    }

    private void styleClass(StyleClass one) {
        if (!one.styles().isEmpty()) {
            line(1, "classDef " + one.name() + " " + commas(one.styles()));
        }
    }

    private void looks(Node node) {
        boolean clicked = diagram.clicks().stream().anyMatch(click -> click.ids().contains(node.id()));
        node.classes().stream()
                .filter(name -> !(clicked && name.equals("clickable")))
                .forEach(name -> line(1, "class " + name(node.id()) + " " + name));
        if (!node.styles().isEmpty()) {
            line(1, "style " + name(node.id()) + " " + String.join(",", node.styles()));
        }
    }

    private void linkLooks() {
        if (diagram.curve() != null) {
            line(1, "linkStyle default interpolate " + diagram.curve());
        }
        if (!diagram.linkStyles().isEmpty()) {
            line(1, "linkStyle default " + commas(diagram.linkStyles()));
        }
        for (int i = 0; i < diagram.links().size(); i++) {
            Link link = diagram.links().get(i);
            String curve = link.curve() == null ? "" : " interpolate " + link.curve();
            String styles = link.styles().isEmpty() ? "" : " " + commas(link.styles());
            if (!curve.isEmpty() || !styles.isEmpty()) {
                line(1, "linkStyle " + i + curve + styles);
            }
            if (link.id() != null) {
                link.classes().forEach(name -> line(1, "class " + link.id() + " " + name));
            }
        }
    }

    private void click(Click click) {
        String ids = click.ids().stream().map(this::name).collect(Collectors.joining(","));
        String tooltip = click.tooltip() == null ? "" : " \"" + Escapes.plain(click.tooltip()) + "\"";
        line(1, "click " + ids + switch (click.action()) {
            case Click.OpenPage(String address, String target) ->
                " href \"" + Escapes.plain(address) + "\"" + tooltip + (target == null ? "" : " " + target);
            case Click.CallFunction(String function, String arguments) ->
                " call " + function + "(" + (arguments == null ? "" : arguments) + ")" + tooltip;
        });
    }

    private static String commas(List<String> styles) {
        return styles.stream().map(style -> style.replace(",", "\\,")).collect(Collectors.joining(","));
    }

    private static String quoted(Text label) {
        // An empty label is refused, a blank one is not.
        String inner = label.isEmpty() ? " " : Escapes.label(label.value());
        return label.markdown() ? "\"`" + inner + "`\"" : "\"" + inner + "\"";
    }

    private String name(@Nullable String id) {
        return id == null ? "" : names.getOrDefault(id, id);
    }

    /// In lines of styles mermaid takes away the last semicolon, which would be one of an entity: it gets another.
    private void line(int depth, String statement) {
        text.append(INDENT.repeat(depth)).append(statement);
        if (statement.indexOf('#') >= 0 && statement.indexOf(';') >= 0) {
            text.append(statement.contains("style") ? ";" : "").append(statement.contains("classDef") ? ";" : "");
        }
        text.append('\n');
    }
}
