package io.headscope.engine.onnx.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.headscope.attention.FloatTensor;
import io.headscope.engine.onnx.sites.OnnxFile;
import io.headscope.engine.onnx.sites.SearchedGraph;
import io.headscope.engine.onnx.sites.SiteTap;
import io.headscope.model.InputTensor;
import io.headscope.task.Cancellation;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The numbers that leave changed graphs, against the reference; and what the graphs themselves compute, which the
/// change must not touch.
final class ForeignGraphNumbersTest {

    @TestFactory
    Stream<DynamicTest> everySiteIsAsInTheReferenceAndTheModelAsBefore() throws IOException {
        return Reference.all().stream()
                .filter(reference -> !reference.isUnusable())
                .map(reference -> DynamicTest.dynamicTest(reference.name(), () -> check(reference)));
    }

    private static void check(Reference reference) throws IOException {
        for (String which : reference.cases()) {
            Map<String, InputTensor> given = reference.inputs(which);
            Map<String, float[]> expected = reference.expected(which);
            for (JsonObject graph : reference.graphs()) {
                check(reference, which, graph, given, expected);
            }
        }
    }

    private static void check(
            Reference reference, String which, JsonObject meta, Map<String, InputTensor> given, Map<String, float[]> expected) {
        SearchedGraph graph = SearchedGraph.of(OnnxFile.read(reference.folder().resolve(meta.get("file").getAsString())));
        Map<String, InputTensor> inputs = new HashMap<>();
        meta.getAsJsonObject("feed").asMap().forEach((name, from) -> inputs.put(
                name, java.util.Objects.requireNonNull(given.get(from.getAsString().split(":", 2)[1]), from::getAsString)));
        JsonArray sites = meta.getAsJsonArray("sites");
        assertEquals(sites.size(), graph.sites().size());
        try (GraphSession tapped = new GraphSession(graph, graph.tapped(), 1, GraphSession.Use.OFTEN, _ -> 0);
                GraphRun run = tapped.run(inputs, Cancellation.never())) {
            for (int i = 0; i < sites.size(); i++) {
                SiteTap tap = graph.sites().get(i);
                String key = sites.get(i).getAsJsonObject().get("expected").getAsString();
                FloatTensor weights = new TapReader(tap, run, 1, -1).weights();
                double difference = Reference.difference(weights, java.util.Objects.requireNonNull(expected.get(key)));
                assertTrue(difference <= reference.tolerance(), () -> which + " " + key + " differs by " + difference + ", shape " + weights.shape());
            }
            passOn(meta, run, given);
            if (!reference.meta().has("ort_error")) {
                unchanged(graph, inputs, run);
            }
        }
    }

    /// What one graph gives to the next.
    private static void passOn(JsonObject meta, GraphRun run, Map<String, InputTensor> given) {
        for (String output : meta.getAsJsonObject("outputs").keySet()) {
            FloatTensor tensor = run.outputs().get(output);
            if (tensor != null) {
                given.put(output, InputTensor.of(tensor.toArray(), tensor.shape().stream().mapToLong(i -> i).toArray()));
            }
        }
    }

    private static void unchanged(SearchedGraph graph, Map<String, InputTensor> inputs, GraphRun run) {
        try (GraphSession plain = new GraphSession(graph, graph.plain(), 1, GraphSession.Use.ONCE, _ -> 0);
                GraphRun before = plain.run(inputs, Cancellation.never())) {
            before.outputs().forEach((name, tensor) -> {
                double difference = Reference.difference(java.util.Objects.requireNonNull(run.outputs().get(name)), tensor.toArray());
                assertTrue(difference <= 1e-5, () -> name + " differs by " + difference);
            });
        }
    }

}
