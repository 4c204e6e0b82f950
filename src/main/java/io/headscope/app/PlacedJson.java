package io.headscope.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.diagram.layout.Placed;
import io.headscope.drawing.Box;
import io.headscope.drawing.Point;

/// A diagram as JSON: what it is, and where everything lies (left upper corners, in units of the drawing).
final class PlacedJson {

    private PlacedJson() {}

    static JsonObject of(Placed placed) {
        JsonObject json = new JsonObject();
        MermaidJson.describe(placed.diagram(), json);
        JsonArray nodes = new JsonArray();
        placed.nodes().forEach(node -> nodes.add(box(node.node().id(), node.box())));
        json.add("nodes", nodes);
        JsonArray edges = new JsonArray();
        JsonArray labels = new JsonArray();
        placed.links().forEach(link -> {
            JsonObject edge = new JsonObject();
            edge.addProperty("id", "link" + link.number());
            edge.addProperty("from", link.link().from());
            edge.addProperty("to", link.link().to());
            edge.addProperty("label", link.link().label().value());
            JsonArray points = new JsonArray();
            link.points().forEach(point -> points.add(point(point)));
            edge.add("points", points);
            edges.add(edge);
            Box label = link.label();
            if (label != null) {
                JsonObject box = box("", label);
                box.remove("id");
                box.addProperty("edge", "link" + link.number());
                labels.add(box);
            }
        });
        json.add("edges", edges);
        JsonArray clusters = new JsonArray();
        placed.frames().forEach(frame -> {
            JsonObject cluster = box(frame.subgraph().id(), frame.box());
            JsonArray members = new JsonArray();
            frame.subgraph().members().forEach(members::add);
            cluster.add("members", members);
            clusters.add(cluster);
        });
        json.add("clusters", clusters);
        json.add("edgeLabels", labels);
        return json;
    }

    private static JsonArray point(Point point) {
        JsonArray pair = new JsonArray();
        pair.add(rounded(point.x()));
        pair.add(rounded(point.y()));
        return pair;
    }

    private static JsonObject box(String id, Box box) {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        json.addProperty("x", rounded(box.x()));
        json.addProperty("y", rounded(box.y()));
        json.addProperty("w", rounded(box.width()));
        json.addProperty("h", rounded(box.height()));
        return json;
    }

    private static double rounded(double number) {
        return Math.round(number * 100) / 100.0;
    }
}
