package io.headscope.app;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.headscope.diagram.Click;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.Direction;
import io.headscope.diagram.Link;
import io.headscope.diagram.Node;
import io.headscope.diagram.StyleClass;
import io.headscope.diagram.Subgraph;
import io.headscope.diagram.mermaid.Fault;
import io.headscope.diagram.mermaid.Reading;
import io.headscope.message.Messages;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What a Mermaid text is, in mermaid's own notions.
final class MermaidJson {

    private MermaidJson() {}

    static JsonObject of(String id, Reading reading) {
        JsonObject json = new JsonObject();
        json.addProperty("id", id);
        switch (reading) {
            case Reading.Flowchart(Diagram diagram) -> {
                json.addProperty("valid", true);
                describe(diagram, json);
            }
            case Reading.Refused(Fault fault) -> {
                json.addProperty("valid", false);
                json.addProperty("line", fault.line());
                json.addProperty("column", fault.column());
                json.addProperty("error", fault.reason().in(Messages.ENGLISH));
            }
        }
        return json;
    }

    /// Adds the fields of a diagram.
    static void describe(Diagram diagram, JsonObject json) {
        json.addProperty("direction", diagram.direction().name());
        json.add("vertices", array(diagram.nodes(), MermaidJson::vertex));
        json.add("edges", array(diagram.links(), MermaidJson::edge));
        json.add("subgraphs", array(diagram.subgraphs(), MermaidJson::subgraph));
        json.add("classDefs", array(diagram.classes(), MermaidJson::classDef));
        json.add("clicks", array(diagram.clicks(), MermaidJson::click));
    }

    private static JsonElement vertex(Node node) {
        JsonObject json = new JsonObject();
        json.addProperty("id", node.id());
        json.addProperty("label", node.label().value());
        json.addProperty("shapeCanonical", node.shape().id());
        return json;
    }

    private static JsonElement edge(Link link) {
        JsonObject json = new JsonObject();
        json.addProperty("from", link.from());
        json.addProperty("to", link.to());
        json.addProperty("label", link.label().value());
        json.addProperty("stroke", link.stroke().name().toLowerCase(Locale.ROOT));
        json.addProperty("arrowStart", arrow(link.start()));
        json.addProperty("arrowEnd", arrow(link.end()));
        json.addProperty("length", link.length());
        return json;
    }

    private static String arrow(Link.Head head) {
        return switch (head) {
            case NONE -> "none";
            case POINT -> "arrow_point";
            case CROSS -> "arrow_cross";
            case CIRCLE -> "arrow_circle";
        };
    }

    private static JsonElement subgraph(Subgraph subgraph) {
        JsonObject json = new JsonObject();
        json.addProperty("id", subgraph.id());
        json.addProperty("title", subgraph.title().value());
        json.add("members", array(subgraph.members(), JsonPrimitive::new));
        Direction own = subgraph.direction();
        json.add("dir", text(own == null ? null : own.name()));
        return json;
    }

    private static JsonElement classDef(StyleClass styleClass) {
        JsonObject json = new JsonObject();
        json.addProperty("id", styleClass.name());
        json.add("styles", array(styleClass.styles(), JsonPrimitive::new));
        return json;
    }

    private static JsonElement click(Click click) {
        JsonObject json = new JsonObject();
        json.add("ids", array(click.ids(), JsonPrimitive::new));
        switch (click.action()) {
            case Click.OpenPage(String address, String target) -> {
                json.addProperty("kind", "href");
                json.addProperty("url", address);
                json.add("target", text(target));
            }
            case Click.CallFunction(String name, String arguments) -> {
                json.addProperty("kind", "callback");
                json.addProperty("function", name);
                json.add("args", text(arguments));
            }
        }
        if (click.tooltip() != null) {
            json.addProperty("tooltip", click.tooltip());
        }
        return json;
    }

    private static JsonElement text(@Nullable String text) {
        return text == null ? JsonNull.INSTANCE : new JsonPrimitive(text);
    }

    private static <T> JsonArray array(Collection<T> values, Function<? super T, ? extends JsonElement> each) {
        JsonArray array = new JsonArray();
        values.forEach(value -> array.add(each.apply(value)));
        return array;
    }
}
