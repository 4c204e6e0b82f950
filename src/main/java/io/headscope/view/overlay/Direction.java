package io.headscope.view.overlay;

/// Which way attention is followed.
public enum Direction {
    /// From a query to what it attends to.
    TO,
    /// From a key to who attends to it.
    FROM;

    /// Its name in message keys.
    public String id() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
