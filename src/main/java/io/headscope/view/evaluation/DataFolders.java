package io.headscope.view.evaluation;

import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.Window;

/// Asks where data sets lie. The system's own chooser stands behind this; tests replace it: it waits for a person.
@FunctionalInterface
public interface DataFolders {

    Optional<Path> choose(Window owner, String title);
}
