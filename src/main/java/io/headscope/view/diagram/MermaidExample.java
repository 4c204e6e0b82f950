package io.headscope.view.diagram;

import io.headscope.message.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/// Texts to start from, in `resources/diagrams`.
enum MermaidExample {
    ATTENTION,
    TRANSFORMER,
    DECISION;

    /// Its name in message keys and files.
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String text(Messages messages) {
        String name = switch (messages.language()) {
            case ENGLISH -> "/diagrams/" + id() + ".mmd";
            case CHINESE -> "/diagrams/" + id() + "_zh_CN.mmd";
        };
        try (InputStream stream = Objects.requireNonNull(MermaidExample.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
