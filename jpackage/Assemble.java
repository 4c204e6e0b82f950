import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Completes `target/headscope` beside the libraries that Maven has put there: the runtime, linked from the JDK that runs
/// this program and from JavaFX, the launcher, and the sample models. What is up to date is left as it is.
///
/// Arguments: the project's folder, the folder with the modules of JavaFX, the folder to complete.
final class Assemble {

    private static final List<String> MODULES = List.of(
            "java.desktop", "java.logging", "java.management", "java.net.http", "java.prefs",
            "jdk.accessibility", "jdk.localedata", "jdk.management", "jdk.unsupported", "jdk.unsupported.desktop", "jdk.zipfs",
            "javafx.controls", "javafx.swing");

    private Assemble() {}

    public static void main(String[] arguments) throws IOException {
        Path project = Path.of(arguments[0]);
        Path javafx = Path.of(arguments[1]);
        Path product = Path.of(arguments[2]);
        linkRuntime(javafx, product.resolve("runtime"));
        mirror(project.resolve("jpackage/bin"), product.resolve("bin"));
        Files.copy(project.resolve("LICENSE"), product.resolve("LICENSE"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(project.resolve("NOTICE"), product.resolve("NOTICE"), StandardCopyOption.REPLACE_EXISTING);
        if (Files.isDirectory(project.resolve("sample-models"))) {
            mirror(project.resolve("sample-models"), product.resolve("sample-models"));
        }
    }

    private static void linkRuntime(Path javafx, Path runtime) throws IOException {
        List<String> options = List.of(
                "--module-path", javafx.toString(),
                "--add-modules", String.join(",", MODULES),
                "--include-locales=en,zh-Hans,zh-CN",
                "--strip-debug", "--no-header-files", "--no-man-pages",
                "--generate-cds-archive",
                "--output", runtime.toString());
        String recipe = Runtime.version() + "\n" + String.join("\n", options) + "\n" + names(javafx) + "\n";
        Path stamp = runtime.resolve("headscope.recipe");
        if (Files.exists(stamp) && Files.readString(stamp).equals(recipe)) {
            return;
        }
        delete(runtime);
        int code = ToolProvider.findFirst("jlink").orElseThrow().run(System.out, System.err, options.toArray(String[]::new));
        if (code != 0) {
            System.exit(code);
        }
        Files.writeString(stamp, recipe);
    }

    private static String names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().collect(Collectors.joining("\n"));
        }
    }

    /// Makes `to` hold what `from` holds, file by file.
    private static void mirror(Path from, Path to) throws IOException {
        List<Path> wanted = walk(from);
        if (Files.exists(to)) {
            for (Path old : walk(to).reversed()) {
                if (!wanted.contains(old)) {
                    Files.delete(to.resolve(old));
                }
            }
        }
        for (Path path : wanted) {
            Path source = from.resolve(path);
            Path target = to.resolve(path);
            if (Files.isDirectory(source)) {
                Files.createDirectories(target);
            } else if (!isCopy(source, target)) {
                CopyOption[] whole = {StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES};
                Files.copy(source, target, whole);
            }
        }
    }

    private static boolean isCopy(Path source, Path target) throws IOException {
        return Files.exists(target)
                && Files.size(source) == Files.size(target)
                && Files.getLastModifiedTime(source).equals(Files.getLastModifiedTime(target));
    }

    private static List<Path> walk(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return new ArrayList<>(paths.map(folder::relativize).toList());
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
        }
    }
}
