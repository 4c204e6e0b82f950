package io.headscope.checkpoint;

import io.headscope.file.ReadableFile;
import io.headscope.message.Problem;
import io.headscope.message.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder that a person names for a model: one that holds the files themselves, or one of Hugging Face's cache
/// (`models--org--name`), where they are links in `snapshots/COMMIT` and `refs/main` names the commit.
public final class ModelFolder {

    private static final String CACHE_PREFIX = "models--";
    private static final String SNAPSHOTS = "snapshots";

    private ModelFolder() {}

    /// The folder with the files.
    ///
    /// @throws ProblemException if it does not exist, may not be read, or is a cache without a snapshot
    public static Path files(Path folder) {
        requireReadable(folder);
        if (!Files.isDirectory(folder.resolve(SNAPSHOTS)) || Files.exists(folder.resolve(Checkpoint.CONFIG))) {
            return folder;
        }
        Path snapshot = snapshot(folder);
        requireReadable(snapshot);
        return snapshot;
    }

    /// What to call the model: `org/name` of a cache folder, else the folder's own name.
    public static String name(Path folder) {
        Path last = folder.toAbsolutePath().normalize().getFileName();
        String name = last == null ? folder.toString() : last.toString();
        return name.startsWith(CACHE_PREFIX) ? name.substring(CACHE_PREFIX.length()).replace("--", "/") : name;
    }

    private static void requireReadable(Path folder) {
        if (!Files.exists(folder)) {
            throw new ProblemException(Problem.FILE_MISSING, folder);
        }
        if (!Files.isReadable(folder) || (Files.isDirectory(folder) && !Files.isExecutable(folder))) {
            throw new ProblemException(Problem.FILE_UNREADABLE, folder);
        }
    }

    /// The snapshot that `refs/main` names; where there is none, the one that came last.
    private static Path snapshot(Path folder) {
        Path snapshots = folder.resolve(SNAPSHOTS);
        try {
            Path main = folder.resolve("refs").resolve("main");
            if (Files.isRegularFile(main) && Files.size(main) < 200) {
                String commit = Files.readString(main).strip();
                Path named = snapshots.resolve(commit).normalize();
                if (!commit.isEmpty() && snapshots.normalize().equals(named.getParent()) && Files.isDirectory(named)) {
                    return named;
                }
            }
            return latest(folder, snapshots);
        } catch (java.nio.charset.CharacterCodingException | java.nio.file.InvalidPathException noCommit) {
            throw new ProblemException(noCommit, Problem.CACHE_EMPTY, folder);
        } catch (IOException failure) {
            throw ReadableFile.failed(folder, failure);
        }
    }

    private static Path latest(Path folder, Path snapshots) throws IOException {
        try (Stream<Path> all = Files.list(snapshots)) {
            List<Path> commits = all.filter(Files::isDirectory).sorted().toList();
            return commits.stream()
                    .max(Comparator.comparing(commit -> commit.toFile().lastModified()))
                    .orElseThrow(() -> new ProblemException(Problem.CACHE_EMPTY, folder));
        }
    }
}
