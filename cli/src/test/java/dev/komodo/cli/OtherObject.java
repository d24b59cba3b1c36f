package dev.komodo.cli;

import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheKey;
import dev.komodo.cache.CacheLocation;
import dev.komodo.cache.CacheUnavailableException;
import dev.komodo.cache.DiskStore;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/// An entry that is valid as bytes and holds another object than its compiler makes: what a key
/// that misses an ingredient would lead to.
final class OtherObject {
    private OtherObject() {}

    static void replace(Path cache, String hex) {
        try (DiskStore store = DiskStore.open(CacheLocation.explicit(cache))) {
            CacheEntry entry = store.peek(CacheKey.parse(hex)).orElseThrow();
            ByteBuffer view = entry.object();
            byte[] object = new byte[view.remaining()];
            view.get(object);
            object[object.length - 1] ^= 1;
            store.put(new CacheEntry(entry.key(), entry.metadata(), object));
        } catch (CacheUnavailableException e) {
            throw new AssertionError(e);
        }
    }
}
