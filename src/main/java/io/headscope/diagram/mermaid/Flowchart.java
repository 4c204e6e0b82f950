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
import io.headscope.message.Phrase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A flowchart while it is read: statements add to what earlier ones have said.
final class Flowchart {

    private static final Set<String> PICTURE_KEYS = Set.of("icon", "form", "pos", "img", "constraint", "w", "h");

    private final Map<String, Vertex> vertices = new LinkedHashMap<>();
    private final List<Edge> edges = new ArrayList<>();
    private final Map<String, Edge> namedEdges = new LinkedHashMap<>();
    private final Map<String, Integer> linksBetween = new HashMap<>();
    private final List<Frame> frames = new ArrayList<>();
    private final Map<String, Frame> framesById = new LinkedHashMap<>();
    private final Set<String> claimed = new HashSet<>();
    private final Map<String, List<String>> classes = new LinkedHashMap<>();
    private final List<Click> clicks = new ArrayList<>();
    private List<String> linkStyles = List.of();
    private @Nullable String curve;
    private @Nullable String title;
    private @Nullable String description;

    private static final class Vertex {
        private @Nullable Text label;
        private @Nullable Shape shape;
        private final List<String> classes = new ArrayList<>();
        private final List<String> styles = new ArrayList<>();
        private final Map<String, String> picture = new LinkedHashMap<>();
    }

    private static final class Edge {
        private final Link link;
        private final List<String> classes = new ArrayList<>();
        private List<String> styles = List.of();
        private @Nullable String curve;

        private Edge(Link link) {
            this.link = link;
        }

        private Link finished() {
            return new Link(link.id(), link.from(), link.to(), link.label(), link.stroke(), link.start(), link.end(),
                    link.length(), classes, styles, curve);
        }
    }

    private record Frame(String id, Text title, List<String> members, @Nullable Direction direction, List<String> classes) {}

    /// A node is named; one that has the name of a link is that link.
    void vertex(String id) {
        if (!namedEdges.containsKey(id)) {
            vertices.computeIfAbsent(id, _ -> new Vertex());
        }
    }

    void vertex(String id, Text label, Shape shape) {
        Vertex vertex = vertices.computeIfAbsent(id, _ -> new Vertex());
        vertex.label = new Text(Labels.shown(label.value()), label.markdown());
        vertex.shape = shape;
    }

    /// What stands in `@{ … }` behind a node or a link's name.
    ///
    /// @param origin where, for refusals
    void data(String id, String yaml, int origin) {
        Map<String, Object> data = Yaml.mapping(yaml.indexOf('\n') < 0 ? "{\n" + yaml + "\n}" : yaml + "\n");
        if (data == null) {
            throw new Refusal(origin, Phrase.of("reason.mermaid-shape-data"));
        }
        Edge edge = namedEdges.get(id);
        if (edge != null) {
            if (data.get("curve") instanceof String bent) {
                edge.curve = bent;
            }
            return;
        }
        Vertex vertex = vertices.computeIfAbsent(id, _ -> new Vertex());
        if (data.containsKey("shape")) {
            vertex.shape = shape(data.get("shape"), origin);
        }
        describe(vertex, data);
    }

    private static void describe(Vertex vertex, Map<String, Object> data) {
        String label = data.containsKey("label") ? String.valueOf(data.get("label")) : "";
        if (!label.isEmpty()) {
            vertex.label = new Text(Labels.shown(label), !"text".equals(data.get("labelType")));
        }
        data.forEach((key, value) -> {
            if (PICTURE_KEYS.contains(key)) {
                vertex.picture.put(key, Labels.resolved(String.valueOf(value)));
            }
        });
        boolean pictured = data.containsKey("icon") || data.containsKey("img");
        if (pictured && label.isBlank() && vertex.label == null) {
            vertex.label = Text.NONE;
        }
    }

    private static Shape shape(@Nullable Object name, int origin) {
        String given = String.valueOf(name);
        boolean spelled = given.equals(given.toLowerCase(Locale.ROOT)) && given.indexOf('_') < 0;
        return Shape.named(given)
                .filter(_ -> spelled && name instanceof String)
                .orElseThrow(() -> new Refusal(origin, Phrase.of("reason.mermaid-shape", given)));
    }

    /// Links every one of `starts` with every one of `ends`; a name goes to the last start's first link.
    void links(List<String> starts, List<String> ends, LinkForm form) {
        for (String start : starts) {
            for (String end : ends) {
                boolean named = start.equals(starts.getLast()) && end.equals(ends.getFirst());
                link(form.between(start, end, named ? form.id() : null));
            }
        }
    }

    private void link(Link link) {
        String id = link.id();
        boolean taken = id != null && namedEdges.containsKey(id);
        Text label = new Text(Labels.shown(link.label().value()), link.label().markdown());
        Edge edge = new Edge(new Link(
                taken ? null : id, link.from(), link.to(), label, link.stroke(), link.start(), link.end(), link.length(),
                List.of(), List.of(), null));
        edges.add(edge);
        namedEdges.put(id == null || taken ? givenName(link) : id, edge);
    }

