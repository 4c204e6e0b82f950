package io.headscope.diagram.layout;

import io.headscope.diagram.Diagram;
import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.Shape;
import io.headscope.diagram.Subgraph;
import io.headscope.diagram.Text;
import io.headscope.drawing.Box;
import io.headscope.drawing.Point;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.task.Cancellation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.eclipse.elk.alg.layered.options.CycleBreakingStrategy;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeLabelPlacement;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.util.NullElkProgressMonitor;
import org.eclipse.elk.graph.ElkBendPoint;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;
import org.jspecify.annotations.Nullable;

/// Finds places for everything in a diagram, in layers along its direction, by the Eclipse Layout Kernel
/// (Sugiyama's method; Schulze, Spönemann & von Hanxleden, 2014, <https://doi.org/10.1016/j.jvlc.2013.11.005>).
public final class DiagramLayout {

    /// More nodes than this nobody can look at, and their layers would take minutes.
    public static final int MOST_NODES = 5_000;
    public static final int MOST_LINKS = 10_000;

    /// Up to this many links, what is written first lies first.
    private static final int MOST_IN_ORDER = 100;

    static final double MARGIN = 16;
    static final double TITLE = 26;
    private static final double LABEL_PADDING = 4;

    static {
        LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(new LayeredMetaDataProvider());
    }

    private final Diagram diagram;
    private final Nesting nesting;
    private final ElkNode root = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> boxes = new HashMap<>();
    private final Map<Integer, List<ElkEdge>> edges = new HashMap<>();

    private DiagramLayout(Diagram diagram) {
        this.diagram = diagram;
        this.nesting = new Nesting(diagram);
    }

    /// @throws ProblemException      if there is more than can be looked at
    /// @throws CancellationException if nobody waits for it any more
    public static Placed place(Diagram diagram, Cancellation cancellation) {
        if (diagram.nodes().size() > MOST_NODES || diagram.links().size() > MOST_LINKS) {
            throw new ProblemException(
                    Problem.DIAGRAM_TOO_LARGE, diagram.nodes().size(), diagram.links().size(), MOST_NODES, MOST_LINKS);
        }
        DiagramLayout layout = new DiagramLayout(diagram);
        layout.build();
        new RecursiveGraphLayoutEngine().layout(layout.root, new Watch(cancellation));
        cancellation.check();
        return layout.result();
    }

    /// Lets ELK ask whether anybody still waits.
    private static final class Watch extends NullElkProgressMonitor {
        private final Cancellation cancellation;

        Watch(Cancellation cancellation) {
            this.cancellation = cancellation;
        }

        @Override
        public boolean isCanceled() {
            return cancellation.isCancelled();
        }

        @Override
        public org.eclipse.elk.core.util.IElkProgressMonitor subTask(float work) {
            return new Watch(cancellation);
        }
    }

