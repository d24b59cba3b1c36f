package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Single flight between processes, in lock step with them through their standard streams. Without
/// the lock the second process says `computing` where `waiting` is expected.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SingleFlightProcessTest {
    @TempDir Path temp;
    private Children children;

    @BeforeEach
    void noChildren() {
        children = new Children(temp, temp.resolve("cache"));
    }

    @AfterEach
    void endProcesses() {
        children.close();
    }

    @Test
    void aProcessWhosePatienceEndsComputesItselfWhileTheOtherStillHasTheLock() throws Exception {
        Children.Child first = children.start();
        assertThat(first.line()).isEqualTo("computing");
        TestDisk disk = new TestDisk(temp.resolve("cache"));
        disk.waitLimit = Duration.ofMillis(200);
        CacheEntry entry = Entries.entry("g");

        assertThat(disk.open().getOrCompute(entry.key(), () -> entry).source())
                .isEqualTo(Lookup.Source.COMPUTED);

        first.goOn();
        assertThat(first.line()).isEqualTo("COMPUTED true");
        assertThat(disk.open().get(entry.key())).contains(entry);
        assertThat(disk.warnings).isEmpty();
    }

    @Test
    void oneProcessComputesAndTheOthersWaitForItsEntry() throws Exception {
        Children.Child first = children.start();
        assertThat(first.line()).isEqualTo("computing");
        Children.Child second = children.start();
        Children.Child third = children.start();
        assertThat(second.line()).isEqualTo("waiting");
        assertThat(third.line()).isEqualTo("waiting");

        first.goOn();

        assertThat(first.lineAfterWaiting()).isEqualTo("COMPUTED true");
        assertThat(second.lineAfterWaiting()).isEqualTo("STORED true");
        assertThat(third.lineAfterWaiting()).isEqualTo("STORED true");
    }

    @Test
    void aWaitingProcessTakesOverFromOneThatIsKilled() throws Exception {
        Children.Child first = children.start();
        assertThat(first.line()).isEqualTo("computing");
        Children.Child second = children.start();
        assertThat(second.line()).isEqualTo("waiting");

        first.process.destroyForcibly().waitFor();

        assertThat(second.lineAfterWaiting()).isEqualTo("computing");
        second.goOn();
        assertThat(second.lineAfterWaiting()).isEqualTo("COMPUTED true");
    }

    private void openUseAndCloseAStore() {
        try (DiskStore store = new TestDisk(temp.resolve("cache")).open()) {
            store.getOrCompute(Entries.key("another"), () -> Entries.entry("another"));
        } catch (CacheUnavailableException e) {
            throw new AssertionError(e);
        }
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
            store.verify();
            store.peek(entry.key());
            store.get(entry.key());
            store.reject(entry.key(), "this test says so");
            store.put(entry);
            store.remove(entry.key());
            store.collect(new CacheSize(1));
            store.clear();
            store.close();
            Thread another = Thread.ofPlatform().start(this::openUseAndCloseAStore);
            another.join();

            assertThat(children.start().line()).isEqualTo("waiting");
        }
    }
}
