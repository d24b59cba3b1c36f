package dev.komodo.cache;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// How often each entry was found, in one file beside the entries: lines `<key> <count>`, to be
/// added up. A hit only counts in memory; counts are appended when some have gathered and when the
/// store is listed or closed, and not forced to the disk. A process that is killed takes its last
/// few along; a line that it left torn is skipped.
///
/// Safe between threads. The counts are for people: nothing is decided by them.
final class HitCounts {
    static final String FILE_NAME = "hits";

    /// Hits that are counted in memory before they are told.
    static final int MOST_PENDING = 256;

    /// A longer file is not read. Housekeeping writes one line per entry long before.
    static final int MAX_BYTES = 16 << 20;

    private static final int COMPACT_BYTES = 1 << 20;
    private static final int KEY_DIGITS = 2 * Sha256.BYTES;

    private final Path file;
    private final FileOperations files;
    private final Map<String, Long> pending = new HashMap<>();
    private int pendingHits;

    HitCounts(Path folder, FileOperations files) {
        this.file = folder.resolve(FILE_NAME);
        this.files = files;
    }

    void add(CacheKey key) {
        synchronized (this) {
            pending.merge(key.hex(), 1L, Long::sum);
            if (++pendingHits < MOST_PENDING) {
                return;
            }
        }
        flush();
    }

    /// Appends what was counted since. What can't be written is forgotten.
    void flush() {
        StringBuilder lines = new StringBuilder("\n"); // ends a line that a dead process left torn
        synchronized (this) {
            if (pending.isEmpty()) {
                return;
            }
            pending.forEach((key, count) -> line(lines, key, count));
            pending.clear();
            pendingHits = 0;
        }
        try {
            files.append(file, lines.toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            Warnings.trace("hits are not counted: " + e);
        }
    }

    /// The counts by key, of all processes.
    Map<String, Long> read() {
        flush();
        Map<String, Long> counts = new TreeMap<>();
        try {
            FileFacts facts = files.facts(file);
            if (facts.kind() == FileFacts.Kind.FILE && facts.byteSize() <= MAX_BYTES) {
                byte[] content = files.readStart(file, (int) facts.byteSize());
                addUp(new String(content, StandardCharsets.US_ASCII), counts);
            }
        } catch (NoSuchFileException _) {
            return counts; // nobody found anything yet
        } catch (IOException e) {
            Warnings.trace("hits are not known: " + e);
        }
        return counts;
    }

    /// Rewrites a long file with one line for each key that is still there. Counts that a sibling
    /// appends meanwhile may be lost.
    void compact(Set<String> keys) {
        try {
            long size = files.facts(file).byteSize();
            if (size > COMPACT_BYTES) {
                Map<String, Long> counts = read();
                counts.keySet().retainAll(keys);
                StringBuilder lines = new StringBuilder();
                counts.forEach((key, count) -> line(lines, key, count));
                files.delete(file);
                files.append(file, lines.toString().getBytes(StandardCharsets.US_ASCII));
            }
        } catch (NoSuchFileException _) {
            return; // nobody found anything yet
        } catch (IOException e) {
            Warnings.trace("hits are not compacted: " + e);
        }
    }

    private static void line(StringBuilder lines, String key, long count) {
        lines.append(key).append(' ').append(count).append('\n');
    }

    private static void addUp(String text, Map<String, Long> counts) {
        for (String line : text.split("\n", -1)) {
            if (line.length() > KEY_DIGITS + 1 && line.charAt(KEY_DIGITS) == ' ') {
                addUp(line.substring(0, KEY_DIGITS), line.substring(KEY_DIGITS + 1), counts);
            }
        }
    }

    private static void addUp(String key, String count, Map<String, Long> counts) {
        try {
            Sha256.requireHex(key, "hits");
            long hits = Long.parseUnsignedLong(count);
            counts.merge(key, Math.max(0, hits), (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
        } catch (IllegalArgumentException e) {
            Warnings.trace("a line of " + FILE_NAME + " is skipped: " + e.getMessage());
        }
    }
}
