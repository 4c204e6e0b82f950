package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.headscope.attention.AttentionMap;
import io.headscope.attention.AttentionSite;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.FloatFile;
import io.headscope.file.JsonFile;
import io.headscope.input.InputFile;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import io.headscope.model.Proof;
import io.headscope.model.RunRequest;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// TorchScript programs against the reference, and what looks like one but is none: it is named, and never executed.
final class TorchScriptModelTest {

    private static final Path MODELS = Path.of("src/test/resources/torchscript");
    private static final double TOLERANCE = 2e-5;

    @TestFactory
    Stream<DynamicTest> attentionIsThatOfTheReference() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.sorted().toList().stream()
                    .filter(folder -> Files.exists(folder.resolve("model.pt")))
                    .map(folder -> DynamicTest.dynamicTest(String.valueOf(folder.getFileName()), () -> check(folder)));
        }
    }

    @Test
    void aProgramIsNotRunUntilSomebodyTrustsIt() {
        Path file = MODELS.resolve("bert/model.pt");
        ProblemException refused = assertThrows(
                ProblemException.class, () -> Models.open(file, Models.How.USUAL, Progress.NONE, Cancellation.never()));
        assertEquals(Problem.TORCHSCRIPT_UNTRUSTED, refused.problem());
    }

    private static void check(Path folder) {
        JsonObject meta = JsonFile.read(folder.resolve("meta.json"));
        if (meta.has("expect")) {
            ProblemException refused = assertThrows(ProblemException.class, () -> open(folder, "").close());
            boolean unreadable = meta.getAsJsonObject("expect").get("load").getAsString().equals("error");
            assertEquals(unreadable, refused.problem() != Problem.NO_ATTENTION, refused::getMessage);
            if (meta.has("canary")) {
                assertFalse(Files.exists(Path.of(meta.get("canary").getAsString())), "the pickle was executed");
            }
            return;
        }
        for (JsonElement which : meta.getAsJsonArray("cases")) {
            String suffix = which.getAsString().equals("plain") ? "" : "_" + which.getAsString();
            try (RunnableModel model = open(folder, suffix);
                    Trace trace = model.run(model.raw(InputFile.read(folder.resolve("inputs" + suffix + ".json"))), RunRequest.of(), Cancellation.never())) {
                assertTrue(Objects.requireNonNull(model.proof()).holds(), () -> "not proved: " + model.proof());
                compare(trace, FloatFile.read(folder.resolve("expected" + suffix + ".safetensors")), which.getAsString());
            }
        }
    }

    /// Queries, keys and values are handed out with the weights: where nothing else goes into the scores, the weights follow
    /// from them.
    @Test
    void queriesAndKeysAreThoseOfTheWeights() {
        for (String name : List.of("scripted_no_attentions", "sdpa", "transformer_encoder_fast_path")) {
            try (ForeignModel model = (ForeignModel) open(MODELS.resolve(name), "")) {
                assertEquals(model.network().program().sites().size(), model.foreign().recomputable(), name);
            }
        }
    }

    /// A site is called as the module is that computes it.
    @Test
    void sitesAreNamedAfterTheirModules() {
        try (RunnableModel model = open(MODELS.resolve("bert"), "")) {
            assertEquals(
                    List.of("bert.encoder.layer.0.attention.self", "bert.encoder.layer.1.attention.self", "bert.encoder.layer.2.attention.self"),
                    Objects.requireNonNull(model.proof()).sites().stream().map(Proof.Place::name).toList());
        }
    }

    private static RunnableModel open(Path folder, String suffix) {
        Path inputs = folder.resolve("inputs" + suffix + ".json");
        Models.How how = new Models.How(Map.of(), Files.exists(inputs) ? InputFile.read(inputs) : Map.of(), true);
        return Models.open(folder.resolve("model.pt"), how, Progress.NONE, Cancellation.never());
    }

    private static void compare(Trace trace, Map<String, FloatTensor> expected, String which) {
        Set<String> wanted = new HashSet<>(expected.keySet());
        wanted.removeIf(name -> !name.contains("attentions."));
        for (AttentionSite site : trace.sites()) {
            String name = name(site, trace);
            assertTrue(wanted.remove(name), () -> name + " is not in the reference");
            double difference = difference(trace.map(site), Objects.requireNonNull(expected.get(name)));
            assertTrue(difference <= TOLERANCE, () -> which + " " + name + " differs by " + difference);
        }
        assertEquals(Set.of(), wanted);
    }

    private static String name(AttentionSite site, Trace trace) {
        boolean alone = trace.sites().stream().allMatch(other -> other.stack() == site.stack() && other.kind() == AttentionSite.Kind.SELF);
        return (alone ? "" : site.kind() == AttentionSite.Kind.CROSS ? "cross_" : site.stack().id() + "_") + "attentions." + site.layer();
    }

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
