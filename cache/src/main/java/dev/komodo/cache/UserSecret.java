package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;

/// The 32 bytes that authenticate a user's entries, in a file that only the user can read.
///
/// Many processes may start first at once: each writes its own candidate and links it to the one
/// name. The link succeeds for exactly one of them, and all read the winner's bytes.
final class UserSecret {
    static final String FILE_NAME = "secret";
    static final int BYTES = 32;

    private UserSecret() {}

    /// The secret of the cache in `folder`, created if there is none.
    ///
    /// @throws CacheUnavailableException if it exists but can't be trusted, or can't be created
    static byte[] loadOrCreate(Path folder, FileOperations files, Trust trust)
            throws CacheUnavailableException {
        Path file = folder.resolve(FILE_NAME);
        try {
            FileFacts facts = factsAfterCreation(folder, file, files);
            String fault = trust.secretFault(facts);
            if (fault == null && facts.byteSize() != BYTES) {
                fault = "it has " + facts.byteSize() + " bytes, expected " + BYTES + "; remove it";
            }
            if (fault != null) {
                throw new CacheUnavailableException(folder, "its file " + FILE_NAME + ": " + fault);
            }
            return files.read(file, BYTES);
        } catch (IOException | UnsupportedOperationException e) {
            throw new CacheUnavailableException(folder, e);
        }
    }

    private static FileFacts factsAfterCreation(Path folder, Path file, FileOperations files)
            throws IOException {
        try {
            return files.facts(file);
        } catch (NoSuchFileException _) {
            create(folder, file, files);
            return files.facts(file);
        }
    }

    private static void create(Path folder, Path file, FileOperations files) throws IOException {
        String suffix = HexFormat.of().formatHex(files.randomBytes(Long.BYTES));
        Path candidate = file.resolveSibling(FILE_NAME + "." + suffix + ".tmp");
        try {
            files.createFile(candidate, files.randomBytes(BYTES));
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
