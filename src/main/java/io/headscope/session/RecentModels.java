package io.headscope.session;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// The folders opened last, newest first, remembered in [Settings].
public final class RecentModels {

    private static final int KEPT = 8;

    private final Settings settings;
    private final ObservableList<Path> folders = FXCollections.observableArrayList();
    // Kept: it hears of changes only as long as someone holds it.
    private final ObservableList<Path> shown = FXCollections.unmodifiableObservableList(folders);

    public RecentModels(Settings settings) {
        this.settings = settings;
        folders.setAll(IntStream.range(0, KEPT).boxed().flatMap(this::remembered).distinct().toList());
    }

    public ObservableList<Path> folders() {
        return shown;
    }

    public void opened(Path folder) {
        Path place = whole(folder);
        folders.setAll(Stream.concat(Stream.of(place), folders.stream().filter(other -> !other.equals(place)))
                .limit(KEPT)
                .toList());
        for (int i = 0; i < KEPT; i++) {
            settings.put(key(i), i < folders.size() ? folders.get(i).toString() : "");
        }
    }

    private Stream<Path> remembered(int index) {
        return settings.get(key(index)).filter(path -> !path.isBlank()).flatMap(RecentModels::path).stream();
    }

    /// The next start may be in another folder, where a relative path leads elsewhere.
    private static Path whole(Path folder) {
        return folder.toAbsolutePath().normalize();
    }

    private static Optional<Path> path(String text) {
        try {
            return Optional.of(whole(Path.of(text)));
        } catch (InvalidPathException writtenElsewhere) {
            return Optional.empty();
        }
    }

    private static String key(int index) {
        return "recent." + index;
    }
}
