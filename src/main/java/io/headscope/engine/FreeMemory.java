package io.headscope.engine;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory there is for what an engine needs.
public final class FreeMemory {

    private static final Path MEMORY = Path.of("/proc/meminfo");

    private FreeMemory() {}

    /// Bytes that can be had without swapping, files in memory counted as free; half of all memory where the system does not
    /// tell. Never more than the container has.
    public static long bytes() {
        long total = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return Math.min(available(total / 2), total);
    }

    private static long available(long otherwise) {
        try {
            return Files.isReadable(MEMORY)
                    ? Files.readAllLines(MEMORY).stream()
                            .filter(line -> line.startsWith("MemAvailable:"))
                            .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(otherwise)
                    : otherwise;
        } catch (IOException unreadable) {
            return otherwise;
        }
    }
}
