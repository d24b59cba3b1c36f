package dev.komodo.cache;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A place below the folder of a cache where entries may be found. No method throws because of the
/// state of the place; faults are misses, logged once. Safe between threads.
public interface CacheLayer extends AutoCloseable {
    /// What people call it, as in a listing.
    String origin();

    /// Whether asking takes long: such a layer is asked by one of many processes at a time, and
    /// what it has is kept in the cache's folder.
    boolean isDistant();

    /// The valid entry under `key`.
    Optional<CacheEntry> get(CacheKey key);

    /// The file that holds an entry, if there is one and the layer keeps files here.
    Optional<Path> file(CacheKey key);

    /// What is wrong with the entry under `key`, as far as the layer can tell without a transfer.
    default Optional<BrokenEntry> fault(CacheKey key) {
        return Optional.empty();
    }

    /// Tells of an entry that this process computed. A layer that is read only ignores it.
    void offer(CacheEntry entry);

    /// What is there, in the order of the keys, as far as the layer can tell.
    List<StoredEntry> list();

    /// Reads and checks everything that [#list] names.
    List<BrokenEntry> verify();

    /// Lets go of connections.
    @Override
    void close();
}
