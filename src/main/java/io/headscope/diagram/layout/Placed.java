package io.headscope.diagram.layout;

import io.headscope.diagram.Diagram;
import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.Subgraph;
import io.headscope.drawing.Box;
import io.headscope.drawing.Point;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A diagram that knows where everything lies.
///
/// @param frames outer ones before those in them
public record Placed(
        Diagram diagram, double width, double height, List<PlacedNode> nodes, List<PlacedLink> links, List<PlacedFrame> frames) {

    public Placed {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        frames = List.copyOf(frames);
    }

    /// A node and the box around its shape.
    public record PlacedNode(Node node, Box box) {

        /// Where its label is written.
        public Box label() {
            Wording label = Wording.of(Form.label(node));
            double x = box.centerX() + Form.labelRight(node.shape()) - label.width() / 2;
            double y = box.centerY() + Form.labelDown(node.shape(), box, label.height()) - label.height() / 2;
            return new Box(x, y, label.width(), label.height());
        }
    }

    /// A link, and the corners of its line from outline to outline.
    ///
    /// @param number of the link in the diagram, from 0
    /// @param label  the box of its label, if it has one
    public record PlacedLink(int number, Link link, List<Point> points, @Nullable Box label) {
        public PlacedLink {
            points = List.copyOf(points);
        }
    }

    /// A subgraph and its frame.
    public record PlacedFrame(Subgraph subgraph, Box box) {}

    /// The innermost thing at a place: a node's id, or a frame's.
    public Optional<String> at(double x, double y) {
        for (PlacedNode node : nodes) {
            if (node.box().contains(x, y)) {
                return Optional.of(node.node().id());
            }
        }
        Optional<String> found = Optional.empty();
        for (PlacedFrame frame : frames) {
            if (frame.box().contains(x, y)) {
                found = Optional.of(frame.subgraph().id());
            }
        }
        return found;
    }

    /// Where a node or a frame lies.
    public Optional<Box> place(String id) {
        for (PlacedNode node : nodes) {
            if (node.node().id().equals(id)) {
                return Optional.of(node.box());
            }
        }
        for (PlacedFrame frame : frames) {
            if (frame.subgraph().id().equals(id)) {
                return Optional.of(frame.box());
            }
        }
        return Optional.empty();
    }
}
