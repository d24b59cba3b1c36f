package dev.komodo.cache;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;

/// An archive that somebody brought: hostile until its code is checked, and kept within limits
/// after. Nothing is put into a store before the whole file was found good. For one thread.
///
/// Names are keys and lead to no path. Nothing is compressed, so an archive can't unfold into more
/// than its size; a size is compared with the file before anything is allocated. Entries carry
/// their own codes, which are checked on the bytes that are then put, should the file change
/// between the two passes.
final class ArchiveReader implements AutoCloseable {
    static final String ARCHIVE_USE = "archive";
    static final String ENTRY_USE = "archive entry";

    /// An archive of more entries is refused.
    static final int MOST_ENTRIES = 100_000;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final RandomAccessFile in;
    private final long size;
    private final byte[] archiveKey;
    private final byte[] entryKey;

    private ArchiveReader(Path file, RandomAccessFile in, GivenSecret secret) throws IOException {
        this.file = file;
        this.in = in;
        this.size = in.length();
        this.archiveKey = secret.keyFor(ARCHIVE_USE);
        this.entryKey = secret.keyFor(ENTRY_USE);
    }

    /// Opens a file. Nothing is read yet.
    static ArchiveReader open(Path file, GivenSecret secret)
            throws IOException, RefusedFileException {
        if (!Files.exists(file)) {
            throw new RefusedFileException(file, "there is no such archive");
        }
        if (!Files.isRegularFile(file)) {
            throw new RefusedFileException(file, "it is no plain file");
        }
        return new ArchiveReader(file, new RandomAccessFile(file.toFile(), "r"), secret);
    }

    /// What is done with each entry's file, at whose first byte the archive stands.
    @FunctionalInterface
    private interface Member {
        void at(CacheKey key, int byteSize) throws IOException, RefusedFileException;
    }

    /// Accepts an archive that an export wrote with the same secret and that is within the limits.
    void check(CacheSize most, int mostEntries) throws IOException, RefusedFileException {
        if (size > most.bytes()) {
            throw refused(
                    "it has "
                            + size
                            + " bytes, more than are accepted ("
                            + most
                            + "); name more with --max-size");
        }
        byte[] start = new byte[ArchiveFormat.BLOCK];
        if (size < ArchiveFormat.BLOCK + ArchiveFormat.TRAILER_BYTES
                || size % ArchiveFormat.BLOCK != 0
                || !Arrays.equals(read(0, start), ArchiveFormat.header(magic(), 0))) {
            throw refused("it is no archive that 'komodo cache export' wrote, or it was cut off");
        }
        checkCode();
        int[] count = {0};
        String[] last = {""};
        walk(
                (key, byteSize) -> {
                    if (++count[0] > mostEntries) {
                        throw refused("it has more than " + mostEntries + " entries");
                    }
                    if (key.hex().compareTo(last[0]) <= 0) {
                        throw refused("the entry " + key + " is there twice or out of order");
                    }
                    last[0] = key.hex();
                    next(key, byteSize);
                });
    }

    private static String magic() {
        return ArchiveFormat.MAGIC_NAME;
    }

    private void checkCode() throws IOException, RefusedFileException {
        HmacSha256.Running code = new HmacSha256.Running(archiveKey);
        byte[] buffer = new byte[BUFFER_BYTES];
        in.seek(0);
        long left = size - ArchiveFormat.TRAILER_BYTES;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException("it became shorter");
            }
            code.update(buffer, 0, read);
            left -= read;
        }
        byte[] expected = new byte[ArchiveFormat.TRAILER_BYTES];
        byte[] signature = code.code();
        byte[] header = ArchiveFormat.header(ArchiveFormat.SIGNATURE_NAME, signature.length);
        System.arraycopy(header, 0, expected, 0, header.length);
        System.arraycopy(signature, 0, expected, header.length, signature.length);
        byte[] found =
                read(size - ArchiveFormat.TRAILER_BYTES, new byte[ArchiveFormat.TRAILER_BYTES]);
        if (!MessageDigest.isEqual(expected, found)) {
            throw refused(
                    "its authentication code is wrong (changed, cut off, or written with another"
                            + " secret)");
        }
    }

    /// Puts all entries into a store.
    Imported putInto(ObjectStore store) throws IOException, RefusedFileException {
        int[] counts = new int[3];
        walk(
                (key, byteSize) -> {
                    counts[put(store, next(key, byteSize))]++;
                });
        return new Imported(counts[0], counts[1], counts[2]);
    }

    /// The entry at whose first byte the archive stands.
    private CacheEntry next(CacheKey key, int byteSize) throws IOException, RefusedFileException {
        byte[] content = new byte[byteSize];
        in.readFully(content);
        try {
            return EntryFormat.decode(content, key, entryKey);
        } catch (EntryFormatException e) {
            throw refused("the entry " + key + ": " + e.getMessage());
        }
    }

    private static int put(ObjectStore store, CacheEntry entry) {
        if (store.peek(entry.key()).isPresent()) {
            return 1;
        }
        return store.put(entry) ? 0 : 2;
    }

    private void walk(Member member) throws IOException, RefusedFileException {
        long end = size - ArchiveFormat.TRAILER_BYTES;
        byte[] header = new byte[ArchiveFormat.BLOCK];
        long at = ArchiveFormat.BLOCK;
        while (at < end) {
            read(at, header);
            String fault = ArchiveFormat.fault(header);
            if (fault != null) {
                throw refused(fault);
            }
            long byteSize = ArchiveFormat.size(header);
            long next = at + ArchiveFormat.BLOCK + byteSize + ArchiveFormat.padding(byteSize);
            if (next > end) {
                throw refused("\"" + ArchiveFormat.name(header) + "\" is longer than the archive");
            }
            member.at(ArchiveFormat.key(ArchiveFormat.name(header)), (int) byteSize);
            at = next;
        }
    }

    private byte[] read(long at, byte[] target) throws IOException {
        in.seek(at);
        in.readFully(target);
        return target;
    }

    private RefusedFileException refused(String reason) {
        return new RefusedFileException(file, "the archive is refused: " + reason);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
