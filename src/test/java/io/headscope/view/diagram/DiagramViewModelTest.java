package io.headscope.view.diagram;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.headscope.app.FolderModel;
import io.headscope.attention.Trace;
import io.headscope.checkpoint.Checkpoint;
import io.headscope.diagram.pipeline.Detail;
import io.headscope.diagram.pipeline.Pipeline;
import io.headscope.engine.onnx.OnnxEngine;
import io.headscope.message.Messages;
import io.headscope.model.Program;
import io.headscope.model.RunRequest;
import io.headscope.model.family.Gpt2;
import io.headscope.session.Entered;
import io.headscope.task.Cancellation;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DiagramViewModelTest {

    private final DiagramViewModel model = new DiagramViewModel();

    @Test
    void aWalkGoesFromInputToPredictionAndBack() {
        model.detail().set(Detail.INSIDE);
        Pipeline pipeline = model.read(program(), null, Messages.ENGLISH);
        assertEquals(pipeline.order().getFirst(), model.walk(1));
        for (int i = 1; i < pipeline.order().size(); i++) {
            assertEquals(pipeline.order().get(i), model.walk(1));
        }
        assertEquals(pipeline.order().getLast(), model.walk(1), "there is nothing behind the last");
        assertEquals(pipeline.order().get(pipeline.order().size() - 2), model.walk(-1));
        assertEquals("%d of %d".formatted(pipeline.order().size() - 1, pipeline.order().size()), model.place(Messages.ENGLISH));
        assertEquals("output", pipeline.station(pipeline.order().getLast()).orElseThrow().kind());
    }

    @Test
    void aRepeatedLayerIsUnfoldedAndFoldedAgain() {
        Pipeline folded = model.read(program(), null, Messages.ENGLISH);
        String layer = folded.stations().entrySet().stream()
                .filter(one -> one.getValue().kind().equals("layer"))
                .map(java.util.Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        assertEquals(4, folded.station(layer).orElseThrow().layers());
        assertTrue(model.toggleFold(layer));
        assertEquals(4, model.read(program(), null, Messages.ENGLISH).diagram().subgraphs().size());
        assertTrue(model.toggleFold(layer));
        assertEquals(1, model.read(program(), null, Messages.ENGLISH).diagram().subgraphs().size());
    }

    @Test
    void aSiteIsFoundInTheNodesThatComputeIt() {
        model.detail().set(Detail.INSIDE);
        Program program = program();
        Pipeline pipeline = model.read(program, null, Messages.ENGLISH);
        assertEquals(6, DiagramViewModel.nodesOf(pipeline, program.sites().getLast()).size(), "Q, K, V, scores, scale, mask, softmax, weighted sum");
    }

    /// Over an LSTM no stack attends to itself: one learned query asks all words, which are as long as the text is.
    @Test
    void wordsThatAreOnlyAttendedToHaveTheLengthOfTheText() {
        try (FolderModel model = FolderModel.open(Path.of("sample-models/sentiment-bilstm"), new OnnxEngine(1));
                Trace trace = model.run(model.encode(Entered.of("The soup was not good.")), RunRequest.of(), Cancellation.never())) {
            assertEquals(Map.of("batch", 1L, "tokens", 6L), DiagramViewModel.lengths(model.network().program(), trace));
        }
    }

    private static Program program() {
        try (Checkpoint checkpoint = Checkpoint.open(Path.of("sample-models/shakespeare-gpt"))) {
            return new Gpt2().write(checkpoint.config()).program();
        }
    }
}
