package dev.komodo.cache;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/// Entries in one file, to take them to another machine. See [ArchiveFormat] for its bytes.
///
/// Whoever can write the file decides what machine code runs here, so both ends need a secret that
/// only they know; entries are checked with it and signed anew with the cache's own.
public final class CacheArchive {
    private CacheArchive() {}

    /// Writes all valid entries of a store. The same entries make the same bytes.
    ///
    /// @param out not closed
    /// @throws IOException if `out` fails
    public static Exported write(ObjectStore store, OutputStream out, GivenSecret secret)
            throws IOException {
        byte[] entryKey = secret.keyFor(ArchiveReader.ENTRY_USE);
        Signed signed = new Signed(out, secret.keyFor(ArchiveReader.ARCHIVE_USE));
        signed.member(ArchiveFormat.MAGIC_NAME, new byte[0]);
        int count = 0;
        for (StoredEntry stored : store.list()) {
            Optional<CacheEntry> entry = store.peek(stored.key());
            if (entry.isPresent()) {
                signed.member(
                        stored.key().hex() + ObjectFolders.ENTRY, encode(entry.get(), entryKey));
                count++;
            }
        }
        return new Exported(count, signed.end());
    }

    private static byte[] encode(CacheEntry entry, byte[] key) {
        try {
            return EntryFormat.encode(entry, key);
        } catch (EntryFormatException e) {
            throw new IllegalStateException("what was read can be written", e);
        }
    }

    /// Puts the entries of an archive into a store, after the whole file was checked.
    ///
    /// @param most what the file may have; what the cache may keep is a good bound
    /// @throws RefusedFileException if it is too large, was not written with this secret, or holds
    ///   anything but entries
    public static Imported read(Path file, ObjectStore store, GivenSecret secret, CacheSize most)
            throws RefusedFileException {
        try (ArchiveReader reader = ArchiveReader.open(file, secret)) {
            reader.check(most, ArchiveReader.MOST_ENTRIES);
            return reader.putInto(store);
        } catch (IOException e) {
            throw new RefusedFileException(file, e);
        }
    }

    /// A stream that is signed at its end.
    private static final class Signed {
        private final OutputStream out;
        private final HmacSha256.Running code;
        private long written;

        Signed(OutputStream out, byte[] key) {
            this.out = out;
            this.code = new HmacSha256.Running(key);
        }

        void member(String name, byte[] content) throws IOException {
            write(ArchiveFormat.header(name, content.length));
            write(content);
            write(new byte[ArchiveFormat.padding(content.length)]);
        }

        private void write(byte[] bytes) throws IOException {
            code.update(bytes, 0, bytes.length);
            out.write(bytes);
            written += bytes.length;
        }

        long end() throws IOException {
            byte[] signature = code.code();
            out.write(ArchiveFormat.header(ArchiveFormat.SIGNATURE_NAME, signature.length));
            out.write(signature);
            out.write(new byte[ArchiveFormat.padding(signature.length)]);
            out.write(new byte[2 * ArchiveFormat.BLOCK]);
            return written + ArchiveFormat.TRAILER_BYTES;
        }
    }
}
