package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// The name of an entry: SHA-256 over named ingredients.
///
/// The hash covers, for each ingredient in the order of its name: the length of the name, the name
/// in UTF-8, the length of the content, and the content's SHA-256. All lengths are fixed-width, so
/// no two different sets of ingredients share an encoding, and the order in which a program adds
/// them does not matter. Two keys are equal when their hashes are.
///
/// Immutable and safe between threads.
public final class CacheKey {
    private static final byte[] DOMAIN = "komodo cache key 1\n".getBytes(StandardCharsets.US_ASCII);

    private final String hex;
    private final List<KeyIngredient> ingredients;

    private CacheKey(String hex, List<KeyIngredient> ingredients) {
        this.hex = hex;
        this.ingredients = ingredients;
    }

    /// Starts a key without ingredients.
    public static Builder builder() {
        return new Builder();
    }

    /// A key of which only the hash is known, as in a file's name. It has no ingredients.
    ///
    /// @param hex 64 lower-case hexadecimal digits
    /// @throws IllegalArgumentException if `hex` is anything else
    public static CacheKey parse(String hex) {
        Sha256.requireHex(hex, "cache key");
        return new CacheKey(hex, List.of());
    }

    // A hit runs through here in a JVM that is milliseconds old: no stream and no lambda, whose
    // first use costs several.
    static CacheKey of(List<KeyIngredient> unordered) {
        SortedMap<String, KeyIngredient> ingredients = new TreeMap<>();
        for (KeyIngredient ingredient : unordered) {
            if (ingredients.put(ingredient.name(), ingredient) != null) {
                throw new IllegalArgumentException(
                        "cache key: two ingredients are named \"" + ingredient.name() + "\"");
            }
        }
        MessageDigest digest = Sha256.digest();
        digest.update(DOMAIN);
        for (KeyIngredient ingredient : ingredients.values()) {
            byte[] name = ingredient.name().getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, name.length));
            digest.update(name);
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, ingredient.byteSize()));
            digest.update(HexFormat.of().parseHex(ingredient.hash()));
        }
        return new CacheKey(
                HexFormat.of().formatHex(digest.digest()), List.copyOf(ingredients.values()));
    }

    /// The hash, 64 lower-case hexadecimal digits.
    public String hex() {
        return hex;
    }

    /// The ingredients in the order of their names; empty for a parsed key.
    public List<KeyIngredient> ingredients() {
        return ingredients;
    }

    /// The names of the ingredients that this key and `other` do not share with equal content, in
    /// order.
    public List<String> differencesFrom(CacheKey other) {
        List<String> names = new ArrayList<>();
        for (KeyIngredient mine : ingredients) {
            if (!other.ingredients.contains(mine)) {
                names.add(mine.name());
            }
        }
        for (KeyIngredient theirs : other.ingredients) {
            if (!ingredients.contains(theirs) && !names.contains(theirs.name())) {
                names.add(theirs.name());
            }
        }
        names.sort(Comparator.naturalOrder());
        return List.copyOf(names);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheKey key && key.hex.equals(hex);
    }

    @Override
    public int hashCode() {
        return hex.hashCode();
    }

    @Override
    public String toString() {
        return hex;
    }

    /// Collects ingredients. For one thread.
    public static final class Builder {
        private final List<KeyIngredient> ingredients = new ArrayList<>();

        private Builder() {}

        /// Adds an ingredient. Only its hash is kept.
        ///
        /// @throws IllegalArgumentException if the name is empty
        public Builder add(String name, byte[] content) {
            byte[] hash = Sha256.digest().digest(content);
            ingredients.add(
                    new KeyIngredient(name, HexFormat.of().formatHex(hash), content.length));
            return this;
        }

        /// Adds the UTF-8 bytes of a text.
        ///
        /// @throws IllegalArgumentException if the name is empty
        public Builder add(String name, String content) {
            return add(name, content.getBytes(StandardCharsets.UTF_8));
        }

        /// The key.
        ///
        /// @throws IllegalArgumentException if two ingredients have the same name
        public CacheKey build() {
            return of(ingredients);
        }
    }
}
