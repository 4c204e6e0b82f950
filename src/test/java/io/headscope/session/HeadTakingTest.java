package io.headscope.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.GoldenFolder;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.lab.LabState;
import io.headscope.lab.TakenHead;
import io.headscope.message.Messages;
import io.headscope.message.ProblemException;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.RunRequest.Keeping;
import io.headscope.task.Cancellation;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the lab works out of a taken head is what its model worked out, whatever the model does in it.
final class HeadTakingTest {

    static Stream<String> families() {
        return GoldenFolder.all().stream().map(GoldenFolder::name);
    }

    @ParameterizedTest
    @MethodSource("families")
    void theLabGivesTheModelsOwnWeights(String family) {
        GoldenFolder folder = GoldenFolder.of(family);
        try (Checkpoint checkpoint = folder.open()) {
            for (GoldenFolder.Case golden : folder.cases()) {
                Network network = GoldenFolder.network(checkpoint, golden.input().tensors());
                try (OpenNetwork open = new OnnxEngine(1).open(network, WeightCheck.of(checkpoint, network).require());
                        Trace trace = open.run(golden.input(), new RunRequest(Set.of(), Keeping.KEPT), Cancellation.never())) {
                    for (AttentionSite site : trace.sites()) {
                        LabState state = taken(trace, network, site, site.heads() - 1);
                        TakenHead head = state.taken();
                        assertNotNull(head);
                        double difference = head.difference(state.evaluation().get("weights").value());
                        assertTrue(difference < 1e-5, () -> family + " " + golden.name() + " " + site + ": " + difference);
                    }
                }
            }
        }
    }

    private static LabState taken(Trace trace, Network network, AttentionSite site, int head) {
        LabBench lab = new LabBench();
        HeadTaking.take(lab, trace, network, site.head(head), null);
        assertNull(lab.problem().get());
        return lab.state().get();
    }

    @ParameterizedTest
    @CsvSource({
        "llama, lab.taken.rotary", "gemma2, lab.taken.cap", "bloom, lab.taken.alibi", "t5, lab.taken.distance",
        "t5, lab.taken.scale", "beit, lab.taken.grid", "llama, lab.taken.shared", "deberta_v2, lab.taken.backwards"
    })
    void whatAModelDoesBesidesIsSaid(String family, String key) {
        GoldenFolder folder = GoldenFolder.of(family);
        GoldenFolder.Case golden = folder.cases().getFirst();
        try (Checkpoint checkpoint = folder.open()) {
            Network network = GoldenFolder.network(checkpoint, golden.input().tensors());
            try (OpenNetwork open = new OnnxEngine(1).open(network, WeightCheck.of(checkpoint, network).require());
                    Trace trace = open.run(golden.input(), new RunRequest(Set.of(), Keeping.KEPT), Cancellation.never())) {
                TakenHead head = taken(trace, network, trace.sites().getFirst(), 0).taken();
                assertNotNull(head);
                Set<String> said = head.rules().notes().stream().map(note -> note.key()).collect(Collectors.toSet());
                assertTrue(said.contains(key), said::toString);
                head.rules().notes().forEach(note -> assertFalse(note.in(Messages.ENGLISH).contains("{")));
            }
        }
    }

    @Test
    void tokensAreChosenByTheirNumbers() {
        assertEquals(List.of(0, 1, 2, 3, 6), TokenChoice.read("1-4, 7", 9, 8));
        assertEquals(List.of(2, 4), TokenChoice.read(" 5，3 ", 9, 8));
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7), TokenChoice.read("1 – 8", 9, 8));
        assertEquals(List.of(), TokenChoice.read("  ", 9, 8));
        assertEquals("1-4, 7, 9-10", TokenChoice.written(List.of(0, 1, 2, 3, 6, 8, 9)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "10", "4-2", "a", "1-9", "1,2,3,4,5,6,7,8,9", "-3", "99999999999", "1;;x"})
    void whatChoosesNoneOrTooManyIsRefused(String text) {
        ProblemException refused = assertThrows(ProblemException.class, () -> TokenChoice.read(text, 9, 8));
        assertEquals(
                "“" + text + "” does not choose tokens of this text. Write at most 8 of their numbers, from 1 to 9, such as 1-4, 7; "
                        + "the table stays as it was.",
                refused.sentence(Messages.ENGLISH));
    }
}
