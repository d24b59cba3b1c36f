package dev.komodo.cache;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Entries by key.
///
/// The contract, which every implementation's test extends:
/// - `get` returns what was put last under an equal key, or nothing. It may return nothing at any
///   time.
/// - `put` publishes an entry whole or not at all, replacing what was there.
/// - No method throws because of the state of the storage; faults are misses, logged once per
///   place.
/// - All methods are safe from any number of threads, and for stores on disk from any number of
///   processes.
///
/// `close` gives back what a store holds; entries that were handed out stay valid.
public interface ObjectStore extends AutoCloseable {
    /// The store of a location with the settings of this process, layers included. See
    /// [#with(CacheSettings)].
    static ObjectStore at(CacheLocation location) {
        return with(CacheSettings.of(location));
    }

    /// The store with some settings. What can't serve, the folder or a layer, is left out, with one
    /// warning; without a folder nothing is kept.
    static ObjectStore with(CacheSettings settings) {
        return StoreAssembly.of(settings);
    }

    /// The store with some settings, for callers that are about the cache itself: without its
    /// folder there is nothing to do. Layers that can't serve are left out all the same.
    ///
    /// @throws CacheUnavailableException if the folder can't be created, read or trusted
    static ObjectStore open(CacheSettings settings) throws CacheUnavailableException {
        return StoreAssembly.open(settings);
    }

    /// A store that keeps nothing. Threads that ask for the same key at once still share one
    /// computation.
    static ObjectStore none() {
        return new EmptyStore();
    }

    /// The valid entry under `key`, which counts as a use of it.
    Optional<CacheEntry> get(CacheKey key);

    /// The valid entry under `key`, for a look at it: neither its time nor its hits change.
    Optional<CacheEntry> peek(CacheKey key);

    /// Publishes an entry under its key.
    ///
    /// @return whether the entry is now in the store
    boolean put(CacheEntry entry);

    /// The entry under `key`: from the store, or else computed and put by exactly one of all
    /// threads and processes that ask at once, while the others wait. A waiter whose patience ends,
    /// or that is interrupted, computes it itself; a lock that can't be had never stops a
    /// computation.
    ///
    /// @param compute makes the entry; what it throws reaches the caller, and the next waiter tries
    ///   for itself
    /// @throws IllegalStateException if `compute` asks for its own key, or returns an entry with
    ///   another key
    Lookup getOrCompute(CacheKey key, Supplier<CacheEntry> compute);

    /// Sets an entry aside that was valid as bytes but that its reader refuses (as when a linker
    /// finds other symbols in the object than the entry declares), with one warning.
    ///
    /// @param reason what is wrong, for the warning
    void reject(CacheKey key, String reason);

    /// What is in the store, in the order of the keys, then what is in each of its layers. Entries
    /// are not read or validated.
    List<StoredEntry> list();

    /// The file that holds an entry, if there is one and the store keeps files. The entry is not
    /// read or validated.
    default Optional<Path> file(CacheKey key) {
        return Optional.empty();
    }

    /// Reads and checks every entry. Broken ones are set aside as if they had been asked for; those
    /// of layers stay where they are.
    List<BrokenEntry> verify();

    /// What is wrong with the entry under `key`, which stays where it is; nothing if it is valid,
    /// or if there is none.
    default Optional<BrokenEntry> fault(CacheKey key) {
        return Optional.empty();
    }

    /// The files of entries that were set aside and are still kept for a look, in order.
    default List<Path> setAside() {
        return List.of();
    }

    /// Removes an entry.
    ///
    /// @return whether there was one
    boolean remove(CacheKey key);

    /// Removes all entries, and whatever faults and crashes left behind.
    ///
    /// @return how many entries were removed
    int clear();

    /// Removes the entries that were used longest ago until the rest takes no more than `size`.
    /// Layers are not touched.
    Evicted collect(CacheSize size);

    /// This store without the layers below it, for entries that are of use where they were made
    /// only. Closed with this store.
    default ObjectStore own() {
        return this;
    }

    /// What is kept beside the objects; a store without a folder keeps nothing.
    default Notes notes() {
        return Notes.NONE;
    }

    @Override
    void close();
}
