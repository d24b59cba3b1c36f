package dev.komodo.cache;

import java.util.List;
import java.util.Optional;

/// The entry whose key is most like one that is asked for: the answer to "why did I miss?".
///
/// @param key the entry's key, with ingredients
/// @param differences the names of the ingredients that differ, in order; empty if the key itself
///   is there
/// @param stored the entry's line in the listing
public record NearestKey(CacheKey key, List<String> differences, StoredEntry stored) {
    public NearestKey {
        differences = List.copyOf(differences);
    }

    /// The entry with the fewest ingredients other than those of `key`; of several the one that was
    /// used last. An entry with which `key` shares nothing is not near, nor is one that does not
    /// keep its ingredients.
    ///
    /// Reads every entry of the store: for a person who asks, not for a program on its way.
    public static Optional<NearestKey> find(ObjectStore store, CacheKey key) {
        NearestKey nearest = null;
        for (StoredEntry stored : store.list()) {
            CacheKey other = store.peek(stored.key()).map(CacheEntry::key).orElse(stored.key());
            List<String> differences = key.differencesFrom(other);
            NearestKey candidate = new NearestKey(other, differences, stored);
            boolean isNear = !other.ingredients().isEmpty() && candidate.sharesWith(key);
            if (isNear && (nearest == null || candidate.isNearerThan(nearest))) {
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    private boolean sharesWith(CacheKey asked) {
        return asked.ingredients().stream().anyMatch(key.ingredients()::contains);
    }

    private boolean isNearerThan(NearestKey other) {
        return differences.size() < other.differences.size()
                || (differences.size() == other.differences.size()
                        && stored.lastUsed().isAfter(other.stored.lastUsed()));
    }
}
