package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class SingleFlightTest {
    private static final CacheEntry ENTRY = Entries.entry("g");

    @TempDir Path temp;
    private TestDisk disk;

    @BeforeEach
    void newDisk() {
        disk = new TestDisk(temp.resolve("cache"));
    }

    @Test
    void aWaiterTakesOverFromALeaderThatFails() throws Exception {
        ObjectStore store = disk.open();
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(4);

        List<Boolean> succeeded =
                ObjectStoreContract.onThreads(
                        4,
                        _ -> {
                            asked.countDown();
                            try {
                                store.getOrCompute(
                                        ENTRY.key(),
                                        () -> {
                                            ObjectStoreContract.awaitAll(asked);
                                            if (attempts.incrementAndGet() == 1) {
                                                throw new IllegalStateException("first one fails");
                                            }
                                            return ENTRY;
                                        });
                                return true;
                            } catch (IllegalStateException _) {
                                return false;
                            }
                        });

        assertThat(attempts).hasValue(2);
        assertThat(succeeded).containsExactlyInAnyOrder(true, true, true, false);
    }

    @Test
    void twoStoresOfOneFolderInOneProcessComputeOnce() throws Exception {
        AtomicInteger computations = new AtomicInteger();
        List<ObjectStore> stores = List.of(disk.open(), disk.open(), disk.open());

        List<Lookup> lookups =
                ObjectStoreContract.onThreads(
                        3,
                        thread ->
                                stores.get(thread)
                                        .getOrCompute(
                                                ENTRY.key(),
                                                () -> {
                                                    computations.incrementAndGet();
                                                    return ENTRY;
                                                }));

        assertThat(computations).hasValue(1);
        assertThat(lookups).extracting(Lookup::entry).containsOnly(ENTRY);
    }

    @Test
    void computesItselfWhenItsPatienceEnds() throws Exception {
        disk.waitLimit = Duration.ZERO;
        ObjectStore store = disk.open(_ -> _ -> Optional.empty()); // someone else has every lock

        assertThat(store.getOrCompute(ENTRY.key(), () -> ENTRY).isHit()).isFalse();
    }

    @Test
    void computesItselfWhenInterruptedAndStaysInterrupted() throws Exception {
        ObjectStore store = disk.open(_ -> _ -> Optional.empty());
        Thread.currentThread().interrupt();

        assertThat(store.getOrCompute(ENTRY.key(), () -> ENTRY).isHit()).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void takesWhatTheLocksOwnerPublishesMeanwhile() throws Exception {
        ObjectStore owner = disk.open();
        ObjectStore waiter =
                disk.open(
                        _ ->
                                _ -> {
                                    owner.put(ENTRY);
                                    return Optional.empty();
                                });

        assertThat(
                        waiter.getOrCompute(
                                ENTRY.key(),
                                () -> {
                                    throw new AssertionError("computed although published");
                                }))
                .isEqualTo(new Lookup(ENTRY, Lookup.Source.STORED));
    }

    @Test
    void worksWithoutLocksAndSaysSoOnce() throws Exception {
        KeyLocks broken =
                _ -> {
                    throw new IOException("no locks available");
                };
        ObjectStore store = disk.open(_ -> broken);

        assertThat(store.getOrCompute(ENTRY.key(), () -> ENTRY).isHit()).isFalse();
        assertThat(store.getOrCompute(Entries.key("h"), () -> Entries.entry("h")).isHit())
                .isFalse();
        assertThat(disk.warnings).singleElement().asString().contains("no locks available");
    }

    @Test
    void releasesTheLockWhateverHappens() throws Exception {
        ObjectStore store = disk.open();
        assertThatThrownBy(
                        () ->
                                store.getOrCompute(
                                        ENTRY.key(),
                                        () -> {
                                            throw new IllegalStateException("failed");
                                        }))
                .isInstanceOf(IllegalStateException.class);

        Optional<KeyLocks.Held> lock = new FileKeyLocks(disk.open().folder()).tryLock(ENTRY.key());
        assertThat(lock).isPresent();
        lock.orElseThrow().close();
    }

    @Test
    void locksTheByteAtTheHashModuloTwoToThe62() {
        assertThat(FileKeyLocks.position(CacheKey.parse("f".repeat(64)))).isEqualTo((1L << 62) - 1);
        assertThat(FileKeyLocks.position(CacheKey.parse("0".repeat(15) + "5" + "0".repeat(48))))
                .isEqualTo(5);
    }
}
