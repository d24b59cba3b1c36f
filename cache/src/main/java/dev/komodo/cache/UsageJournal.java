package dev.komodo.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.OptionalLong;

/// About how many bytes the entries take, without looking at them: a file of 8-byte big-endian
/// numbers, of which the first is the total of the last count and each further one the size of an
/// entry that was put since. Removals are not told: the sum is rather too large, and the count that
/// follows puts it right. Anything odd about the file means that the total is unknown.
final class UsageJournal {
    static final String FILE_NAME = "usage";

    /// With more puts than this since the last count, the total counts as unknown: what concurrent
    /// writers lost must not add up.
    static final int MOST_RECORDS = 4_096;

    private static final long MOST_BYTES = 1L << 53;

    private final Path file;
    private final FileOperations files;

    UsageJournal(Path folder, FileOperations files) {
        this.file = folder.resolve(FILE_NAME);
        this.files = files;
    }

    /// Tells of an entry that was put.
    ///
    /// @return about how many bytes all entries take, or nothing if a count is needed
    OptionalLong add(long bytes) {
        try {
            FileFacts facts = files.facts(file);
            if (facts.kind() != FileFacts.Kind.FILE || facts.byteSize() == 0) {
                return OptionalLong.empty();
            }
            files.append(file, record(bytes));
            return sum(facts.byteSize() + Long.BYTES);
        } catch (NoSuchFileException _) {
            return OptionalLong.empty(); // nobody counted yet
        } catch (IOException e) {
            Warnings.trace("the size of the cache is not known: " + e);
            return OptionalLong.empty();
        }
    }

    /// Starts anew after a count.
    void start(long total) {
        try {
            files.delete(file);
            files.append(file, record(total));
        } catch (IOException e) {
            Warnings.trace("the size of the cache is not kept: " + e);
        }
    }

    private OptionalLong sum(long size) throws IOException {
        if (size % Long.BYTES != 0 || size > (long) MOST_RECORDS * Long.BYTES) {
            return OptionalLong.empty();
        }
        ByteBuffer numbers = ByteBuffer.wrap(files.readStart(file, (int) size));
        long sum = 0;
        while (numbers.remaining() >= Long.BYTES) {
            long number = numbers.getLong();
            if (number < 0 || number > MOST_BYTES) {
                return OptionalLong.empty();
            }
            sum += number;
        }
        return OptionalLong.of(sum);
    }

    private static byte[] record(long bytes) {
        return ByteBuffer.allocate(Long.BYTES).putLong(0, bytes).array();
    }
}
