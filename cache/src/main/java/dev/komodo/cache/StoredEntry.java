package dev.komodo.cache;

import java.time.Instant;

/// A line of a store's listing.
///
/// @param key the entry's key, without ingredients; `peek` has them
/// @param byteSize the bytes that the entry takes in the store
/// @param created when the entry was written, where the file system keeps that, else `lastUsed`
/// @param lastUsed when the entry was written or last read; reading updates it at most once an hour
/// @param hits how often it was found, as far as the processes that found it have told
/// @param origin where it lies: the folder of the cache or of a layer
public record StoredEntry(
        CacheKey key, long byteSize, Instant created, Instant lastUsed, long hits, String origin) {}
