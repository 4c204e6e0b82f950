package io.headscope.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory the process holds, engines and mapped weights included where the system tells.
final class ProcessMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private ProcessMemory() {}

    static long bytes() {
        try {
            if (Files.isReadable(STATUS)) {
                return Files.readAllLines(STATUS).stream()
                        .filter(line -> line.startsWith(RESIDENT))
                        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseGet(ProcessMemory::heap);
            }
        } catch (IOException unreadable) {
            return heap();
        }
        return heap();
    }

    private static long heap() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
