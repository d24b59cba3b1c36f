package dev.komodo.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What every store that keeps entries must do.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
abstract class ObjectStoreContract {
    /// A new, empty store.
    abstract ObjectStore newStore() throws Exception;

    @Test
    void missesWhatWasNeverPut() throws Exception {
        assertThat(newStore().get(Entries.key("g"))).isEmpty();
        assertThat(newStore().list()).isEmpty();
        assertThat(newStore().remove(Entries.key("g"))).isFalse();
        assertThat(newStore().clear()).isZero();
    }

    @Test
    void returnsWhatWasPutLast() throws Exception {
        ObjectStore store = newStore();
        CacheEntry first = Entries.entry("g", 10);
        CacheEntry second = Entries.entry("g", 20);

        assertThat(store.put(first)).isTrue();
        assertThat(store.get(first.key())).contains(first);
        assertThat(store.put(second)).isTrue();
        assertThat(store.get(first.key())).contains(second);
        assertThat(store.get(CacheKey.parse(first.key().hex()))).contains(second);
        assertThat(store.get(Entries.key("h"))).isEmpty();
    }

    @Test
    void listsRemovesAndClears() throws Exception {
        ObjectStore store = newStore();
        for (String graph : List.of("a", "b", "c")) {
            store.put(Entries.entry(graph));
        }

        assertThat(store.list().stream().map(StoredEntry::key))
                .containsExactlyInAnyOrder(Entries.key("a"), Entries.key("b"), Entries.key("c"))
                .isSortedAccordingTo((a, b) -> a.hex().compareTo(b.hex()));
        assertThat(store.list()).allMatch(listed -> listed.byteSize() >= 40);
        assertThat(store.remove(Entries.key("b"))).isTrue();
        assertThat(store.get(Entries.key("b"))).isEmpty();
        assertThat(store.clear()).isEqualTo(2);
        assertThat(store.list()).isEmpty();
    }

    @Test
    void forgetsWhatItsReaderRejects() throws Exception {
        ObjectStore store = newStore();
        store.put(Entries.entry("g"));

        store.reject(Entries.key("g"), "it defines other symbols than it declares");

        assertThat(store.get(Entries.key("g"))).isEmpty();
    }

    @Test
    void computesOnceAndThenRemembers() throws Exception {
        ObjectStore store = newStore();
        CacheEntry entry = Entries.entry("g");

        assertThat(store.getOrCompute(entry.key(), () -> entry))
                .isEqualTo(new Lookup(entry, Lookup.Source.COMPUTED));
        assertThat(
                        store.getOrCompute(
                                entry.key(),
                                () -> {
                                    throw new AssertionError("computed again");
                                }))
                .isEqualTo(new Lookup(entry, Lookup.Source.STORED));
    }

    @Test
    void passesOnWhatTheComputationThrows() throws Exception {
        ObjectStore store = newStore();
        CacheEntry entry = Entries.entry("g");
        IllegalStateException failure = new IllegalStateException("no kernel today");

        assertThatThrownBy(
                        () ->
                                store.getOrCompute(
                                        entry.key(),
                                        () -> {
                                            throw failure;
                                        }))
                .isSameAs(failure);
        assertThat(store.getOrCompute(entry.key(), () -> entry).isHit()).isFalse();
    }

    @Test
    void refusesAnEntryUnderAnotherKeyAndAComputationThatAsksForItself() throws Exception {
        ObjectStore store = newStore();
        CacheKey key = Entries.key("g");

        assertThatThrownBy(() -> store.getOrCompute(key, () -> Entries.entry("h")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Entries.key("h").hex());
        assertThatThrownBy(
                        () ->
                                store.getOrCompute(
                                        key,
                                        () ->
                                                store.getOrCompute(key, () -> Entries.entry("g"))
                                                        .entry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("same key");
    }

    @Test
    void sharesOneComputationBetweenThreads() throws Exception {
        ObjectStore store = newStore();
        CacheEntry entry = Entries.entry("g");
        AtomicInteger computations = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(8);

        List<Lookup> lookups =
                onThreads(
                        8,
                        _ -> {
                            asked.countDown();
                            return store.getOrCompute(
                                    entry.key(),
                                    () -> {
                                        awaitAll(asked);
                                        computations.incrementAndGet();
                                        return entry;
                                    });
                        });

        assertThat(computations).hasValue(1);
        assertThat(lookups).extracting(Lookup::entry).containsOnly(entry);
        assertThat(lookups).filteredOn(lookup -> !lookup.isHit()).hasSize(1);
    }

    @Test
    void survivesThreadsThatPutAndGetTheSameKey() throws Exception {
        ObjectStore store = newStore();

        List<Boolean> valid =
                onThreads(
                        4,
                        thread -> {
                            boolean allValid = true;
                            for (int i = 0; i < 50; i++) {
                                int size = 1 + 100 * thread + i;
                                allValid &= store.put(Entries.entry("g", size));
                                CacheEntry read = store.get(Entries.key("g")).orElseThrow();
                                allValid &= read.equals(Entries.entry("g", read.objectSize()));
                            }
                            return allValid;
                        });

        assertThat(valid).containsOnly(true);
    }

    /// Work for one of several threads.
    interface NumberedTask<T> {
        T run(int thread) throws Exception;
    }

    static <T> List<T> onThreads(int count, NumberedTask<T> task) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(count)) {
            List<Callable<T>> tasks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int thread = i;
                tasks.add(() -> task.run(thread));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : executor.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }

    static void awaitAll(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
