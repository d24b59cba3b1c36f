package dev.komodo.cache;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// A store that is read and written, and layers below it that may have what it lacks.
///
/// The store is asked first, then each near layer, in order, without any lock: what an image
/// carries costs a read. Distant layers are asked by the one process that would compile otherwise,
/// and what they have is put into the store. What was computed is offered to all of them.
final class LayeredStore implements ObjectStore {
    private final ObjectStore front;
    private final SingleFlight flights;
    private final List<CacheLayer> near;
    private final List<CacheLayer> distant;

    /// Entries of layers that their reader refused: layers can't be repaired from here.
    private final Set<CacheKey> refused = ConcurrentHashMap.newKeySet();

    /// A store over layers, all of which it closes.
    ///
    /// @param flights those of `front`
    LayeredStore(ObjectStore front, SingleFlight flights, List<CacheLayer> layers) {
        this.front = front;
        this.flights = flights;
        this.near = layers.stream().filter(layer -> !layer.isDistant()).toList();
        this.distant = layers.stream().filter(CacheLayer::isDistant).toList();
    }

    @Override
    public Optional<CacheEntry> get(CacheKey key) {
        return front.get(key)
                .or(() -> find(near, key))
                .or(
                        () -> {
                            Optional<CacheEntry> found = find(distant, key);
                            found.ifPresent(front::put);
                            return found;
                        });
    }

    @Override
    public ObjectStore own() {
        return front;
    }

    @Override
    public Notes notes() {
        return front.notes();
    }

    @Override
    public Optional<CacheEntry> peek(CacheKey key) {
        return front.peek(key).or(() -> find(near, key)).or(() -> find(distant, key));
    }

    private Optional<CacheEntry> find(List<CacheLayer> layers, CacheKey key) {
        if (refused.contains(key)) {
            return Optional.empty();
        }
        for (CacheLayer layer : layers) {
            Optional<CacheEntry> found = layer.get(key);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean put(CacheEntry entry) {
        boolean kept = front.put(entry);
        offer(entry);
        return kept;
    }

    @Override
    public Lookup getOrCompute(CacheKey key, Supplier<CacheEntry> compute) {
        Optional<CacheEntry> stored = front.get(key);
        if (stored.isPresent()) {
            return new Lookup(stored.get(), Lookup.Source.STORED);
        }
        Optional<CacheEntry> beneath = find(near, key);
        if (beneath.isPresent()) {
            return new Lookup(beneath.get(), Lookup.Source.LAYER);
        }
        Lookup lookup =
                flights.lookUpOrMake(
                        front,
                        key,
                        () ->
                                find(distant, key)
                                        .map(found -> new Lookup(found, Lookup.Source.LAYER))
                                        .orElseGet(
                                                () ->
                                                        new Lookup(
                                                                compute.get(),
                                                                Lookup.Source.COMPUTED)));
        if (lookup.source() == Lookup.Source.COMPUTED) {
            offer(lookup.entry()); // once it is in the store and nobody waits for the lock
        }
        return lookup;
    }

    private void offer(CacheEntry entry) {
        near.forEach(layer -> layer.offer(entry));
        distant.forEach(layer -> layer.offer(entry));
    }

    @Override
    public void reject(CacheKey key, String reason) {
        refused.add(key);
        front.reject(key, reason);
    }

    @Override
    public List<StoredEntry> list() {
        List<StoredEntry> listed = new ArrayList<>(front.list());
        near.forEach(layer -> listed.addAll(layer.list()));
        distant.forEach(layer -> listed.addAll(layer.list()));
        return List.copyOf(listed);
    }

    @Override
    public Optional<Path> file(CacheKey key) {
        Optional<Path> file = front.file(key);
        for (CacheLayer layer : near) {
            file = file.isPresent() ? file : layer.file(key);
        }
        return file;
    }

    @Override
    public List<BrokenEntry> verify() {
        List<BrokenEntry> broken = new ArrayList<>(front.verify());
        near.forEach(layer -> broken.addAll(layer.verify()));
        distant.forEach(layer -> broken.addAll(layer.verify()));
        return List.copyOf(broken);
    }

    @Override
    public Optional<BrokenEntry> fault(CacheKey key) {
        Optional<BrokenEntry> fault = front.fault(key);
        for (CacheLayer layer : near) {
            fault = fault.isPresent() || front.file(key).isPresent() ? fault : layer.fault(key);
        }
        return fault;
    }

    @Override
    public List<Path> setAside() {
        return front.setAside();
    }

    @Override
    public boolean remove(CacheKey key) {
        return front.remove(key);
    }

    @Override
    public int clear() {
        return front.clear();
    }

    @Override
    public Evicted collect(CacheSize size) {
        return front.collect(size);
    }

    @Override
    public void close() {
        front.close();
        near.forEach(CacheLayer::close);
        distant.forEach(CacheLayer::close);
    }
}
