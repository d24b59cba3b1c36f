package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;

/// Reads, publishes and sets aside single entries. Faults are exceptions here; [DiskStore] decides
/// what they mean.
final class EntryFiles {
    private static final int READ_ATTEMPTS = 3;

    private final ObjectFolders folders;
    private final FileOperations files;
    private final Trust trust;
    private final byte[] secret;

    EntryFiles(ObjectFolders folders, FileOperations files, Trust trust, byte[] secret) {
        this.folders = folders;
        this.files = files;
        this.trust = trust;
        this.secret = secret;
    }

    /// An entry and what its file looked like just before it was read.
    record Read(CacheEntry entry, FileFacts facts) {}

    /// The entry of a key, from one complete read of its file.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is none
    /// @throws CacheUnavailableException if others may write to its folder, so that nothing in
    ///   there should be touched
    /// @throws EntryFormatException if the file is not a trusted, valid entry of this key
    Read read(CacheKey key) throws IOException, CacheUnavailableException, EntryFormatException {
        requireTrustedFolder(folders.folder(key));
        Path file = folders.entry(key);
        for (int attempt = 1; ; attempt++) {
            FileFacts facts = files.facts(file);
            try {
                return new Read(readOnce(file, facts, key), facts);
            } catch (IOException | EntryFormatException e) {
                // a file that was replaced meanwhile, by a rename, says nothing about its successor
                if (attempt == READ_ATTEMPTS || files.facts(file).sameFileAs(facts)) {
                    throw e;
                }
            }
        }
    }

    private CacheEntry readOnce(Path file, FileFacts facts, CacheKey key)
            throws IOException, EntryFormatException {
        String fault = trust.fault(facts, FileFacts.Kind.FILE);
        if (fault != null) {
            throw new EntryFormatException(fault);
        }
        if (facts.byteSize() > EntryFormat.MAX_BYTES) {
            throw new EntryFormatException("it is too long: " + facts.byteSize() + " bytes");
        }
        return EntryFormat.decode(files.read(file, (int) facts.byteSize()), key, secret);
    }

    /// Makes an entry visible, whole, under its key.
    ///
    /// @throws EntryFormatException if it exceeds a limit of the format
    void publish(CacheEntry entry)
            throws IOException, CacheUnavailableException, EntryFormatException {
        byte[] content = EntryFormat.encode(entry, secret);
        Path folder = folders.folder(entry.key());
        files.createFolder(folder);
        requireTrustedFolder(folder);
        String random = HexFormat.of().formatHex(files.randomBytes(Long.BYTES));
        Path temporary = folder.resolve(random + ObjectFolders.TEMPORARY);
        try {
            files.createFile(temporary, content);
            files.rename(temporary, folders.entry(entry.key()));
        } catch (IOException e) {
            deleteAfter(e, temporary);
            throw e;
        }
    }

    /// Moves a broken entry out of the way, over an earlier one of the same key.
    void setAside(CacheKey key) throws IOException {
        files.rename(folders.entry(key), folders.setAside(key));
    }

    private void requireTrustedFolder(Path folder) throws IOException, CacheUnavailableException {
        String fault = trust.fault(files.facts(folder), FileFacts.Kind.FOLDER);
        if (fault != null) {
            throw new CacheUnavailableException(folder, fault);
        }
    }

    private void deleteAfter(IOException failure, Path temporary) {
        try {
            files.delete(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
