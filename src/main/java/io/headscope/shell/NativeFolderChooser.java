package io.headscope.shell;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.DirectoryChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/// The chooser of the system. Opens where it was left.
public final class NativeFolderChooser implements FolderChooser {

    private @Nullable File last;

    @Override
    public Optional<Path> choose(Window owner, String title) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(title);
        if (last != null && last.isDirectory()) {
            chooser.setInitialDirectory(last);
        }
        File chosen = chooser.showDialog(owner);
        if (chosen == null) {
            return Optional.empty();
        }
        last = chosen.getParentFile();
        return Optional.of(chosen.toPath());
    }
}
