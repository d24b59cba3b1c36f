package dev.komodo.cache;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Keeps nothing: `--no-cache`, and the stand-in for a folder that can't serve.
final class EmptyStore implements ObjectStore {
    private final SingleFlight flights = SingleFlight.withinProcess();

    @Override
    public Optional<CacheEntry> get(CacheKey key) {
        return Optional.empty();
    }

    @Override
    public Optional<CacheEntry> peek(CacheKey key) {
        return Optional.empty();
    }

    @Override
    public List<BrokenEntry> verify() {
        return List.of();
    }

    @Override
    public Evicted collect(CacheSize size) {
        return new Evicted(0, 0, 0);
    }

    @Override
    public void close() {}

    SingleFlight flights() {
        return flights;
    }

    @Override
    public boolean put(CacheEntry entry) {
        return false;
    }

    @Override
    public Lookup getOrCompute(CacheKey key, Supplier<CacheEntry> compute) {
        return flights.getOrCompute(this, key, compute);
    }

    @Override
    public void reject(CacheKey key, String reason) {}

    @Override
    public List<StoredEntry> list() {
        return List.of();
    }

    @Override
    public boolean remove(CacheKey key) {
        return false;
    }

    @Override
    public int clear() {
        return 0;
    }
}
