package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

final class LibraryStoreTest {
    private static final PackagedLibrary LIBRARY = PackagedLibrary.named(PackagedLibrary.RUNTIME);

    @TempDir Path temporary;
    private Path cache;
    private LibraryStore store;

    @BeforeEach
    void makeStore() {
        cache = temporary.resolve("deep/cache");
        store = new LibraryStore(cache, Host.user());
    }

    @Test
    void unpacksTheIndexedBytesAndNothingElse() throws IOException {
        Path file = store.locate(LIBRARY);
        assertThat(file).hasBinaryContent(original());
        assertThat(permissions(file)).isEqualTo("rw-r--r--");
        assertThat(permissions(parent(file))).isEqualTo("rwxr-xr-x");
        assertThat(names(parent(file))).containsExactlyInAnyOrder(".lock", LIBRARY.name());
    }

    @Test
    void aSecondStartUsesTheFileThatIsThere() throws IOException {
        Path file = store.locate(LIBRARY);
        Object before = inode(file);
        assertThat(store.locate(LIBRARY)).isEqualTo(file);
        assertThat(inode(file)).isEqualTo(before);
    }

    @Test
    void manyThreadsStartingFirstAtOnceGetOneWholeFile() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<Path>> found = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 8; i++)
                found.add(
                        threads.submit(
                                () -> {
                                    start.await();
                                    return new LibraryStore(cache, Host.user()).locate(LIBRARY);
                                }));
            start.countDown();
        }
        for (Future<Path> file : found) assertThat(file.get()).hasBinaryContent(original());
    }

    @Test
    void aTornCopyIsReplaced() throws IOException {
        Path file = store.locate(LIBRARY);
        byte[] half = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(half, half.length / 2));
        assertThat(store.locate(LIBRARY)).hasBinaryContent(original());
    }

    @Test
    void aCopyThatOthersCouldWriteToIsReplaced() throws IOException {
        Path file = store.locate(LIBRARY);
        byte[] other = Files.readAllBytes(file);
        other[other.length - 1] ^= 1;
        Files.write(file, other);
        chmod(file, "rw-rw-r--");
        assertThat(store.locate(LIBRARY)).hasBinaryContent(original());
        assertThat(permissions(file)).isEqualTo("rw-r--r--");
    }

    @Test
    void aLinkInPlaceOfTheFileIsReplacedAndItsTargetLeftAlone() throws IOException {
        Path file = store.locate(LIBRARY);
        Path target = temporary.resolve("target");
        Files.move(file, target);
        Files.createSymbolicLink(file, target);
        store.locate(LIBRARY);
        assertThat(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(target).hasBinaryContent(original());
    }

    @Test
    void ourFoldersAreRepairedWhenOthersCanWriteToThem() throws IOException {
        Path folder = parent(store.locate(LIBRARY));
        chmod(folder, "rwxrwxrwx");
        chmod(parent(folder), "rwxrwxr-x");
        store.locate(LIBRARY);
        assertThat(permissions(folder)).isEqualTo("rwxr-xr-x");
        assertThat(permissions(parent(folder))).isEqualTo("rwxr-xr-x");
    }

    @Test
    void aCacheFolderThatOthersCanWriteToIsRefusedAndNotChanged() throws IOException {
        Files.createDirectories(cache);
        chmod(cache, "rwxrwxr-x");
        assertThatThrownBy(() -> store.locate(LIBRARY))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining(cache.toString())
                .hasMessageContaining("can be written to by other users (mode 0775)")
                .hasMessageContaining("chmod go-w")
                .hasMessageContaining("KOMODO_CACHE");
        assertThat(permissions(cache)).isEqualTo("rwxrwxr-x");
    }

    @Test
    void foldersOfAnotherUserAreRefused() throws IOException {
        Path folder = parent(store.locate(LIBRARY));
        int user = Host.user();
        int stranger = 12345;
        // Root gives the folder away; everybody else looks at it with a stranger's eyes.
        if (user == 0) Files.setAttribute(folder, "unix:uid", stranger);
        LibraryStore other = user == 0 ? store : new LibraryStore(cache, stranger);
        assertThatThrownBy(() -> other.locate(LIBRARY))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("belongs to user " + (user == 0 ? stranger : user));
    }

    @Test
    void aFolderInPlaceOfTheCacheThatIsAFileIsAClearFailure() throws IOException {
        Files.createDirectories(parent(cache));
        Files.writeString(cache, "not a folder");
        assertThatThrownBy(() -> store.locate(LIBRARY))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("Cannot unpack " + LIBRARY.name())
                .hasMessageContaining("Set KOMODO_CACHE");
    }

    @Test
    void aPackageThatDoesNotMatchItsIndexIsRefused() {
        PackagedLibrary wrong = new PackagedLibrary(LIBRARY.name(), LIBRARY.size(), "0".repeat(64));
        assertThatThrownBy(() -> store.locate(wrong))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessageContaining("the jar is damaged");
        assertThat(cache.resolve("native/" + "0".repeat(16) + "/" + LIBRARY.name())).doesNotExist();
    }

    @Test
    void leftOversOfKilledProcessesGoOnceTheyAreADayOld() throws IOException {
        Path file = store.locate(LIBRARY);
        Path old = Files.createFile(file.resolveSibling(".1000-x.temporary"));
        Path young = Files.createFile(Unpacking.temporaryBeside(file));
        Files.delete(file);
        store.locate(LIBRARY);
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    private static byte[] original() throws IOException {
        try (InputStream in = LIBRARY.open()) {
            return in.readAllBytes();
        }
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private static Object inode(Path file) throws IOException {
        return Files.getAttribute(file, "unix:ino");
    }

    private static void chmod(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }
}
