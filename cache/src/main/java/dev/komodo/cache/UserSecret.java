package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/// The 32 bytes that authenticate a user's entries, in a file that only the user can read.
///
/// Many processes may start first at once: each writes its own candidate and links it to the one
/// name. The link succeeds for exactly one of them, and all read the winner's bytes.
///
/// Everything that the cache gives rests on these bytes, so they are read through the descriptor of
/// a folder whose owner and mode were asked through the same descriptor: whoever can rename a
/// parent can't slip in a folder of their own between the check and the read.
final class UserSecret implements SigningKey {
    static final String FILE_NAME = "secret";
    static final int BYTES = 32;

    private static final Path NAME = Path.of(FILE_NAME);

    private final Path folder;
    private final FileOperations files;
    private final Trust trust;
    private volatile Known known;

    /// The bytes and the file that they were read from.
    private static final class Known {
        final byte[] bytes;
        final FileFacts facts;

        Known(byte[] bytes, FileFacts facts) {
            this.bytes = bytes;
            this.facts = facts;
        }

        /// Whether a file is the one that was read. Its number alone does not tell: a new file gets
        /// that of a deleted one.
        boolean isFrom(FileFacts now) {
            return now.sameFileAs(facts)
                    && now.created().equals(facts.created())
                    && now.modified().equals(facts.modified());
        }
    }

    private UserSecret(Path folder, FileOperations files, Trust trust)
            throws CacheUnavailableException {
        this.folder = folder;
        this.files = files;
        this.trust = trust;
        this.known = read();
    }

    /// The secret of the cache in `folder`, created if there is none.
    ///
    /// @throws CacheUnavailableException if it or the folder exists but can't be trusted, or can't
    ///   be created
    static UserSecret loadOrCreate(Path folder, FileOperations files, Trust trust)
            throws CacheUnavailableException {
        return new UserSecret(folder, files, trust);
    }

    @Override
    public byte[] bytes() {
        return known.bytes;
    }

    @Override
    public boolean renew() {
        Known before = known;
        try {
            if (before.isFrom(files.facts(folder.resolve(NAME)))) {
                return false;
            }
        } catch (NoSuchFileException _) {
            Warnings.trace("the secret in " + folder + " is gone, a new one is made");
        } catch (IOException e) {
            return unchanged(e);
        }
        try {
            Known now = read();
            known = now;
            return !Arrays.equals(now.bytes, before.bytes);
        } catch (CacheUnavailableException e) {
            return unchanged(e);
        }
    }

    /// Whoever asked goes on with the old bytes, and meets the fault itself or has no need to.
    private boolean unchanged(Exception fault) {
        Warnings.trace("the secret in " + folder + " can't be read again: " + fault);
        return false;
    }

    private Known read() throws CacheUnavailableException {
        try (OpenFolder open = files.open(folder)) {
            FileFacts folderFacts = files.facts(folder);
            String fault = trust.fault(folderFacts, FileFacts.Kind.FOLDER);
            if (fault != null) {
                throw new CacheUnavailableException(folder, fault);
            }
            FileFacts facts = factsAfterCreation();
            if (!open.isDescribedBy(folderFacts) || !open.holds(NAME, facts)) {
                throw new CacheUnavailableException(folder, "it was replaced while it was opened");
            }
            fault = trust.secretFault(facts);
            if (fault == null && facts.byteSize() != BYTES) {
                fault = "it has " + facts.byteSize() + " bytes, expected " + BYTES + "; remove it";
            }
            if (fault != null) {
                throw new CacheUnavailableException(folder, "its file " + FILE_NAME + ": " + fault);
            }
            return new Known(open.read(NAME, BYTES), facts);
        } catch (IOException | UnsupportedOperationException e) {
            throw new CacheUnavailableException(folder, e);
        }
    }

    private FileFacts factsAfterCreation() throws IOException {
        Path file = folder.resolve(NAME);
        try {
            return files.facts(file);
        } catch (NoSuchFileException _) {
            create(file);
            return files.facts(file);
        }
    }

    private void create(Path file) throws IOException {
        String suffix = HexFormat.of().formatHex(files.randomBytes(Long.BYTES));
        Path candidate = file.resolveSibling(FILE_NAME + "." + suffix + ".tmp");
        try {
            files.createFile(candidate, files.randomBytes(BYTES), Access.PRIVATE);
            files.link(file, candidate);
            files.forceFolder(folder);
        } catch (FileAlreadyExistsException e) {
            if (!file.toString().equals(e.getFile())) {
                throw e; // the candidate's own name was taken; otherwise another process won
            }
        } finally {
            files.delete(candidate);
        }
    }
}
