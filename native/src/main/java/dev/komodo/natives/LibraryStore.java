package dev.komodo.natives;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// Packaged libraries unpacked below `<cache>/native/<first 16 digits of the SHA-256>/`.
///
/// A start that finds its library there reads attributes only. Otherwise one process unpacks and
/// the others wait for it. A file under its final name was whole when it got that name; if it was
/// damaged afterwards, then size, owner or mode usually tell, and it is replaced.
final class LibraryStore {
    private final Path cache;
    private final int user;

    LibraryStore(Path cache, int user) {
        this.cache = cache;
        this.user = user;
    }

    /// The path of the library, unpacked.
    ///
    /// @throws NativeLibraryException if it cannot be unpacked, or others could replace it
    Path locate(PackagedLibrary library) {
        String key = library.sha256().substring(0, 16);
        try {
            Path file = TrustedFolder.make(cache, user, "native", key).resolve(library.name());
            if (fault(file, library).isPresent()) unpackOnce(file, library);
            return file;
        } catch (IOException e) {
            throw new NativeLibraryException(
                    "Cannot unpack "
                            + library.name()
                            + " ("
                            + Math.ceilDiv(library.size(), 1 << 20)
                            + " MiB) below "
                            + cache
                            + ": "
                            + reason(e)
                            + ". Set KOMODO_CACHE to a folder that you can write to and that has"
                            + " room.",
                    e);
        }
    }

    /// The system's words where there are some; the folder was named.
    private static String reason(IOException fault) {
        return switch (fault) {
            case AccessDeniedException denied -> "no permission to use " + denied.getFile();
            case FileSystemException named when named.getReason() != null -> named.getReason();
            default ->
                    fault.getClass() == IOException.class
                            ? String.valueOf(fault.getMessage())
                            : fault.toString();
        };
    }

    private void unpackOnce(Path file, PackagedLibrary library) throws IOException {
        try (UnpackLock _ = UnpackLock.await(file.resolveSibling(".lock"))) {
            Optional<String> fault = fault(file, library);
            if (fault.isEmpty()) return; // unpacked by the process that held the lock
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS))
                logger().log(
                                System.Logger.Level.WARNING,
                                "{0} {1}; unpacking it again",
                                file,
                                fault.get());
            Unpacking.removeLeftOvers(file.resolveSibling("."));
            Unpacking.publish(library, file);
        }
        Optional<String> fault = fault(file, library);
        if (fault.isPresent())
            throw new IOException(file + " " + fault.get() + ", just after it was unpacked");
    }

    private Optional<String> fault(Path file, PackagedLibrary library) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return Optional.of("does not exist");
        Ownership found = Ownership.of(file);
        return found.faultOfFile(user)
                .or(
                        () ->
                                found.size() == library.size()
                                        ? Optional.empty()
                                        : Optional.of(
                                                "has %d bytes, not %d"
                                                        .formatted(found.size(), library.size())));
    }

    /// Made when something is said, which is rare: the first logger takes milliseconds.
    private static System.Logger logger() {
        return System.getLogger(LibraryStore.class.getName());
    }
}
