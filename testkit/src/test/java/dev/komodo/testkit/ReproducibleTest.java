package dev.komodo.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// In reproducible mode the names of definitions come from the key, so two hosts make the same
/// entries; caches may hold entries of both modes.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ReproducibleTest {
    private static final int KERNELS = 3;

    /// The entry's last bytes, made with the secret of the folder's owner.
    private static final int MAC_BYTES = 32;

    @TempDir Path temp;

    @Test
    void twoProcessesMakeEntriesThatAreEqualUpToTheMac() throws IOException {
        Map<Path, byte[]> one = entriesOf("one", true);
        Map<Path, byte[]> other = entriesOf("other", true);

        assertThat(one).hasSize(KERNELS);
        assertThat(other.keySet()).isEqualTo(one.keySet());
        one.forEach(
                (file, bytes) -> {
                    byte[] others = other.getOrDefault(file, new byte[0]);
                    assertThat(content(others)).isEqualTo(content(bytes));
                    assertThat(others).as("each folder has its own secret").isNotEqualTo(bytes);
                });
    }

    @Test
    void entriesWithDrawnNamesHaveEqualKeysAndOtherBytes() throws IOException {
        Map<Path, byte[]> drawn = entriesOf("drawn", false);
        Map<Path, byte[]> derived = entriesOf("derived", true);

        assertThat(drawn.keySet()).isEqualTo(derived.keySet());
        drawn.forEach(
                (file, bytes) ->
                        assertThat(content(bytes))
                                .isNotEqualTo(content(derived.getOrDefault(file, new byte[0]))));
    }

    @Test
    void aCacheWithEntriesOfBothModesLoadsWhole() throws IOException {
        Path cache = temp.resolve("mixed");
        List<String> made = Collections.nCopies(KERNELS, "MISS right");
        assertThat(run(cache, false, 0, KERNELS)).isEqualTo(made);
        assertThat(run(cache, true, KERNELS, KERNELS)).isEqualTo(made);

        for (boolean reproducible : new boolean[] {false, true}) {
            assertThat(run(cache, reproducible, 0, 2 * KERNELS))
                    .isEqualTo(Collections.nCopies(2 * KERNELS, "HIT right"));
        }
    }

    private Map<Path, byte[]> entriesOf(String folder, boolean reproducible) throws IOException {
        Path cache = temp.resolve(folder);
        assertThat(run(cache, reproducible, 0, KERNELS))
                .isEqualTo(Collections.nCopies(KERNELS, "MISS right"));
        Map<Path, byte[]> entries = new TreeMap<>();
        try (Stream<Path> files = Files.walk(cache.resolve("objects"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".kobj")).toList()) {
                entries.put(cache.relativize(file), Files.readAllBytes(file));
            }
        }
        return entries;
    }

    private static byte[] content(byte[] entry) {
        return Arrays.copyOf(entry, Math.max(0, entry.length - MAC_BYTES));
    }

    private List<String> run(Path cache, boolean reproducible, int first, int count)
            throws IOException {
        try (ChildJvm child =
                ChildJvm.start(
                        temp, ReproducibleProcess.class, cache, reproducible, first, count)) {
            return child.lastLines();
        }
    }
}
