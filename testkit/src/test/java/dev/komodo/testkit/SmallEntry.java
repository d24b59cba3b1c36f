package dev.komodo.testkit;

import dev.komodo.cache.CacheEntry;
import dev.komodo.cache.CacheKey;
import dev.komodo.cache.EntryMetadata;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Entries that hold no code, for experiments that need none.
///
/// @param number tells a key from all others
record SmallEntry(int number) {
    private static final int BYTES = 4_000;

    /// The key.
    CacheKey key() {
        return CacheKey.builder().add("number", Integer.toString(number)).build();
    }

    /// The entry that everybody puts under the key.
    CacheEntry entry() {
        return entryOf(number);
    }

    /// Another entry under the same key, as a process makes that draws other names.
    CacheEntry entryOf(long writer) {
        byte[] object = new byte[BYTES];
        new SplittableRandom(writer).nextBytes(object);
        return new CacheEntry(
                key(),
                new EntryMetadata(List.of("run"), "", List.of("run"), List.of(), Map.of()),
                object);
    }
}
