package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Who may have written a file that this process is about to execute from.
///
/// Trusted is what belongs to this process's user or to root and what nobody else may write to.
///
/// A path can be swapped between two looks at it by whoever may write to a folder above. So the
/// secret is read through the opened folder whose owner and mode were asked ([UserSecret]), and
/// entries that it authenticates need no more; where the owner alone is the proof, as in a layer,
/// every folder up to the root must be trusted too ([#pathFault]), so that nobody else can swap.
///
/// @param ownUser this process's user id
record Trust(int ownUser) {
    private static final int ROOT = 0;
    private static final int WRITABLE_BY_OTHERS = 0b000_010_010;
    private static final int STICKY = 0b001_000_000_000;
    private static final int OPEN_TO_OTHERS = 0b000_111_111;

    /// The trust of this process.
    static Trust ofThisProcess() throws IOException {
        return new Trust((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    }

    /// Why a path is not a trusted file or folder, or null if it is.
    @Nullable String fault(FileFacts facts, FileFacts.Kind expected) {
        if (facts.kind() != expected) {
            return "it is a " + facts.kind() + ", expected a " + expected;
        }
        if (facts.owner() != ownUser && facts.owner() != ROOT) {
            return "it belongs to user " + facts.owner() + ", not to user " + ownUser + " or root";
        }
        if ((facts.permissions() & WRITABLE_BY_OTHERS) != 0) {
            return "its group or others may write to it (mode "
                    + Integer.toOctalString(facts.permissions())
                    + "); run: chmod go-w";
        }
        return null;
    }

    /// Why another user could change what a path leads to, or null if nobody else can: a folder on
    /// the way belongs to somebody else, or others may write to it. A folder with the sticky bit,
    /// as `/tmp`, does no harm: others can't rename what is not theirs.
    ///
    /// @param path a real path, links resolved
    @Nullable String pathFault(Path path, FileOperations files) throws IOException {
        for (Path part = path; part != null; part = part.getParent()) {
            FileFacts facts = files.facts(part);
            boolean shared = !part.equals(path) && (facts.permissions() & STICKY) != 0;
            int permissions = facts.permissions() & (shared ? ~WRITABLE_BY_OTHERS : ~0);
            String fault = fault(facts.withPermissions(permissions), FileFacts.Kind.FOLDER);
            if (fault != null) {
                return part + ": " + fault;
            }
        }
        return null;
    }

    /// Why a path is not a file that only its trusted owner can read, or null if it is.
    @Nullable String secretFault(FileFacts facts) {
        String fault = fault(facts, FileFacts.Kind.FILE);
        if (fault == null && (facts.permissions() & OPEN_TO_OTHERS) != 0) {
            return "its group or others may read it (mode "
                    + Integer.toOctalString(facts.permissions())
                    + "), so entries could have been forged; clear the cache and remove the secret";
        }
        return fault;
    }
}
