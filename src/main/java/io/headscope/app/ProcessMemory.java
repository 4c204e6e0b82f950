package io.headscope.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/// How much memory the process holds, engines included where the system tells.
public final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");

    private ProcessMemory() {}

    /// All of it, mapped weights included, in bytes; the Java heap alone where the system does not tell.
    public static long resident() {
        Runtime runtime = Runtime.getRuntime();
        return counted("VmRSS:").orElseGet(() -> runtime.totalMemory() - runtime.freeMemory());
    }

    /// What is the process's own and in no file, in bytes; empty where the system does not tell.
    public static OptionalLong anonymous() {
        return counted("RssAnon:");
    }

    private static OptionalLong counted(String what) {
        return status().stream()
                .filter(line -> line.startsWith(what))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst();
    }

    private static List<String> status() {
        try {
            return Files.isReadable(STATUS) ? Files.readAllLines(STATUS) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
