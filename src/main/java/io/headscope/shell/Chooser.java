package io.headscope.shell;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.stage.Window;

/// Asks for places on the disk. The system's own choosers stand behind this, which tests replace: they wait for a person.
public interface Chooser {

    /// A folder to open.
    Optional<Path> folder(Window owner, String title);

    /// A file to read.
    ///
    /// @param extensions what its name may end with, without the dot
    Optional<Path> existing(Window owner, String title, List<String> extensions);

    /// A file to write.
    ///
    /// @param suggestion what it may be called
    /// @param extensions what its name may end with, without the dot, the usual one first
    Optional<Path> file(Window owner, String title, String suggestion, List<String> extensions);
}
