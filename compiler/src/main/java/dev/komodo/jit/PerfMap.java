package dev.komodo.jit;

import dev.komodo.link.ElfObject;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// Names of kernels for `perf`: a line `<address> <size> <name>`, in hexadecimal, for each function
/// of each linked image, in `/tmp/perf-<pid>.map`. Written if `KOMODO_PERF_MAP=1`. Safe between
/// threads.
///
/// The folder belongs to everybody, so the file is created anew, readable by its owner only, and
/// links are never followed; a file that is there is only added to if it is an ordinary one of this
/// user that nobody else may write to, begun by this process. The sticky folder then keeps others
/// from replacing it.
///
/// source: Linux, tools/perf/Documentation/jit-interface.txt
final class PerfMap {
    private static final int OTHERS_WRITE = 0b000_010_010;
    private static final Path FOLDER = Path.of("/tmp");

    private final Path file;
    private final Instant processStart;
    private boolean failed;

    /// @param processStart files that were last written before it belong to another process
    PerfMap(Path folder, long process, Instant processStart) {
        this.file = folder.resolve("perf-" + process + ".map");
        this.processStart = processStart;
    }

    /// Whether this process is to write a map.
    static boolean isOn() {
        return "1".equals(System.getenv("KOMODO_PERF_MAP"));
    }

    private static final class OfProcess {
        static final PerfMap MAP =
                new PerfMap(
                        FOLDER,
                        ProcessHandle.current().pid(),
                        ProcessHandle.current().info().startInstant().orElse(Instant.MIN));
    }

    /// The map of this process.
    static PerfMap ofProcess() {
        return OfProcess.MAP;
    }

    Path file() {
        return file;
    }

    /// Adds the functions of an image. Where that fails there is one warning, and no map: a kernel
    /// runs without.
    ///
    /// @param object the object that the image was linked from
    /// @param entry one of its entry symbols
    /// @param address where that begins
    synchronized void add(ElfObject object, String entry, long address) {
        if (failed) {
            return;
        }
        try {
            append(lines(object, entry, address));
        } catch (IOException fault) {
            failed = true;
            System.getLogger("dev.komodo.jit")
                    .log(
                            System.Logger.Level.WARNING,
                            "KOMODO_PERF_MAP: no names for perf are written to "
                                    + file
                                    + ": "
                                    + fault.getMessage());
        }
    }

    /// Functions of one section keep their distances when it is linked.
    private static String lines(ElfObject object, String entry, long address) {
        ElfObject.Symbol known =
                object.symbols().stream()
                        .filter(symbol -> symbol.name().equals(entry))
                        .findFirst()
                        .orElseThrow();
        StringBuilder lines = new StringBuilder();
        for (ElfObject.Symbol symbol : object.symbols()) {
            if (symbol.function() && symbol.section() == known.section()) {
                long begin = address + symbol.offset() - known.offset();
                lines.append("%x %x %s%n".formatted(begin, symbol.size(), symbol.name()));
            }
        }
        return lines.toString();
    }

    private void append(String lines) throws IOException {
        boolean isOwn = isOwn();
        Set<OpenOption> options =
                Set.of(
                        isOwn ? StandardOpenOption.APPEND : StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS);
        try (SeekableByteChannel channel =
                Files.newByteChannel(
                        file,
                        options,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }
    }

    /// Whether there is a file of this process; one that another process of this user left is
    /// removed.
    ///
    /// @throws IOException if there is anything else
    private boolean isOwn() throws IOException {
        Map<String, Object> facts;
        try {
            facts =
                    Files.readAttributes(
                            file, "unix:uid,mode,nlink,isRegularFile", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            return false;
        }
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        boolean isSafe =
                Boolean.TRUE.equals(facts.get("isRegularFile"))
                        && self.equals(facts.get("uid"))
                        && Integer.valueOf(1).equals(facts.get("nlink"))
                        && facts.get("mode") instanceof Integer mode
                        && (mode & OTHERS_WRITE) == 0;
        if (!isSafe) {
            throw new IOException(
                    "it is there and is no ordinary file of this user that only he may write;"
                            + " remove it");
        }
        if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(processStart)) {
            Files.delete(file);
            return false;
        }
        return true;
    }
}
