package io.headscope.view.diagram;

import io.headscope.checkpoint.Checkpoint;
import io.headscope.diagram.Diagram;
import io.headscope.diagram.layout.DiagramLayout;
import io.headscope.diagram.layout.DiagramPicture;
import io.headscope.diagram.mermaid.MermaidReader;
import io.headscope.diagram.pipeline.Detail;
import io.headscope.diagram.pipeline.PipelineReader;
import io.headscope.message.Messages;
import io.headscope.model.family.Gpt2;
import io.headscope.task.Cancellation;
import io.headscope.view.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DiagramDrawingTest {

    @Test
    void aFlowchartIsDrawnAsApproved() throws IOException {
        assertApproved("diagram-flowchart", MermaidReader.read("""
                flowchart LR
                    a[Start] --> b{决定？}
                    b -->|是| c((Circle))
                    b -. no .-> d[(Database)]
                    subgraph s [Group]
                        d ==> e>Odd]
                    end
                    c --x e
                    classDef warm fill:#fdd,stroke:#a00
                    class b warm
                """).orThrow("text"));
    }

    @Test
    void theSampleModelIsDrawnAsApproved() throws IOException {
        try (Checkpoint checkpoint = Checkpoint.open(Path.of("sample-models/shakespeare-gpt"))) {
            var program = new Gpt2().write(checkpoint.config()).program();
            assertApproved(
                    "diagram-pipeline",
                    PipelineReader.read(program, Detail.INSIDE, Set.of(), Map.of("batch", 1L, "tokens", 5L), Messages.ENGLISH).diagram());
        }
    }

    private static void assertApproved(String name, Diagram diagram) throws IOException {
        Figures.assertApproved(name, DiagramPicture.draw(DiagramLayout.place(diagram, Cancellation.never())));
    }
}
