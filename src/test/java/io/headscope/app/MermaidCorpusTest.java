package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.headscope.diagram.mermaid.MermaidReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What mermaid itself makes of some three thousand texts, which lie beside the checkout and belong to others.
final class MermaidCorpusTest {

    private static final Path FOLDER = Path.of("../shared/mermaid");
    private static final double LEAST = 0.98;

    @ParameterizedTest
    @ValueSource(strings = {"corpus.jsonl", "variations.jsonl"})
    void textsAreReadAsMermaidReadsThem(String name) throws IOException {
        Path file = FOLDER.resolve(name);
        assumeTrue(Files.exists(file), file + " is not there: Mermaid's own texts are not part of the project");
        List<JsonObject> cases = Files.readAllLines(file).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(one -> !one.has("differsIn"))
                .toList();
        List<String> different = new ArrayList<>();
        for (JsonObject one : cases) {
            String id = one.get("id").getAsString();
            JsonObject ours = MermaidJson.of(id, MermaidReader.read(one.get("text").getAsString()));
            if (!notions(one).equals(notions(ours))) {
                different.add(id);
            }
        }
        double share = 1 - (double) different.size() / cases.size();
        assertAll(
                () -> assertTrue(cases.size() > 1000, () -> "only " + cases.size() + " texts in " + file),
                () -> assertTrue(share >= LEAST, () -> share + " of " + file + " alike; different: " + different));
    }

    /// Everything that is compared, in an order of its own where mermaid's order means nothing.
    private static List<Object> notions(JsonObject read) {
        if (!read.get("valid").getAsBoolean()) {
            return List.of(false);
        }
        String direction = read.get("direction").getAsString();
        return List.of(
                true,
                direction.equals("TD") ? "TB" : direction,
                sorted(read, "vertices", one -> List.of(text(one, "id"), label(one, "label"), text(one, "shapeCanonical"))),
                each(read, "edges", one -> List.of(
                                text(one, "from"), text(one, "to"), label(one, "label"), text(one, "stroke"), text(one, "arrowStart"),
                                text(one, "arrowEnd"), text(one, "length"))).toList(),
                sorted(read, "subgraphs", one -> List.of(
                        text(one, "id"), label(one, "title"), texts(one, "members").sorted().toList(), text(one, "dir"))),
                sorted(read, "classDefs", one -> List.of(text(one, "id"), texts(one, "styles").toList())),
                sorted(read, "clicks", one -> List.of(
                        texts(one, "ids").sorted().toList(), text(one, "kind"), text(one, one.has("function") ? "function" : "url"),
                        text(one, "tooltip"))));
    }

    private static List<String> sorted(JsonObject read, String name, Function<JsonObject, List<Object>> notion) {
        return each(read, name, notion).map(Object::toString).sorted().toList();
    }

    private static Stream<List<Object>> each(JsonObject read, String name, Function<JsonObject, List<Object>> notion) {
        return elements(read, name).map(JsonElement::getAsJsonObject).map(notion);
    }

    private static Stream<String> texts(JsonObject one, String name) {
        return elements(one, name).map(JsonElement::getAsString);
    }

    private static Stream<JsonElement> elements(JsonObject one, String name) {
        JsonArray array = one.has(name) ? one.getAsJsonArray(name) : new JsonArray();
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String text(JsonObject one, String name) {
        return one.has(name) && !one.get(name).isJsonNull() ? one.get(name).getAsString() : "";
    }

    private static String label(JsonObject one, String name) {
        return text(one, name).replaceAll("</?[a-zA-Z][^>]*>", "").replaceAll("\\s+", " ").strip();
    }
}
