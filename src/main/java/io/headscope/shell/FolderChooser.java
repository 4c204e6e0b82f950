package io.headscope.shell;

import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.Window;

/// Asks for a folder. The system's own chooser stands behind this, which tests replace: it waits for a person.
@FunctionalInterface
public interface FolderChooser {

    Optional<Path> choose(Window owner, String title);
}
