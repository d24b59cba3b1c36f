package dev.komodo.cache;

import java.util.Objects;

/// One named part of a [CacheKey] and its own hash, which answers "why did I miss?".
///
/// @param name what the part is, such as `graph` or `target`
/// @param hash SHA-256 of the part's bytes, 64 lower-case hexadecimal digits
/// @param byteSize how many bytes the part has, at least 0
public record KeyIngredient(String name, String hash, long byteSize) {
    public KeyIngredient {
        Objects.requireNonNull(name, "name");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an ingredient of a cache key has an empty name");
        }
        Sha256.requireHex(hash, name);
        if (byteSize < 0) {
            throw new IllegalArgumentException(
                    "ingredient " + name + " has a negative size: " + byteSize);
        }
    }
}
