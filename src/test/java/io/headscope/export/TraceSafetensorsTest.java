package io.headscope.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.attention.AttentionSite;
import io.headscope.attention.ExampleTraces;
import io.headscope.attention.FloatTensor;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.message.ProblemException;
import io.headscope.model.StoredTensor;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceSafetensorsTest {

    @Test
    void everySiteAndTensorIsThereUnderItsName(@TempDir Path folder) throws IOException {
        FloatTensor logits = FloatTensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        try (Trace trace = ExampleTraces.bert(2, 3, logits)) {
            write(folder, trace);
            try (Checkpoint read = Checkpoint.open(folder)) {
                assertEquals(List.of("attentions.0", "attentions.1", "logits"), List.copyOf(read.tensors().keySet()));
                AttentionSite second = List.copyOf(trace.sites()).get(1);
                long tokens = trace.queries(second).size();
                StoredTensor weights = Objects.requireNonNull(read.tensors().get("attentions.1"));
                assertEquals(List.of(3L, tokens, tokens), weights.shape());
                for (int head = 0; head < 3; head++) {
                    float[] expected = trace.map(second).head(head);
                    assertArrayEquals(expected, numbers(weights, head * expected.length, expected.length));
                }
                assertArrayEquals(
                        new float[] {1, 2, 3, 4}, numbers(Objects.requireNonNull(read.tensors().get("logits")), 0, 4));
            }
        }
    }

    @Test
    void aHeadTooLargeToReadAtOnceIsWrittenWhole(@TempDir Path folder) throws IOException {
        try (Trace trace = ExampleTraces.causal(1, 1, 2_100)) {
            write(folder, trace);
            try (Checkpoint read = Checkpoint.open(folder)) {
                float[] expected = trace.map(trace.sites().getFirst()).head(0);
                StoredTensor weights = read.tensors().firstEntry().getValue();
                assertArrayEquals(expected, numbers(weights, 0, expected.length));
            }
        }
    }

    @Test
    void whereItCannotBeWrittenNothingIsLeftBehind(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("nowhere").resolve("trace.safetensors");
        try (Trace trace = ExampleTraces.bert(1, 1)) {
            ProblemException problem = assertThrows(ProblemException.class, () -> TraceSafetensors.write(file, trace));
            assertEquals(
                    file + " could not be written (no such folder). Free some space or choose another folder.",
                    problem.getMessage());
        }
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    private static void write(Path folder, Trace trace) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        TraceSafetensors.write(folder.resolve("model.safetensors"), trace);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count(), "files beside the one asked for");
        }
    }

    private static float[] numbers(StoredTensor tensor, long from, int length) {
        return tensor.data()
                .asSlice(from * Float.BYTES, (long) length * Float.BYTES)
                .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}
