package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs [ForeignUserProcess] as another user, for what a test that runs as root would pass without
/// showing anything. Its folder can be entered by all, as `@TempDir`'s can't.
final class ForeignUser implements AutoCloseable {
    /// `nobody`, and somebody who owns nothing.
    static final int VICTIM = 65_534;

    static final int ATTACKER = 65_533;

    final Path folder;
    private final Path classes;

    private ForeignUser(Path folder) throws IOException {
        this.folder = folder;
        this.classes = Files.createDirectory(folder.resolve("classes"));
        for (Class<?> member : new Class<?>[] {CacheKey.class, ForeignUserProcess.class}) {
            copyClasses(member);
        }
        TestDisk.mode(folder, "rwxr-xr-x");
    }

    /// A place to run as other users, or a test that is skipped, loudly.
    static ForeignUser assumeThereIsOne() throws Exception {
        assumeTrue(
                Trust.ofThisProcess().ownUser() == 0 && canSwitch(),
                "NOT TESTED: running as another user needs root and setpriv(1)");
        return new ForeignUser(Files.createTempDirectory("komodo-foreign-user"));
    }

    private static boolean canSwitch() throws InterruptedException {
        try {
            return switchingTo(VICTIM, List.of("true")).start().waitFor() == 0;
        } catch (IOException _) {
            return false; // there is no setpriv
        }
    }

    private static ProcessBuilder switchingTo(int user, List<String> command) {
        List<String> whole =
                new ArrayList<>(
                        List.of(
                                "setpriv",
                                "--reuid=" + user,
                                "--regid=" + user,
                                "--clear-groups",
                                "--"));
        whole.addAll(command);
        return new ProcessBuilder(whole).redirectErrorStream(true);
    }

    private void copyClasses(Class<?> member) throws IOException {
        Path from = Path.of(member.getProtectionDomain().getCodeSource().getLocation().getPath());
        Path to = Files.createDirectories(classes.resolve("dev/komodo/cache"));
        try (Stream<Path> files = Files.list(from.resolve("dev/komodo/cache"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(file.getFileName());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                TestDisk.mode(copy, "rw-r--r--");
            }
        }
        try (Stream<Path> walk = Files.walk(classes)) {
            for (Path part : walk.filter(Files::isDirectory).toList()) {
                TestDisk.mode(part, "rwxr-xr-x");
            }
        }
    }

    /// A folder that belongs to a user, with mode 0700.
    Path folderOf(int user, String name) throws IOException {
        Path made = Files.createDirectory(folder.resolve(name));
        TestDisk.mode(made, "rwx------");
        give(made, user);
        return made;
    }

    static void give(Path path, int user) throws IOException {
        Files.setAttribute(path, "unix:uid", user, LinkOption.NOFOLLOW_LINKS);
    }

    /// What the process says: see [ForeignUserProcess].
    List<String> run(int user, Path cache, String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Xmx128m",
                                "-cp",
                                classes.toString(),
                                ForeignUserProcess.class.getName(),
                                cache.toString()));
        command.addAll(List.of(arguments));
        Process process = switchingTo(user, command).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output.lines().toList();
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
