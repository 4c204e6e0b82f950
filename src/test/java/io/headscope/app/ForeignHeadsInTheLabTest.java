package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Trace;
import io.headscope.file.JsonFile;
import io.headscope.input.InputFile;
import io.headscope.lab.Evaluation;
import io.headscope.lab.Quantity;
import io.headscope.lab.TakenHead;
import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.model.RunRequest;
import io.headscope.session.HeadTaking;
import io.headscope.session.LabBench;
import io.headscope.task.Cancellation;
import io.headscope.task.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Heads of other people's graphs on the lab's table: of numbers all the way, and with the graph's own weights in the end.
final class ForeignHeadsInTheLabTest {

    private static final Path MODELS = Path.of("src/test/resources/onnx");

    @TestFactory
    Stream<DynamicTest> theLabGivesTheGraphsOwnWeights() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.filter(folder -> !JsonFile.read(folder.resolve("meta.json")).has("expect"))
                    .sorted()
                    .toList()
                    .stream()
                    .map(folder -> DynamicTest.dynamicTest(String.valueOf(folder.getFileName()), () -> check(folder)));
        }
    }

    /// Graphs of which nothing but weights is found: their scores are no products, or queries and keys come out of one tensor.
    private static final Set<String> WEIGHTS_ALONE = Set.of("shape_additive", "fused_ms_mha_packed_qkv");

    private static void check(Path folder) {
        String suffix = JsonFile.read(folder.resolve("meta.json")).getAsJsonArray("cases").get(0).getAsString();
        Path inputs = folder.resolve("inputs" + (suffix.equals("plain") ? "" : "_" + suffix) + ".json");
        Models.How how = new Models.How(Map.of(), InputFile.read(inputs), false);
        try (RunnableModel model = Models.open(folder, how, Progress.NONE, Cancellation.never());
                Trace trace = model.run(model.raw(InputFile.read(inputs)), RunRequest.of(), Cancellation.never())) {
            for (AttentionSite site : trace.sites()) {
                LabBench lab = new LabBench();
                HeadTaking.take(lab, trace, model.network(), site.head(site.heads() - 1), null);
                if (WEIGHTS_ALONE.contains(String.valueOf(folder.getFileName()))) {
                    ProblemException refused = lab.problem().get();
                    assertNotNull(refused);
                    assertEquals(
                            "Only the weights of layer 0, head %d were found in this model’s file, not its queries, keys and values: it cannot be taken into the lab. Take another head, or look at this one in the Head view."
                                    .formatted(site.heads() - 1),
                            refused.sentence(Messages.ENGLISH));
                    assertNull(lab.state().get().taken());
                    continue;
                }
                assertNull(lab.problem().get());
                TakenHead taken = lab.state().get().taken();
                assertNotNull(taken);
                Evaluation made = lab.state().get().evaluation();
                for (Quantity quantity : made.quantities()) {
                    assertTrue(Arrays.stream(quantity.value().values()).noneMatch(Double::isNaN), () -> site + " " + quantity);
                }
                assertEquals(0, taken.difference(made.get("weights").value()), 1e-4, () -> site.toString());
                taken.rules().notes().forEach(note -> assertTrue(!note.in(Messages.ENGLISH).contains("{") && !note.in(Messages.ENGLISH).contains("NaN"), note::key));
            }
        }
    }
}
