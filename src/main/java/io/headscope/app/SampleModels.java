package io.headscope.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The models that come along: the folders of `sample-models`, beside the product or in the folder one works in.
final class SampleModels {

    private static final System.Logger LOG = System.getLogger(SampleModels.class.getName());
    private static final String FOLDER = "sample-models";
    private static final String FIRST = "shakespeare-gpt";

    private SampleModels() {}

    /// By name, the one that a start without a model begins with first.
    static List<Path> find() {
        return Stream.of(System.getProperty("headscope.home"), System.getProperty("user.dir"))
                .filter(Objects::nonNull)
                .map(place -> Path.of(place, FOLDER))
                .filter(Files::isDirectory)
                .findFirst()
                .map(SampleModels::models)
                .orElse(List.of());
    }

    private static List<Path> models(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> Files.exists(entry.resolve("config.json")))
                    .sorted(Comparator.comparing((Path entry) -> !entry.endsWith(FIRST)).thenComparing(entry -> entry))
                    .toList();
        } catch (IOException unreadable) {
            LOG.log(System.Logger.Level.WARNING, "no sample models: " + folder, unreadable);
            return List.of();
        }
    }
}
