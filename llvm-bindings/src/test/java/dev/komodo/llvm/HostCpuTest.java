package dev.komodo.llvm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class HostCpuTest {
    @Test
    void knowsTheHost() {
        HostCpu host = HostCpu.detect();
        assertThat(host.name()).isNotBlank();
        assertThat(host.has("sse2")).isTrue();
        assertThat(host.has("no such feature")).isFalse();
        assertThat(HostCpu.detect()).isSameAs(host);
    }

    @Test
    void tuningFlagsAndAbsentFeaturesAreNoInstructionSets() {
        assertThat(
                        HostCpu.instructionSets(
                                "+sse2,-avx512f,+prefer-256-bit,+avx2,+fast-gather,+slow-shld"))
                .containsExactly("avx2", "sse2");
        assertThat(HostCpu.instructionSets("")).isEmpty();
    }

    @Test
    void readsCacheSizesAsLinuxWritesThem(@TempDir Path folder) throws IOException {
        cache(folder, 0, "1", "Data", "48K");
        cache(folder, 1, "1", "Instruction", "32K");
        cache(folder, 2, "2", "Unified", "2048K");
        cache(folder, 3, "3", "Unified", "105M");
        assertThat(CacheSizes.read(folder))
                .isEqualTo(new CacheSizes(48 << 10, 2048 << 10, 105L << 20));
    }

    @Test
    void hiddenCachesAreUnknown(@TempDir Path folder) {
        assertThat(CacheSizes.read(folder.resolve("absent"))).isEqualTo(new CacheSizes(0, 0, 0));
    }

    private static void cache(Path folder, int index, String level, String type, String size)
            throws IOException {
        Path entry = Files.createDirectory(folder.resolve("index" + index));
        Files.writeString(entry.resolve("level"), level + "\n");
        Files.writeString(entry.resolve("type"), type + "\n");
        Files.writeString(entry.resolve("size"), size + "\n");
    }
}
