package io.headscope.view.training;

import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.Window;

/// Asks for folders. The system's own chooser stands behind this; tests replace it: it waits for a person.
@FunctionalInterface
public interface TrainingFolders {

    Optional<Path> choose(Window owner, String title);
}
