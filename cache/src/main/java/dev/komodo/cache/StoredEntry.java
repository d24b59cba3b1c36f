package dev.komodo.cache;

import java.time.Instant;

/// A line of a store's listing.
///
/// @param key the entry's key, without ingredients; `get` has them
/// @param byteSize the bytes that the entry takes in the store
/// @param lastUsed when the entry was written or last read; reading updates it at most once a day
public record StoredEntry(CacheKey key, long byteSize, Instant lastUsed) {}
