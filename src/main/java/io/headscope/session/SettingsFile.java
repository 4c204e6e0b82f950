package io.headscope.session;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/// Settings in a small properties file. A file that cannot be read or written is logged and otherwise ignored.
public final class SettingsFile implements Settings {

    private static final System.Logger LOG = System.getLogger(SettingsFile.class.getName());

    private final Path file;
    private final Properties values = new Properties();

    public SettingsFile(Path file) {
        this.file = file;
        try (Reader reader = Files.newBufferedReader(file)) {
            values.load(reader);
        } catch (NoSuchFileException firstStart) {
            LOG.log(System.Logger.Level.DEBUG, "no settings yet in {0}", file);
        } catch (IOException | IllegalArgumentException unreadable) {
            LOG.log(System.Logger.Level.WARNING, "settings not read: " + file, unreadable);
        }
    }

    @Override
    public Optional<String> get(String key) {
        return Optional.ofNullable(values.getProperty(key));
    }

    @Override
    public void put(String key, String value) {
        if (value.equals(values.setProperty(key, value))) {
            return;
        }
        try {
            write();
        } catch (IOException unwritable) {
            LOG.log(System.Logger.Level.WARNING, "settings not written: " + file, unwritable);
        }
    }

    /// Beside the file first, so that an interruption leaves the old one whole.
    private void write() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (Writer writer = Files.newBufferedWriter(fresh)) {
            values.store(writer, null);
        }
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
