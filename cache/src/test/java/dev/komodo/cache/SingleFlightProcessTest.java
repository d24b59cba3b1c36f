package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Single flight between processes, in lock step with them through their standard streams. Without
/// the lock the second process says `computing` where `waiting` is expected.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SingleFlightProcessTest {
    @TempDir Path temp;
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void endProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void oneProcessComputesAndTheOthersWaitForItsEntry() throws Exception {
        Child first = new Child();
        assertThat(first.line()).isEqualTo("computing");
        Child second = new Child();
        Child third = new Child();
        assertThat(second.line()).isEqualTo("waiting");
        assertThat(third.line()).isEqualTo("waiting");

        first.goOn();

        assertThat(first.lineAfterWaiting()).isEqualTo("COMPUTED true");
        assertThat(second.lineAfterWaiting()).isEqualTo("STORED true");
        assertThat(third.lineAfterWaiting()).isEqualTo("STORED true");
    }

    @Test
    void aWaitingProcessTakesOverFromOneThatIsKilled() throws Exception {
        Child first = new Child();
        assertThat(first.line()).isEqualTo("computing");
        Child second = new Child();
        assertThat(second.line()).isEqualTo("waiting");

        first.process.destroyForcibly().waitFor();

        assertThat(second.lineAfterWaiting()).isEqualTo("computing");
        second.goOn();
        assertThat(second.lineAfterWaiting()).isEqualTo("COMPUTED true");
    }

    /// Clearing, listing and reading must not open the lock file: closing it again would drop the
    /// process's locks.
    @Test
    void aStoreThatIsListedAndClearedKeepsItsLocks() throws Exception {
        DiskStore store = new TestDisk(temp.resolve("cache")).open();
        CacheEntry entry = Entries.entry("g");
        store.put(entry);
        try (KeyLocks.Held _ =
                new FileKeyLocks(store.folder()).tryLock(entry.key()).orElseThrow()) {
            store.list();
            store.get(entry.key());
            store.reject(entry.key(), "this test says so");
            store.put(entry);
            store.remove(entry.key());
            store.clear();
            new TestDisk(temp.resolve("cache")).open();

            assertThat(new Child().line()).isEqualTo("waiting");
        }
    }

    private final class Child {
        final Process process;
        private final BufferedReader lines;

        Child() throws IOException {
            process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-XX:+UseSerialGC",
                                    "-Xmx128m",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    SingleFlightProcess.class.getName(),
                                    temp.resolve("cache").toString())
                            .redirectError(temp.resolve("stderr-" + processes.size()).toFile())
                            .start();
            processes.add(process);
            lines = process.inputReader(StandardCharsets.UTF_8);
        }

        String line() throws IOException {
            String line = lines.readLine();
            if (line == null) {
                throw new AssertionError(
                        "the process ended: "
                                + Files.readString(
                                        temp.resolve("stderr-" + processes.indexOf(process))));
            }
            return line;
        }

        String lineAfterWaiting() throws IOException {
            String line = line();
            while (line.equals("waiting")) {
                line = line();
            }
            return line;
        }

        void goOn() throws IOException {
            process.outputWriter(StandardCharsets.UTF_8).append("go\n").flush();
        }
    }
}
