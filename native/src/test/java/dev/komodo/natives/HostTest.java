package dev.komodo.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.List;

final class HostTest {
    private static final List<String> MOUNTS =
            List.of(
                    "22 1 8:1 / / rw,relatime - ext4 /dev/vda rw",
                    "23 22 0:20 / /home rw,nosuid,noexec - ext4 /dev/vdb rw",
                    "24 23 0:21 / /home/with\\040space rw - ext4 /dev/vdc rw",
                    "25 22 0:22 / /over rw - ext4 /dev/vdd rw",
                    "26 22 0:23 / /over rw,noexec - tmpfs tmpfs rw");

    @ParameterizedTest
    @CsvSource({
        "/usr/lib/x.so, false",
        "/home/u/x.so, true",
        "/homeless/x.so, false",
        "/home/with space/x.so, false",
        "/over/x.so, true"
    })
    void theLongestAndLatestMountDecidesWhetherProgramsMayRun(String file, boolean noExec) {
        assertThat(Host.isNoExec(MOUNTS, Path.of(file))).isEqualTo(noExec);
    }

    @ParameterizedTest
    @CsvSource({"Mac OS X, aarch64", "Windows 11, amd64", "Linux, aarch64"})
    void otherPlatformsGetOneClearLine(String system, String architecture) {
        assertThatThrownBy(() -> Host.requireSupported(system, architecture))
                .isInstanceOf(NativeLibraryException.class)
                .hasMessage(
                        "Komodo runs on Linux x86-64 with glibc 2.34 or later; this is %s %s."
                                .formatted(system, architecture));
    }

    @Test
    void linuxOnX86IsSupported() {
        assertThatCode(() -> Host.requireSupported("Linux", "amd64")).doesNotThrowAnyException();
    }
}
