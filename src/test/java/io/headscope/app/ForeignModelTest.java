package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Stack;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.FloatFile;
import io.headscope.engine.onnx.RandomExport;
import io.headscope.export.TraceSafetensors;
import io.headscope.file.JsonFile;
import io.headscope.input.InputFile;
import io.headscope.message.ProblemException;
import io.headscope.model.RunRequest;
import io.headscope.session.Entered;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Graphs of others, opened as a person opens them, against the reference: the same sites under the same names.
final class ForeignModelTest {

    private static final Path MODELS = Path.of("src/test/resources/onnx");

    @TestFactory
    Stream<DynamicTest> tracesAreThoseOfTheReference() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(String.valueOf(folder.getFileName()), () -> check(folder)));
        }
    }

    private static void check(Path folder) {
        JsonObject meta = JsonFile.read(folder.resolve("meta.json"));
        if (meta.has("expect")) {
            ProblemException refused = assertThrows(ProblemException.class, () -> open(folder, "").close());
            boolean unreadable = meta.getAsJsonObject("expect").get("load").getAsString().equals("error");
            assertEquals(unreadable, !refused.problem().name().equals("NO_ATTENTION"), refused::getMessage);
            return;
        }
        for (JsonElement which : meta.getAsJsonArray("cases")) {
            String suffix = which.getAsString().equals("plain") ? "" : "_" + which.getAsString();
            try (RunnableModel model = open(folder, suffix);
                    Trace trace = model.run(model.raw(InputFile.read(folder.resolve("inputs" + suffix + ".json"))), RunRequest.of(), Cancellation.never())) {
                assertTrue(Objects.requireNonNull(model.proof()).holds(), () -> "not proved: " + model.proof());
                compare(trace, meta, FloatFile.read(folder.resolve("expected" + suffix + ".safetensors")), which.getAsString());
            }
        }
    }

    /// A translator that Headscope has not written is not asked to write: what is read is run over, and nothing else is lost.
    @Test
    void aTranslatorOfOthersIsRunOverWhatWasEntered() {
        try (RunnableModel model = Models.open(MODELS.resolve("t5"), Models.How.USUAL, Progress.NONE, Cancellation.never());
                Trace trace = run(model, "3 4 5 6")) {
            assertTrue(model.network().takesTarget() && !model.writes());
            assertEquals(4, trace.tokens(Stack.ENCODER).size());
            assertEquals(1, trace.tokens(Stack.DECODER).size());
        }
    }

    /// Runs write into memory that others have given back, and only into that.
    @ParameterizedTest
    @EnumSource(RandomExport.Form.class)
    void aTraceKeepsItsNumbersWhileOthersAreMade(RandomExport.Form form, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("model.onnx");
        RandomExport.write(file, form, 2, 128);
        try (RunnableModel model = Models.open(file, Models.How.USUAL, Progress.NONE, Cancellation.never())) {
            run(model, "1 2 3 4 5 6 7 8 9").close();
            try (Trace first = run(model, "11 12 13 14 15 16 17")) {
                List<List<Float>> numbers = numbers(first);
                run(model, "21 22 23 24 25 26 27").close();
                try (Trace other = run(model, "31 32 33 34 35 36 37")) {
                    assertEquals(numbers, numbers(first));
                    assertNotEquals(numbers, numbers(other));
                }
                try (Trace again = run(model, "11 12 13 14 15 16 17")) {
                    assertEquals(numbers, numbers(again));
                }
            }
        }
    }

    private static Trace run(RunnableModel model, String ids) {
        return model.run(model.encode(Entered.of(ids)), RunRequest.of(), Cancellation.never());
    }

    private static List<List<Float>> numbers(Trace trace) {
        List<List<Float>> numbers = new ArrayList<>();
        for (AttentionSite site : trace.sites()) {
            for (int head = 0; head < site.heads(); head++) {
                numbers.add(listed(trace.map(site).head(head)));
            }
            numbers.add(listed(trace.projections(site).queries().toArray()));
            numbers.add(listed(trace.projections(site).keys().toArray()));
            numbers.add(listed(trace.projections(site).values().toArray()));
        }
        return numbers;
    }

    private static List<Float> listed(float[] numbers) {
        return IntStream.range(0, numbers.length).mapToObj(i -> numbers[i]).toList();
    }

    private static RunnableModel open(Path folder, String suffix) {
        Models.How how = new Models.How(Map.of(), InputFile.read(folder.resolve("inputs" + suffix + ".json")), false);
        return Models.open(folder, how, Progress.NONE, Cancellation.never());
    }

    private static void compare(Trace trace, JsonObject meta, Map<String, FloatTensor> expected, String which) {
        List<String> names = new ArrayList<>();
        for (JsonElement graph : meta.getAsJsonArray("graphs")) {
            for (JsonElement site : graph.getAsJsonObject().getAsJsonArray("sites")) {
                names.add(site.getAsJsonObject().get("expected").getAsString());
            }
        }
        List<AttentionSite> sites = List.copyOf(trace.sites());
        assertEquals(names.size(), sites.size());
        for (int i = 0; i < sites.size(); i++) {
            List<String> own = TraceSafetensors.names(sites.get(i), trace);
            assertTrue(own.contains(names.get(i)), () -> own.toString());
            double difference = difference(trace.map(sites.get(i)), Objects.requireNonNull(expected.get(names.get(i))));
            String name = names.get(i);
            assertTrue(difference <= meta.get("tolerance").getAsDouble(), () -> which + " " + name + " differs by " + difference);
        }
    }

    /// Rows that attend to nothing are compared with none.
    private static double difference(AttentionMap map, FloatTensor expected) {
        assertEquals(expected.size(), (long) map.heads() * map.queries() * map.keys());
        double most = 0;
        for (int head = 0; head < map.heads(); head++) {
            float[] weights = map.head(head);
            for (int i = 0; i < weights.length; i++) {
                if (map.attends(i / map.keys())) {
                    most = Math.max(most, Math.abs(weights[i] - expected.at((long) head * weights.length + i)));
                }
            }
        }
        return most;
    }
}
