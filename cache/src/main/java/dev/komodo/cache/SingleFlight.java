package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// One of all that ask for a key computes it; the others wait. Threads of this process queue first,
/// behind a leader; the leader then competes with other processes for the key's lock, looking into
/// the store between attempts.
///
/// Waiting is a courtesy, never a duty: past the limit, on interruption, and where locks fail, the
/// waiter computes. Two computations of one key are waste, not an error, because entries are
/// published atomically.
final class SingleFlight {
    private static final long FIRST_PAUSE_MILLIS = 1;
    private static final long LAST_PAUSE_MILLIS = 50;

    private final ConcurrentMap<CacheKey, Flight> flights = new ConcurrentHashMap<>();
    private final KeyLocks locks;
    private final Duration waitLimit;
    private final Warnings warnings;
    private final Path place;

    /// Flights of one store.
    ///
    /// @param place what warnings about locks name
    SingleFlight(KeyLocks locks, Duration waitLimit, Warnings warnings, Path place) {
        this.locks = locks;
        this.waitLimit = waitLimit;
        this.warnings = warnings;
        this.place = place;
    }

    /// Within this process only, waiting as long as it takes.
    static SingleFlight withinProcess() {
        return new SingleFlight(
                KeyLocks.WITHIN_PROCESS, Duration.ofDays(1), Warnings.toLog(), Path.of("memory"));
    }

    Lookup getOrCompute(ObjectStore store, CacheKey key, Supplier<CacheEntry> compute) {
        return lookUpOrMake(store, key, () -> new Lookup(compute.get(), Lookup.Source.COMPUTED));
    }

    /// The entry of a key from `store`, or else from `make`, whose entry is put into the store and
    /// which says where it has it from.
    Lookup lookUpOrMake(ObjectStore store, CacheKey key, Supplier<Lookup> make) {
        Optional<CacheEntry> stored = store.get(key);
        if (stored.isPresent()) {
            return new Lookup(stored.get(), Lookup.Source.STORED);
        }
        long deadline = System.nanoTime() + waitLimit.toNanos();
        Flight mine = new Flight(Thread.currentThread());
        while (true) {
            Flight other = flights.putIfAbsent(key, mine);
            if (other == null) {
                return lead(store, key, make, mine, deadline);
            }
            if (other.leader == Thread.currentThread()) {
                throw new IllegalStateException("computing " + key + " asks for the same key");
            }
            boolean landed = other.await(deadline);
            CacheEntry entry = other.entry;
            if (entry != null) {
                return new Lookup(entry, Lookup.Source.SHARED);
            }
            if (!landed) {
                return make(store, key, make);
            }
        }
    }

    private Lookup lead(
            ObjectStore store, CacheKey key, Supplier<Lookup> make, Flight mine, long deadline) {
        try {
            Lookup lookup = competeWithProcesses(store, key, make, deadline);
            mine.entry = lookup.entry();
            return lookup;
        } finally {
            flights.remove(key, mine);
            mine.landed.countDown();
        }
    }

    private Lookup competeWithProcesses(
            ObjectStore store, CacheKey key, Supplier<Lookup> make, long deadline) {
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (true) {
            Optional<KeyLocks.Held> attempt = attempt(key);
            try {
                // also once the lock was had: its last holder, or an earlier flight, may have
                // published
                Optional<CacheEntry> stored = store.get(key);
                if (stored.isPresent()) {
                    return new Lookup(stored.get(), Lookup.Source.STORED);
                }
                if (attempt.isPresent() || !pause(pauseMillis, deadline)) {
                    return make(store, key, make);
                }
            } finally {
                attempt.ifPresent(this::release);
            }
            pauseMillis = Math.min(2 * pauseMillis, LAST_PAUSE_MILLIS);
        }
    }

    private void release(KeyLocks.Held held) {
        try {
            held.close();
        } catch (IOException e) {
            warnings.warn(place, "cache lock " + place + ": can't be released: " + e);
        }
    }

    /// A lock, or a stand-in where the file system has none, or nothing while someone else has it.
    private Optional<KeyLocks.Held> attempt(CacheKey key) {
        try {
            return locks.tryLock(key);
        } catch (IOException e) {
            warnings.warn(
                    place,
                    "cache lock "
                            + place
                            + ": processes may compile the same kernel at once: "
                            + e);
            return Optional.of(() -> {});
        }
    }

    private static Lookup make(ObjectStore store, CacheKey key, Supplier<Lookup> make) {
        Lookup made = make.get();
        if (!made.entry().key().equals(key)) {
            throw new IllegalStateException(
                    "asked to compute "
                            + key
                            + ", found an entry with the key "
                            + made.entry().key());
        }
        store.put(made.entry());
        return made;
    }

    /// Waits a little.
    ///
    /// @return false if the deadline has passed or the thread is interrupted, and waiting makes no
    ///   sense
    private static boolean pause(long millis, long deadline) {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (leftMillis <= 0) {
            return false;
        }
        try {
            Thread.sleep(Math.min(millis, leftMillis));
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// A computation under way in this process.
    private static final class Flight {
        final Thread leader;
        final CountDownLatch landed = new CountDownLatch(1);

        /// The result once landed; null if the leader failed.
        volatile @Nullable CacheEntry entry;

        Flight(Thread leader) {
            this.leader = leader;
        }

        boolean await(long deadline) {
            try {
                return landed.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
