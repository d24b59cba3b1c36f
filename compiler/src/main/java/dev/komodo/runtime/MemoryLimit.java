package dev.komodo.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How much native memory one call's workspace, or all arguments of a call, may take: the machine's
/// memory, or the control group's limit where that is lower.
public final class MemoryLimit {
    private static final long BYTES = detect();

    private MemoryLimit() {}

    /// The limit in bytes.
    public static long bytes() {
        return BYTES;
    }

    private static long detect() {
        long limit = machine();
        for (Path file :
                List.of(
                        Path.of("/sys/fs/cgroup/memory.max"),
                        Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"))) {
            limit = Math.min(limit, number(file));
        }
        return limit;
    }

    private static long machine() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemTotal:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
        } catch (IOException | NumberFormatException unreadable) {
            return Long.MAX_VALUE;
        }
        return Long.MAX_VALUE;
    }

    private static long number(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.equals("max") ? Long.MAX_VALUE : Long.parseLong(text);
        } catch (IOException | NumberFormatException absent) {
            return Long.MAX_VALUE;
        }
    }
}
