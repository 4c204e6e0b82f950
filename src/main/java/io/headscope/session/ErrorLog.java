package io.headscope.session;

import java.nio.file.Path;

/// Where failures that nobody foresaw are written down.
@FunctionalInterface
public interface ErrorLog {

    /// What a person can pass on.
    ///
    /// @param code short; the same failure has the same code
    /// @param file the log that has the details
    record Entry(String code, Path file) {}

    Entry record(Throwable failure);
}
