package dev.komodo.cache;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/// Entries of this process only, without a bound: for tests and short programs.
public final class MemoryStore implements ObjectStore {
    private final ConcurrentMap<CacheKey, Stored> entries = new ConcurrentHashMap<>();
    private final SingleFlight flights = SingleFlight.withinProcess();

    /// An empty store.
    public MemoryStore() {}

    @Override
    public Optional<CacheEntry> get(CacheKey key) {
        return Optional.ofNullable(
                        entries.computeIfPresent(key, (_, old) -> old.used(Instant.now())))
                .map(Stored::entry);
    }

    @Override
    public Optional<CacheEntry> peek(CacheKey key) {
        return Optional.ofNullable(entries.get(key)).map(Stored::entry);
    }

    @Override
    public boolean put(CacheEntry entry) {
        Instant now = Instant.now();
        entries.put(entry.key(), new Stored(entry, now, now, 0));
        return true;
    }

    @Override
    public Lookup getOrCompute(CacheKey key, Supplier<CacheEntry> compute) {
        return flights.getOrCompute(this, key, compute);
    }

    @Override
    public void reject(CacheKey key, String reason) {
        if (remove(key)) {
            Warnings.toLog()
                    .warn(
                            Path.of("memory", key.hex()),
                            "cache entry " + key + " is refused: " + reason);
        }
    }

    @Override
    public List<StoredEntry> list() {
        return entries.values().stream()
                .map(Stored::describe)
                .sorted(Comparator.comparing(stored -> stored.key().hex()))
                .toList();
    }

    /// What is in memory is as it was put.
    @Override
    public List<BrokenEntry> verify() {
        return List.of();
    }

    @Override
    public Evicted collect(CacheSize size) {
        long total = 0;
        for (Stored stored : entries.values()) {
            total += stored.entry.objectSize();
        }
        long left = total;
        int removed = 0;
        List<Stored> oldestFirst =
                entries.values().stream().sorted(Comparator.comparing(Stored::lastUsed)).toList();
        for (Stored stored : oldestFirst) {
            if (left > size.bytes() && remove(stored.entry.key())) {
                left -= stored.entry.objectSize();
                removed++;
            }
        }
        return new Evicted(removed, total - left, left);
    }

    @Override
    public void close() {}

    @Override
    public boolean remove(CacheKey key) {
        return entries.remove(key) != null;
    }

    @Override
    public int clear() {
        int removed = 0;
        for (CacheKey key : List.copyOf(entries.keySet())) {
            removed += remove(key) ? 1 : 0;
        }
        return removed;
    }

    private record Stored(CacheEntry entry, Instant created, Instant lastUsed, long hits) {
        Stored used(Instant now) {
            return new Stored(entry, created, now, hits + 1);
        }

        StoredEntry describe() {
            return new StoredEntry(
                    CacheKey.parse(entry.key().hex()),
                    entry.objectSize(),
                    created,
                    lastUsed,
                    hits,
                    "memory");
        }
    }
}
