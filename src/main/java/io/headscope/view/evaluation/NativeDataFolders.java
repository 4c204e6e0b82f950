package io.headscope.view.evaluation;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.DirectoryChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/// The system's own chooser, which opens where it was left.
public final class NativeDataFolders implements DataFolders {

    private @Nullable File last;

    @Override
    public Optional<Path> choose(Window owner, String title) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(title);
        chooser.setInitialDirectory(last != null && last.isDirectory() ? last : null);
        File chosen = chooser.showDialog(owner);
        last = chosen == null ? last : chosen.getParentFile();
        return Optional.ofNullable(chosen).map(File::toPath);
    }
}
