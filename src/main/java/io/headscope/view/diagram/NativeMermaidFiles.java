package io.headscope.view.diagram;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import javafx.stage.FileChooser;
import javafx.stage.Window;

/// The system's own choosers.
public final class NativeMermaidFiles implements MermaidFiles {

    @Override
    public Optional<Path> open(Window owner, String title) {
        return Optional.ofNullable(chooser(title).showOpenDialog(owner)).map(File::toPath);
    }

    @Override
    public Optional<Path> save(Window owner, String title) {
        FileChooser chooser = chooser(title);
        chooser.setInitialFileName("flowchart.mmd");
        return Optional.ofNullable(chooser.showSaveDialog(owner)).map(File::toPath);
    }

    private static FileChooser chooser(String title) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter("Mermaid", "*.mmd", "*.mermaid"));
        return chooser;
    }
}
