package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

final class ElfIdentityTest {
    @TempDir Path temporary;

    @Test
    void readsTheBuildIdFromTheNotes() throws IOException {
        assertThat(ElfIdentity.of(RuntimeLibrary.load().path())).matches("[0-9a-f]{40}");
        assertThat(ElfIdentity.of(LlvmLibrary.load().path())).matches("[0-9a-f]{40}");
    }

    @Test
    void aLibraryWithoutBuildIdIsKnownByItsBytes() throws IOException {
        byte[] bytes = Files.readAllBytes(RuntimeLibrary.load().path());
        bytes[56] = 0; // e_phnum, as if it had no notes
        bytes[57] = 0;
        Path one = Files.write(temporary.resolve("one.so"), bytes);
        bytes[bytes.length - 1] ^= 1;
        Path other = Files.write(temporary.resolve("other.so"), bytes);
        assertThat(ElfIdentity.of(one)).matches("sha256:[0-9a-f]{64}");
        assertThat(ElfIdentity.of(other)).isNotEqualTo(ElfIdentity.of(one));
    }

    @Test
    void aLibraryCutShortIsRefusedBecauseLoadingItWouldEndTheProcess() throws IOException {
        byte[] bytes = Files.readAllBytes(RuntimeLibrary.load().path());
        for (int size : new int[] {0, 3, 63, 64, 2000, 4096}) {
            Path file = temporary.resolve("short.so");
            Files.write(file, Arrays.copyOf(bytes, size));
            assertThatThrownBy(() -> ElfIdentity.of(file))
                    .as("%d bytes", size)
                    .isInstanceOf(NativeLibraryException.class)
                    .hasMessageContaining(file.toString());
        }
    }

    @Test
    void aDamagedHeaderGivesSomeIdentityOrARefusalAndNothingElse() throws IOException {
        byte[] bytes = Files.readAllBytes(RuntimeLibrary.load().path());
        for (int at = 20; at < 1024; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) 0xff;
            Path file = Files.write(temporary.resolve("damaged.so"), damaged);
            try {
                assertThat(ElfIdentity.of(file)).isNotEmpty();
            } catch (NativeLibraryException refusal) {
                assertThat(refusal).hasMessageContaining(file.toString());
            }
        }
    }
}
