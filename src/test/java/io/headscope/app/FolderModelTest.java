package io.headscope.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headscope.checkpoint.Checkpoint;
import io.headscope.checkpoint.WeightCheck;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.input.ModelInputs;
import io.headscope.model.InputTensor;
import io.headscope.model.ModelInput;
import io.headscope.model.Network;
import io.headscope.model.OpenNetwork;
import io.headscope.model.RunRequest;
import io.headscope.model.Weights;
import io.headscope.task.Cancellation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Opening tells how far it is, and stops when it is asked to.
class FolderModelTest {

    @Test
    void openingTellsItsStages() {
        List<String> heard = new ArrayList<>();
        FolderModel.open(Golden.GPT2, Catalog.engine(), (done, total) -> heard.add(done + "/" + total), Cancellation.never())
                .close();
        assertEquals(List.of("1/4", "2/4", "3/4", "4/4"), heard);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void openingStopsAfterTheStageInWhichItIsCancelled(int stage) {
        Cancellation cancellation = new Cancellation();
        List<Long> heard = new ArrayList<>();
        assertThrows(CancellationException.class, () -> FolderModel.open(Golden.GPT2, Catalog.engine(), (done, _) -> {
            heard.add(done);
            if (done == stage) {
                cancellation.cancel();
            }
        }, cancellation));
        assertEquals(stage, heard.size());
    }

    @Test
    void weightsAreNotConvertedForARunThatIsCancelled() {
        Cancellation cancellation = new Cancellation();
        List<String> found = new ArrayList<>();
        try (Checkpoint checkpoint = Checkpoint.open(Golden.GPT2_F16)) {
            Network network = Catalog.family(checkpoint.config()).write(checkpoint.config());
            Weights stored = WeightCheck.of(checkpoint, network).require();
            // Opening looks at all of them for their sizes alone.
            AtomicBoolean opened = new AtomicBoolean();
            Weights watched = weight -> {
                if (opened.get()) {
                    found.add(weight.name());
                    if (found.size() == 3) {
                        cancellation.cancel();
                    }
                }
                return stored.find(weight);
            };
            ModelInput input = ModelInputs.of(network, Map.of("input_ids", InputTensor.row(0)), null);
            try (OpenNetwork open = new OnnxEngine().open(network, watched)) {
                opened.set(true);
                assertThrows(CancellationException.class, () -> open.run(input, RunRequest.of(), cancellation));
                assertEquals(3, found.size());
                open.run(input, RunRequest.of(), Cancellation.never()).close();
                assertEquals(found.size(), found.stream().distinct().count(), "what was made ready is kept");
            }
        }
    }
}
