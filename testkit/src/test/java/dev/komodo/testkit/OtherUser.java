package dev.komodo.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.komodo.cache.DiskStore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A user who is not root: to root nothing is forbidden, so a test that runs as root would pass
/// without meaning. Only root can become another user.
final class OtherUser {
    /// The user that children run as.
    static final int VICTIM = 54_321;

    /// One more, who is neither the victim nor root.
    static final int ATTACKER = 54_322;

    private OtherUser() {}

    /// Skips the test, and says so, where this process cannot become another user.
    static void require() throws IOException {
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        boolean can = root && Files.isExecutable(Path.of("/usr/bin/setpriv"));
        if (!can) {
            System.err.println(
                    "NOT TESTED: what another user can do to a cache. Run as root, with setpriv of"
                            + " util-linux.");
        }
        assumeTrue(can, "needs root and setpriv to become another user");
    }

    /// A folder that all users may read and enter, with copies of the classes that [StoreProcess]
    /// needs: those of the build may lie where others cannot look.
    static Path sharedClasses(Path temp) throws IOException {
        open(temp);
        Path classes = Files.createDirectories(temp.resolve("classes"));
        for (Class<?> member : List.of(DiskStore.class, StoreProcess.class)) {
            ClassFolder.copy(member, classes);
        }
        return classes;
    }

    /// Starts [StoreProcess] as a user.
    static ChildJvm start(Path temp, Path classes, int user, Object... arguments)
            throws IOException {
        return ChildJvm.start(
                temp,
                List.of("/usr/bin/setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"),
                List.of("-cp", classes.toString()),
                StoreProcess.class,
                arguments);
    }

    /// Gives a file or folder to a user.
    static void give(Path path, int user) throws IOException {
        Files.setAttribute(path, "unix:uid", user);
        Files.setAttribute(path, "unix:gid", user);
    }

    /// Gives a folder and all in it to a user.
    static void giveAll(Path folder, int user) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                give(path, user);
            }
        }
    }

    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
