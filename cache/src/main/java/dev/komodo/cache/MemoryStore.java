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

    @Override
    public Optional<CacheEntry> get(CacheKey key) {
        return Optional.ofNullable(
                        entries.computeIfPresent(
                                key, (_, old) -> new Stored(old.entry, Instant.now())))
                .map(Stored::entry);
    }

    @Override
    public boolean put(CacheEntry entry) {
        entries.put(entry.key(), new Stored(entry, Instant.now()));
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
                .map(
                        stored ->
                                new StoredEntry(
                                        CacheKey.parse(stored.entry.key().hex()),
                                        stored.entry.objectSize(),
                                        stored.lastUsed))
                .sorted(Comparator.comparing(stored -> stored.key().hex()))
                .toList();
    }

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

    private record Stored(CacheEntry entry, Instant lastUsed) {}
}
