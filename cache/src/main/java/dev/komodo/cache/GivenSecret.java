package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;

/// A secret that people share on purpose, for what crosses machines: archives and remote storage. A
/// cache's own secret never leaves its folder; what comes in under a given one is signed anew.
///
/// Its file holds 32 to 4096 bytes, as `head -c 32 /dev/urandom` makes them; every byte counts, a
/// line's end too. It must belong to this user or root, and nobody else may read or write it or
/// replace it. Each use has its own key, so that what was signed for one is refused by the other.
///
/// Immutable and safe between threads.
public final class GivenSecret {
    /// Names the file where no flag does.
    public static final String VARIABLE = "KOMODO_CACHE_SECRET_FILE";

    static final int MIN_BYTES = 32;
    static final int MAX_BYTES = 4096;

    private static final int OPEN_TO_OTHERS = 0b000_111_111;

    private final byte[] content;

    private GivenSecret(byte[] content) {
        this.content = content;
    }

    /// Reads a secret; a link to it is followed.
    ///
    /// @throws RefusedFileException if there is none, or others could know or change it
    public static GivenSecret read(Path file) throws RefusedFileException {
        try {
            return read(file, Surroundings.ofThisProcess());
        } catch (IOException | UnsupportedOperationException e) { // no /proc, or no Unix modes
            throw new RefusedFileException(file, e);
        }
    }

    static GivenSecret read(Path asked, Surroundings surroundings) throws RefusedFileException {
        FileOperations files = surroundings.files();
        try {
            Path file = asked.toRealPath();
            Path folder = file.getParent();
            FileFacts facts = files.facts(file);
            String fault = fault(facts, surroundings.trust());
            if (fault == null && folder != null) {
                fault = surroundings.trust().pathFault(folder, files);
            }
            if (fault != null) {
                throw new RefusedFileException(asked, "the secret is refused: " + fault);
            }
            byte[] content = files.read(file, (int) facts.byteSize());
            if (!files.facts(file).sameFileAs(facts)) {
                throw new RefusedFileException(asked, "the secret was replaced while it was read");
            }
            return new GivenSecret(content);
        } catch (NoSuchFileException _) {
            throw new RefusedFileException(
                    asked, "there is no such secret; make one: head -c 32 /dev/urandom > FILE");
        } catch (IOException | UnsupportedOperationException e) {
            throw new RefusedFileException(asked, e);
        }
    }

    private static @Nullable String fault(FileFacts facts, Trust trust) {
        String fault = trust.fault(facts, FileFacts.Kind.FILE);
        if (fault == null && (facts.permissions() & OPEN_TO_OTHERS) != 0) {
            fault =
                    "its group or others may use it (mode "
                            + Integer.toOctalString(facts.permissions())
                            + "); run: chmod go-rwx";
        }
        if (fault == null && (facts.byteSize() < MIN_BYTES || facts.byteSize() > MAX_BYTES)) {
            fault =
                    "it has "
                            + facts.byteSize()
                            + " bytes, expected "
                            + MIN_BYTES
                            + " to "
                            + MAX_BYTES;
        }
        return fault;
    }

    /// The key of one use, 32 bytes: SHA-256 over the use's name, a line's end and the secret.
    byte[] keyFor(String use) {
        MessageDigest digest = Sha256.digest();
        digest.update(("komodo given secret, " + use + "\n").getBytes(StandardCharsets.UTF_8));
        return digest.digest(content);
    }
}
