package io.headscope.app;

import java.nio.file.Path;

/// Where the system keeps what belongs to the person.
final class UserFolders {

    private UserFolders() {}

    /// `$XDG_CONFIG_HOME/headscope/settings.properties`.
    static Path settings() {
        String config = System.getenv("XDG_CONFIG_HOME");
        Path folder = config != null && Path.of(config).isAbsolute()
                ? Path.of(config)
                : Path.of(System.getProperty("user.home"), ".config");
        return folder.resolve("headscope").resolve("settings.properties");
    }
}
