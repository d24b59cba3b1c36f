package dev.komodo.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// What the operating system tells about itself and this process.
final class Host {
    private Host() {}

    /// @throws NativeLibraryException unless this is Linux on x86-64
    static void requireSupported(String system, String architecture) {
        if (!system.toLowerCase(Locale.ROOT).equals("linux") || !isX86(architecture))
            throw new NativeLibraryException(
                    "Komodo runs on Linux x86-64 with glibc 2.34 or later; this is "
                            + system
                            + " "
                            + architecture
                            + ".");
    }

    private static boolean isX86(String architecture) {
        return architecture.equals("amd64") || architecture.equals("x86_64");
    }

    /// The effective user of this process (source: proc_pid_status(5), line `Uid`, second number).
    static int user() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status")))
                if (line.startsWith("Uid:")) return Integer.parseInt(line.split("\\s+", -1)[2]);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/self/status", e);
        }
        throw new NativeLibraryException("/proc/self/status has no line Uid: is /proc mounted?");
    }

    /// Whether `file` lies on a file system mounted `noexec`.
    static boolean isMountedNoExec(Path file) throws IOException {
        return isNoExec(
                Files.readAllLines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1),
                file.toRealPath());
    }

    /// The options of the last mount whose folder is the longest prefix of `file` decide (source:
    /// proc_pid_mountinfo(5): fifth field mount point, sixth its options).
    static boolean isNoExec(List<String> mounts, Path file) {
        int longest = -1;
        boolean noExec = false;
        for (String mount : mounts) {
            String[] fields = mount.split(" ", -1);
            if (fields.length < 6) continue;
            Path folder = Path.of(fields[4].replace("\\040", " "));
            if (file.startsWith(folder) && folder.getNameCount() >= longest) {
                longest = folder.getNameCount();
                noExec = List.of(fields[5].split(",", -1)).contains("noexec");
            }
        }
        return noExec;
    }
}
