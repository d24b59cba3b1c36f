package dev.komodo.cache;

/// An entry and where it came from.
public record Lookup(CacheEntry entry, Source source) {
    /// Where an entry came from.
    public enum Source {
        /// It was in the store, perhaps after another process put it there while this one waited.
        STORED,
        /// A layer below the store had it.
        LAYER,
        /// This call computed it.
        COMPUTED,
        /// Another thread of this process computed it while this one waited.
        SHARED
    }

    /// Whether this call did not have to compute the entry.
    public boolean isHit() {
        return source != Source.COMPUTED;
    }
}
