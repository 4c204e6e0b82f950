package io.headscope.app;

import java.nio.file.Path;

/// Where the system keeps what belongs to the person.
final class UserFolders {

    private UserFolders() {}

    /// `$XDG_CONFIG_HOME/headscope/settings.properties`.
    static Path settings() {
        return folder("XDG_CONFIG_HOME", ".config").resolve("settings.properties");
    }

    /// `$XDG_CACHE_HOME/headscope/portraits`: pictures that are drawn anew where they are missing.
    static Path portraits() {
        return folder("XDG_CACHE_HOME", ".cache").resolve("portraits");
    }

    private static Path folder(String variable, String usual) {
        String set = System.getenv(variable);
        Path folder = set != null && Path.of(set).isAbsolute() ? Path.of(set) : Path.of(System.getProperty("user.home"), usual);
        return folder.resolve("headscope");
    }
}
