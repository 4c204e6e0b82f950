package io.headscope.app;

import io.headscope.export.DrawingExporter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/// What the ending of a file says it is to be.
final class Endings {

    private Endings() {}

    /// What writes a drawing to such a file.
    ///
    /// @throws ParameterException if nothing does
    static DrawingExporter exporter(Path file, CommandLine line) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return Catalog.exporters().stream()
                .filter(one -> name.endsWith("." + one.extension()))
                .findFirst()
                .orElseThrow(() -> new ParameterException(line, file + " ends in none of: "
                        + Catalog.exporters().stream().map(one -> "." + one.extension()).collect(Collectors.joining(", "))));
    }
}
