package io.headscope.shell;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.FileChooser.ExtensionFilter;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/// The choosers of the system. Each opens where it was left.
public final class NativeChooser implements Chooser {

    private @Nullable File lastModels;
    private @Nullable File lastPictures;
    private @Nullable File lastMedia;

    @Override
    public Optional<Path> folder(Window owner, String title) {
        DirectoryChooser chooser = new DirectoryChooser();
        chooser.setTitle(title);
        chooser.setInitialDirectory(existing(lastModels));
        File chosen = chooser.showDialog(owner);
        lastModels = chosen == null ? lastModels : chosen.getParentFile();
        return Optional.ofNullable(chosen).map(File::toPath);
    }

    @Override
    public Optional<Path> existing(Window owner, String title, List<String> extensions) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialDirectory(existing(lastMedia));
        List<String> patterns = extensions.stream()
                .flatMap(extension -> Stream.of("*." + extension, "*." + extension.toUpperCase(Locale.ROOT)))
                .toList();
        chooser.getExtensionFilters().add(new ExtensionFilter(String.join(", ", extensions), patterns));
        File chosen = chooser.showOpenDialog(owner);
        lastMedia = chosen == null ? lastMedia : chosen.getParentFile();
        return Optional.ofNullable(chosen).map(File::toPath);
    }

    @Override
    public Optional<Path> file(Window owner, String title, String suggestion, List<String> extensions) {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(title);
        chooser.setInitialDirectory(existing(lastPictures));
        chooser.setInitialFileName(suggestion);
        extensions.forEach(extension -> chooser.getExtensionFilters()
                .add(new ExtensionFilter(extension.toUpperCase(Locale.ROOT), "*." + extension)));
        File chosen = chooser.showSaveDialog(owner);
        lastPictures = chosen == null ? lastPictures : chosen.getParentFile();
        return Optional.ofNullable(chosen).map(File::toPath);
    }

    private static @Nullable File existing(@Nullable File folder) {
        return folder != null && folder.isDirectory() ? folder : null;
    }
}
