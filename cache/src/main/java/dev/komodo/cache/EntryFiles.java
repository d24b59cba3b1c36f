package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/// Reads, publishes and sets aside single entries. Faults are exceptions here; [DiskStore] decides
/// what they mean.
final class EntryFiles {
    private static final int ATTEMPTS = 3;

    private final ObjectFolders folders;
    private final FileOperations files;
    private final Trust trust;
    private final SigningKey secret;
    private final Access access;

    /// The entries below some folders.
    ///
    /// @param access who may read what is published
    EntryFiles(
            ObjectFolders folders,
            FileOperations files,
            Trust trust,
            SigningKey secret,
            Access access) {
        this.folders = folders;
        this.files = files;
        this.trust = trust;
        this.secret = secret;
        this.access = access;
    }

    /// An entry and what its file looked like when it was read.
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
                // neither a file that was replaced meanwhile, by a rename, nor one that is checked
                // with a secret of yesterday says anything about what is there now
                boolean stale = !files.facts(file).sameFileAs(facts) || secret.renew();
                if (attempt == ATTEMPTS || !stale) {
                    throw e;
                }
            }
        }
    }

    /// What is wrong with the entry of a key, if there is one.
    Optional<BrokenEntry> fault(CacheKey key) {
        try {
            read(key);
            return Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty(); // removed meanwhile
        } catch (IOException e) {
            return Optional.of(new BrokenEntry(key, "it can't be read: " + e));
        } catch (CacheUnavailableException | EntryFormatException e) {
            return Optional.of(new BrokenEntry(key, String.valueOf(e.getMessage())));
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
        byte[] content = files.read(file, (int) facts.byteSize());
        if (!files.facts(file).sameFileAs(facts)) {
            throw new EntryFormatException("it was replaced while it was read");
        }
        return EntryFormat.decode(content, key, secret.bytes());
    }

    /// Makes an entry visible, whole, under its key.
    ///
    /// @param mostBytes what its file may have at most
    /// @return how many bytes the file has
    /// @throws EntryFormatException if it exceeds that, or a limit of the format
    long publish(CacheEntry entry, long mostBytes)
            throws IOException, CacheUnavailableException, EntryFormatException {
        Path folder = folders.folder(entry.key());
        for (int attempt = 1; ; attempt++) {
            files.createFolder(folder, access);
            requireTrustedFolder(folder);
            secret.renew(); // entries of a secret that is gone would be refused by everybody else
            byte[] content = EntryFormat.encode(entry, secret.bytes());
            if (content.length > mostBytes) {
                throw new EntryFormatException(
                        "it has "
                                + content.length
                                + " bytes, more than the whole cache may have ("
                                + new CacheSize(mostBytes)
                                + "); set KOMODO_CACHE_MAX_SIZE");
            }
            try {
                write(folder, content, folders.entry(entry.key()));
                return content.length;
            } catch (NoSuchFileException e) {
                if (attempt == ATTEMPTS) { // somebody removes the folder again and again
                    throw e;
                }
            }
        }
    }

    private void write(Path folder, byte[] content, Path file) throws IOException {
        String random = HexFormat.of().formatHex(files.randomBytes(Long.BYTES));
        Path temporary = folder.resolve(random + ObjectFolders.TEMPORARY);
        try {
            files.createFile(temporary, content, access);
            files.rename(temporary, file);
        } catch (IOException e) {
            deleteAfter(e, temporary);
            throw e;
        }
    }

    /// Moves a broken entry out of the way, over an earlier one of the same key.
    ///
    /// @throws CacheUnavailableException if others may write to its folder, so that nothing in
    ///   there should be touched
    void setAside(CacheKey key) throws IOException, CacheUnavailableException {
        requireTrustedFolder(folders.folder(key));
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
