package io.headscope.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process holds in memory of its own, apart from mapped files, as Linux counts it.
///
/// @param anonymousKb -1 where the system does not say
record ProcessMemory(long anonymousKb) {

    static ProcessMemory now() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("RssAnon:"))
                    .map(line -> new ProcessMemory(Long.parseLong(line.replaceAll("\\D", ""))))
                    .findFirst()
                    .orElse(new ProcessMemory(-1));
        } catch (IOException notLinux) {
            return new ProcessMemory(-1);
        }
    }

    double anonymousMbSince(ProcessMemory before) {
        return anonymousKb < 0 || before.anonymousKb < 0 ? -1 : (anonymousKb - before.anonymousKb) / 1024.0;
    }
}
