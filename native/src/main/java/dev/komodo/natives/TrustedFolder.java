package dev.komodo.natives;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// Folders in which nobody but the user and root can replace a file.
final class TrustedFolder {
    /// Whatever the umask says, never writable by others.
    private static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));

    private TrustedFolder() {}

    /// Makes `cache` and the folders `names` below it where they are missing, and checks each.
    ///
    /// `cache` may be reached through links and is the user's: it is refused, not changed. The
    /// folders below are ours: if they belong to the user, their mode is repaired.
    ///
    /// @throws NativeLibraryException if somebody else owns one of them or can write to it
    static Path make(Path cache, int user, String... names) throws IOException {
        if (!Files.isDirectory(cache)) Files.createDirectories(cache, MODE);
        Path folder = cache.toRealPath();
        refuse(folder, Ownership.of(folder).faultOfFolder(user));
        for (String name : names) {
            folder = folder.resolve(name);
            makeOne(folder);
            repair(folder, user);
            refuse(folder, Ownership.of(folder).faultOfFolder(user));
        }
        return folder;
    }

    private static void makeOne(Path folder) throws IOException {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return;
        try {
            Files.createDirectory(folder, MODE);
        } catch (FileAlreadyExistsException e) {
            logger().log(System.Logger.Level.DEBUG, "another process has just made {0}", folder);
        }
    }

    private static void repair(Path folder, int user) throws IOException {
        Ownership found = Ownership.of(folder);
        Optional<String> fault = found.faultOfFolder(user);
        if (fault.isEmpty() || found.owner() != user || !found.isFolder()) return;
        logger().log(
                        System.Logger.Level.WARNING,
                        "{0} {1}; taking that right away from them",
                        folder,
                        fault.get());
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
        permissions.remove(PosixFilePermission.GROUP_WRITE);
        permissions.remove(PosixFilePermission.OTHERS_WRITE);
        Files.setPosixFilePermissions(folder, permissions);
    }

    private static void refuse(Path folder, Optional<String> fault) {
        fault.ifPresent(
                text -> {
                    throw new NativeLibraryException(
                            "Will not load native code from "
                                    + folder
                                    + ": it "
                                    + text
                                    + ". Run: chmod go-w "
                                    + folder
                                    + " (if it is yours), or set KOMODO_CACHE to a folder that"
                                    + " only you can write to.");
                });
    }

    /// Made when something is said, which is rare: the first logger takes milliseconds.
    private static System.Logger logger() {
        return System.getLogger(TrustedFolder.class.getName());
    }
}
