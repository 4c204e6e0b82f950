package io.headscope.view.diagram;

import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.Window;

/// Asks where Mermaid texts lie. The system's own choosers stand behind this; tests replace it: they wait for a person.
public interface MermaidFiles {

    /// A text to open.
    Optional<Path> open(Window owner, String title);

    /// Where to save one.
    Optional<Path> save(Window owner, String title);
}
