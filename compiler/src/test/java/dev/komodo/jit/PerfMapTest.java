package dev.komodo.jit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.cache.CacheKey;
import dev.komodo.cache.ObjectStore;
import dev.komodo.link.ElfObject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;

/// Names of kernels for perf, in a folder that others may write to.
class PerfMapTest {
    @TempDir Path folder;

    private static final CompiledProgram PROGRAM =
            Kernels.compile("x[0] + 0x1.0p1:f64", new RandomNames());

    private PerfMap map() {
        return new PerfMap(folder, 4711, Instant.now().minusSeconds(60));
    }

    private static void add(PerfMap map, long address) {
        map.add(ElfObject.read(PROGRAM.code().bytes()), PROGRAM.code().run(), address);
    }

    @Test
    void aLineCoversTheAddressOfEachEntry() throws IOException {
        try (KernelLoader loader = new KernelLoader(ObjectStore.none());
                LoadedKernel kernel =
                        loader.load(
                                CacheKey.builder().add("test", "perf").build(), () -> PROGRAM)) {
            PerfMap map = map();
            add(map, kernel.run().address());
            List<String> lines = Files.readAllLines(map.file());
            assertThat(lines).hasSizeGreaterThanOrEqualTo(3);
            for (long address :
                    List.of(
                            kernel.run().address(),
                            kernel.prepare().address(),
                            kernel.plan().address())) {
                assertThat(lines).anyMatch(line -> covers(line, address));
            }
            assertThat(lines).anyMatch(line -> line.endsWith(" " + PROGRAM.code().run()));
        }
    }

    private static boolean covers(String line, long address) {
        String[] fields = line.split(" ", 3);
        long begin = Long.parseUnsignedLong(fields[0], 16);
        long size = Long.parseUnsignedLong(fields[1], 16);
        return size > 0 && address >= begin && address < begin + size;
    }

    @Test
    void laterImagesAreAddedAndAFileOfAnEarlierProcessIsReplaced() throws IOException {
        Path file = Files.writeString(folder.resolve("perf-4711.map"), "1 1 stale\n");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(3600)));
        PerfMap map = map();
        add(map, 0x1000);
        int once = Files.readAllLines(file).size();
        add(map, 0x2000);
        assertThat(Files.readAllLines(file)).hasSize(2 * once).doesNotContain("1 1 stale");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aPlantedLinkOrAnOpenFileIsNotWrittenTo() throws IOException {
        Path victim = Files.writeString(folder.resolve("victim"), "precious");
        Path file = Files.createSymbolicLink(folder.resolve("perf-4711.map"), victim);
        add(map(), 0x1000);
        assertThat(Files.readString(victim)).isEqualTo("precious");
        Files.delete(file);
        Files.createLink(file, victim);
        add(map(), 0x1000);
        assertThat(Files.readString(victim)).isEqualTo("precious");
        Files.delete(file);
        Files.writeString(file, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        add(map(), 0x1000);
        assertThat(file).isEmptyFile();
    }
}
