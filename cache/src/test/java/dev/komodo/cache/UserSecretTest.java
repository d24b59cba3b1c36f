package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

class UserSecretTest {
    @TempDir Path folder;

    @BeforeEach
    void closeTheFolder() throws Exception {
        TestDisk.mode(folder, "rwx------");
    }

    @Test
    void isOneForAllThatStartFirstAtOnce() throws Exception {
        List<String> secrets = ObjectStoreContract.onThreads(16, _ -> load());

        assertThat(secrets).allMatch(secret -> secret.equals(secrets.getFirst()));
        assertThat(secrets.getFirst()).hasSize(64).isNotEqualTo("0".repeat(64));
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("secret"));
        }
    }

    @Test
    void differsBetweenFolders() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));

        assertThat(load())
                .isNotEqualTo(
                        HexFormat.of()
                                .formatHex(
                                        UserSecret.loadOrCreate(
                                                        other,
                                                        new SystemFiles(),
                                                        Trust.ofThisProcess())
                                                .bytes()));
    }

    @Test
    void isRefusedWhenOthersMayReadIt() throws Exception {
        load();
        for (String mode : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
            TestDisk.mode(folder.resolve("secret"), mode);
            assertThatThrownBy(this::load)
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("secret");
        }
    }

    @Test
    void isRefusedWhenItIsALinkOrHasAnotherSize() throws Exception {
        Path file = folder.resolve("secret");
        Path elsewhere =
                Files.createFile(
                        folder.resolve("elsewhere"),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        Files.write(elsewhere, new byte[32]);
        Files.createSymbolicLink(file, elsewhere);
        assertThatThrownBy(this::load).isInstanceOf(CacheUnavailableException.class);

        Files.delete(file);
        Files.write(elsewhere, new byte[31]);
        Files.move(elsewhere, file);
        assertThatThrownBy(this::load)
                .isInstanceOf(CacheUnavailableException.class)
                .hasMessageContaining("31 bytes");
    }

    private String load() throws Exception {
        return HexFormat.of()
                .formatHex(
                        UserSecret.loadOrCreate(folder, new SystemFiles(), Trust.ofThisProcess())
                                .bytes());
    }
}