    private void build() {
        settings(root, direction(diagram.direction()));
        root.setProperty(LayeredOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
        root.setProperty(LayeredOptions.PADDING, new ElkPadding(MARGIN));
        // Keeping the written order ends in a fault of ELK's (0.12.1) where nodes of a frame hang together with nothing, and
        // takes seven times as long with four hundred nodes.
        if (diagram.subgraphs().isEmpty() && diagram.links().size() <= MOST_IN_ORDER) {
            root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.PREFER_EDGES);
            root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_CROSSING_COUNTER_NODE_INFLUENCE, 0.001);
        }
        for (Subgraph one : nesting.outerFirst()) {
            frame(one);
        }
        for (Node node : diagram.nodes()) {
            if (!nesting.isSubgraph(node.id())) {
                node(node);
            }
        }
        for (int i = 0; i < diagram.links().size(); i++) {
            edge(i, diagram.links().get(i));
        }
    }

    private static void settings(ElkNode graph, Direction direction) {
        graph.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
        graph.setProperty(LayeredOptions.DIRECTION, direction);
        graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        // A circle is entered where its text begins, as in mermaid, and not where fewest links would have to be turned.
        graph.setProperty(LayeredOptions.CYCLE_BREAKING_STRATEGY, CycleBreakingStrategy.DEPTH_FIRST);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE, 36.0);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, 44.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 18.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 16.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE, 14.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, 14.0);
        graph.setProperty(LayeredOptions.SPACING_COMPONENT_COMPONENT, 36.0);
    }

    private static Direction direction(io.headscope.diagram.Direction direction) {
        return switch (direction) {
            case TB, TD, BR -> Direction.DOWN;
            case BT -> Direction.UP;
            case LR -> Direction.RIGHT;
            case RL -> Direction.LEFT;
        };
    }

    private void frame(Subgraph subgraph) {
        ElkNode frame = ElkGraphUtil.createNode(parent(subgraph.id()));
        boxes.put(subgraph.id(), frame);
        io.headscope.diagram.Direction own = subgraph.direction();
        // A direction of its own is only for what nobody outside is linked with, as in mermaid.
        boolean alone = own != null && !isEntered(subgraph.id());
        settings(frame, direction(alone && own != null ? own : diagram.direction()));
        frame.setProperty(
                LayeredOptions.HIERARCHY_HANDLING,
                alone ? HierarchyHandling.SEPARATE_CHILDREN : HierarchyHandling.INCLUDE_CHILDREN);
        Wording title = Wording.of(subgraph.title());
        // Below the title there is room for the heads of links that come in from above.
        double top = title.isEmpty() ? TITLE : title.height() + 20;
        frame.setProperty(LayeredOptions.PADDING, new ElkPadding(top, MARGIN, MARGIN, MARGIN));
        frame.setDimensions(title.width() + 2 * MARGIN, top + MARGIN);
        frame.setProperty(
                LayeredOptions.NODE_SIZE_CONSTRAINTS,
                java.util.EnumSet.of(org.eclipse.elk.core.options.SizeConstraint.MINIMUM_SIZE));
        frame.setProperty(
                LayeredOptions.NODE_SIZE_MINIMUM,
                new org.eclipse.elk.core.math.KVector(title.width() + 2 * MARGIN, top + MARGIN));
    }

    /// Whether a link goes from something in the subgraph to something outside.
    private boolean isEntered(String id) {
        return diagram.links().stream().anyMatch(link -> {
            boolean from = !link.from().equals(id) && nesting.isWithin(link.from(), id);
            boolean to = !link.to().equals(id) && nesting.isWithin(link.to(), id);
            return from != to;
        });
    }

    private ElkNode parent(String id) {
        String parent = nesting.parent(id);
        ElkNode around = parent == null ? root : boxes.get(parent);
        return around == null ? root : around;
    }

    private void node(Node node) {
        Wording label = Form.hasLabel(node.shape()) ? Wording.of(Form.label(node)) : Wording.of(Text.NONE);
        Form.Size size = Form.size(node.shape(), label.width(), label.height());
        ElkNode box = ElkGraphUtil.createNode(parent(node.id()));
        boolean turned = node.shape() == Shape.FORK && diagram.direction().isLevel();
        box.setDimensions(turned ? size.height() : size.width(), turned ? size.width() : size.height());
        boxes.put(node.id(), box);
    }

    /// A long link is led over empty places, one a rank.
    private void edge(int number, Link link) {
        ElkNode from = boxes.get(link.from());
        ElkNode to = boxes.get(link.to());
        if (from == null || to == null || isFrameWithItsOwn(link)) {
            return;
        }
        List<ElkEdge> parts = new ArrayList<>();
        ElkNode last = from;
        ElkNode around = common(link);
        int between = link.from().equals(link.to()) ? 0 : link.length() - 1;
        for (int i = 0; i < between; i++) {
            ElkNode place = ElkGraphUtil.createNode(around);
            place.setDimensions(1, 1);
            parts.add(ElkGraphUtil.createSimpleEdge(last, place));
            last = place;
        }
        parts.add(ElkGraphUtil.createSimpleEdge(last, to));
        Wording label = Wording.of(link.label(), Wording.SIZE - 1);
        if (!label.isEmpty()) {
            ElkLabel box = ElkGraphUtil.createLabel(label.text(), parts.getFirst());
            box.setDimensions(label.width() + 2 * LABEL_PADDING, label.height() + 2);
            box.setProperty(LayeredOptions.EDGE_LABELS_PLACEMENT, EdgeLabelPlacement.CENTER);
            box.setProperty(LayeredOptions.EDGE_LABELS_INLINE, true);
        }
        edges.put(number, parts);
    }

    /// What both ends stand in: the empty places between them stand there too.
    private ElkNode common(Link link) {
        for (String at = nesting.parent(link.from()); at != null; at = nesting.parent(at)) {
            ElkNode frame = boxes.get(at);
            if (frame != null && !at.equals(link.to()) && nesting.isWithin(link.to(), at)) {
                return frame;
            }
        }
        return root;
    }

    // Nothing can be drawn between a frame and what stands in it, nor does mermaid.
    private boolean isFrameWithItsOwn(Link link) {
        boolean frames = nesting.isSubgraph(link.from()) || nesting.isSubgraph(link.to());
        return frames && (nesting.isWithin(link.from(), link.to()) || nesting.isWithin(link.to(), link.from()));
    }

    // ---- what came of it

    private Placed result() {
        List<Placed.PlacedNode> nodes = new ArrayList<>();
        Map<String, Node> byId = new HashMap<>();
        for (Node node : diagram.nodes()) {
            byId.put(node.id(), node);
            if (!nesting.isSubgraph(node.id())) {
                nodes.add(new Placed.PlacedNode(node, box(node.id())));
            }
        }
        List<Placed.PlacedFrame> frames = nesting.outerFirst().stream()
                .map(one -> new Placed.PlacedFrame(one, box(one.id())))
                .toList();
        List<Placed.PlacedLink> links = new ArrayList<>();
        for (int i = 0; i < diagram.links().size(); i++) {
            List<ElkEdge> parts = edges.get(i);
            if (parts != null) {
                links.add(link(i, diagram.links().get(i), parts, byId));
            }
        }
        return new Placed(diagram, root.getWidth(), root.getHeight(), nodes, links, frames);
    }

    private Box box(String id) {
        ElkNode node = boxes.get(id);
        if (node == null) {
            throw new IllegalStateException("no place for " + id);
        }
        Point corner = corner(node);
        return new Box(corner.x(), corner.y(), node.getWidth(), node.getHeight());
    }

    private static Point corner(ElkNode node) {
        double x = 0;
        double y = 0;
        for (ElkNode at = node; at.getParent() != null; at = at.getParent()) {
            x += at.getX();
            y += at.getY();
        }
        return new Point(x, y);
    }

    private Placed.PlacedLink link(int number, Link link, List<ElkEdge> parts, Map<String, Node> byId) {
        List<Point> points = new ArrayList<>();
        Box label = null;
        for (ElkEdge part : parts) {
            Point origin = part.getContainingNode() == null ? new Point(0, 0) : corner(part.getContainingNode());
            for (ElkEdgeSection section : part.getSections()) {
                points.add(new Point(origin.x() + section.getStartX(), origin.y() + section.getStartY()));
                for (ElkBendPoint bend : section.getBendPoints()) {
                    points.add(new Point(origin.x() + bend.getX(), origin.y() + bend.getY()));
                }
                points.add(new Point(origin.x() + section.getEndX(), origin.y() + section.getEndY()));
            }
            for (ElkLabel text : part.getLabels()) {
                label = new Box(origin.x() + text.getX(), origin.y() + text.getY(), text.getWidth(), text.getHeight());
            }
        }
        List<Point> line = Corners.simplified(points);
        return new Placed.PlacedLink(number, link, clipped(line, byId.get(link.from()), byId.get(link.to())), label);
    }

    /// Leads a line on to the outlines of the nodes at its ends: ELK ends it at the boxes around them.
    private List<Point> clipped(List<Point> line, @Nullable Node from, @Nullable Node to) {
        if (line.size() < 2) {
            return line;
        }
        List<Point> clipped = new ArrayList<>(line);
        if (from != null && !nesting.isSubgraph(from.id())) {
            clipped.set(0, Corners.onOutline(Form.outline(from.shape(), box(from.id())), box(from.id()), line.get(1), line.get(0)));
        }
        if (to != null && !nesting.isSubgraph(to.id())) {
            int last = line.size() - 1;
            clipped.set(last, Corners.onOutline(Form.outline(to.shape(), box(to.id())), box(to.id()), line.get(last - 1), line.get(last)));
        }
        return clipped;
    }
}
