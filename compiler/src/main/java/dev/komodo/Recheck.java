package dev.komodo;

import dev.komodo.cache.CacheKey;

import java.util.Objects;

/// How an entry of a store compares with what compiling gives now.
///
/// @param key the entry's key
/// @param outcome how they compare
/// @param difference what differs, in words; empty unless the outcome is [Outcome#DIFFERENT]
public record Recheck(CacheKey key, Outcome outcome, String difference) {
    /// How an entry compares.
    public enum Outcome {
        /// Manifest and object are equal, byte for byte.
        EQUAL,
        /// They are not. The entry was set aside.
        DIFFERENT,
        /// There is no entry under the key, or none that is valid.
        ABSENT
    }

    /// Refuses null.
    public Recheck {
        Objects.requireNonNull(key);
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(difference);
    }
}