    // Links without a name get one from mermaid, by which they can be spoken of: L_A_B_0, L_A_B_2, L_A_B_3, …
    private String givenName(Link link) {
        String ends = link.from() + "_" + link.to();
        int before = linksBetween.merge(ends, 1, Integer::sum) - 1;
        return "L_" + ends + "_" + (before == 0 ? 0 : before + 1);
    }

    /// @param id      its name, absent where it has none
    /// @param members as they were named in it, subgraphs among them
    /// @return its id
    String subgraph(@Nullable String id, Text title, List<String> members, @Nullable Direction direction) {
        String name = id == null ? "subGraph" + frames.size() : id;
        List<String> own = new LinkedHashSet<>(members)
                .stream().filter(member -> !member.isBlank() && !claimed.contains(member)).toList();
        claimed.addAll(own);
        Frame frame = new Frame(
                name, new Text(Labels.shown(title.value()), title.markdown()), own, direction, new ArrayList<>());
        frames.add(frame);
        framesById.put(name, frame);
        return name;
    }

    void styleClass(String names, List<String> styles) {
        List<String> declarations = declarations(styles);
        for (String name : names.split(",", -1)) {
            classes.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(declarations);
        }
    }

    // A comma with a backslash before it belongs to a value.
    private static List<String> declarations(List<String> styles) {
        return Arrays.stream(String.join(",", styles).replace("\\,", "\0").split(",", -1))
                .map(style -> style.replace('\0', ','))
                .toList();
    }

    void intoClass(String ids, String styleClass) {
        for (String id : ids.split(",", -1)) {
            if (vertices.containsKey(id)) {
                vertices.get(id).classes.add(styleClass);
            }
            if (namedEdges.containsKey(id)) {
                namedEdges.get(id).classes.add(styleClass);
            }
            if (framesById.containsKey(id)) {
                framesById.get(id).classes().add(styleClass);
            }
        }
    }

    void style(String id, List<String> styles) {
        if (!namedEdges.containsKey(id)) {
            vertices.computeIfAbsent(id, _ -> new Vertex()).styles.addAll(styles);
        }
    }

    void allLinkStyles(List<String> styles) {
        linkStyles = declarations(styles);
    }

    void allLinkCurves(String name) {
        curve = name;
    }

    void linkStyle(String number, int origin, List<String> styles) {
        edge(number, origin).styles = declarations(styles);
    }

    void linkCurve(String number, int origin, String name) {
        edge(number, origin).curve = name;
    }

    private Edge edge(String number, int origin) {
        // A number too long for an int is beyond all links as well.
        int index = number.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(number);
        if (index >= edges.size()) {
            throw new Refusal(origin, Phrase.of("reason.mermaid-no-link", number, edges.size()));
        }
        return edges.get(index);
    }

    void click(String ids, Click.Action action, @Nullable String tooltip) {
        clicks.add(new Click(List.of(ids.split(",", -1)), action, tooltip == null ? null : Labels.resolved(tooltip)));
        intoClass(ids, "clickable");
    }

    void accessibleTitle(String text) {
        title = Labels.resolved(text.strip());
    }

    void accessibleDescription(String text) {
        description = Labels.resolved(text.strip());
    }

    Diagram finished(Direction direction, Preamble said) {
        Preamble preamble = new Preamble(
                said.frontMatter(), said.directives(), said.theme(), said.settings(), said.title(), title, description);
        // Mermaid's setting: what says nothing of its direction has the diagram's.
        Direction inherited = "true".equals(said.settings().get("flowchart.inheritDir")) ? direction : null;
        List<StyleClass> styleClasses = classes.entrySet().stream()
                .map(one -> new StyleClass(one.getKey(), one.getValue()))
                .toList();
        return new Diagram(
                direction, nodes(), edges.stream().map(Edge::finished).toList(), subgraphs(inherited), styleClasses, clicks, linkStyles,
                curve, preamble);
    }

    private List<Node> nodes() {
        return vertices.entrySet().stream().map(one -> node(one.getKey(), one.getValue())).toList();
    }

    private static Node node(String id, Vertex vertex) {
        Text label = vertex.label == null ? Text.of(Labels.resolved(id)) : vertex.label;
        boolean image = vertex.picture.containsKey("img");
        boolean icon = vertex.picture.containsKey("icon");
        Shape given = vertex.shape == null ? Shape.RECTANGLE : vertex.shape;
        Shape shape = image ? Shape.IMAGE : icon ? Shape.ICON : given;
        List<Node.Property> picture = vertex.picture.entrySet().stream()
                .map(one -> new Node.Property(one.getKey(), one.getValue()))
                .toList();
        return new Node(id, label, shape, vertex.classes, vertex.styles, picture);
    }

    private List<Subgraph> subgraphs(@Nullable Direction inherited) {
        return frames.stream()
                .map(frame -> new Subgraph(
                        frame.id(), frame.title(), frame.members(), frame.direction() == null ? inherited : frame.direction(), frame.classes()))
                .toList();
    }
}
