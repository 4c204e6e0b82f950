package io.headscope.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.LogManager;

/// Where the log goes: to a file of the person's own, never to the terminal. Named to the Java machine by
/// `java.util.logging.config.class`, which makes one of it before the first line is logged.
public final class Logging {

    private static final String SETTINGS = """
            handlers = java.util.logging.FileHandler
            .level = INFO
            ai.djl.level = WARNING
            # Looks for a GPU wherever it is, and says so in two warnings where there is none.
            ai.djl.util.cuda.level = OFF
            org.apache.fontbox.level = SEVERE
            java.util.logging.FileHandler.pattern = %s
            java.util.logging.FileHandler.encoding = UTF-8
            java.util.logging.FileHandler.append = true
            java.util.logging.FileHandler.limit = 4000000
            java.util.logging.FileHandler.count = 2
            java.util.logging.FileHandler.formatter = java.util.logging.SimpleFormatter
            """;

    /// The file, where the system keeps what programs remember: `$XDG_STATE_HOME/headscope/headscope.log`.
    public static Path file() {
        String state = System.getenv("XDG_STATE_HOME");
        Path folder = state != null && Path.of(state).isAbsolute()
                ? Path.of(state)
                : Path.of(System.getProperty("user.home"), ".local", "state");
        return folder.resolve("headscope").resolve("headscope.log");
    }

    /// Settles where all logging goes.
    ///
    /// @throws IOException if the settings cannot be read, which are a constant
    public Logging() throws IOException {
        LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(settings().getBytes(StandardCharsets.UTF_8)));
    }

    private static String settings() {
        Path file = file();
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException noPlace) {
            // A home that cannot be written to is no reason not to start: then there is no log.
            return ".level = OFF\n";
        }
        // Both the pattern and the file of settings give the backslash and the percent sign a meaning of their own.
        return SETTINGS.formatted(file.toString().replace("\\", "/").replace("%", "%%"));
    }
}
