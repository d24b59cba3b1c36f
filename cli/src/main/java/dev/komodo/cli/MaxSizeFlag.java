package dev.komodo.cli;

import dev.komodo.cache.CacheSettings;
import dev.komodo.cache.CacheSize;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/// The flag for a size; without it the cache's bound holds.
final class MaxSizeFlag {
    @Option(
            names = "--max-size",
            paramLabel = "SIZE",
            description =
                    "The most that is accepted, as 500M or 2G (default: the cache's bound,"
                            + " KOMODO_CACHE_MAX_SIZE, else 2G).")
    private @Nullable String text;

    /// The size that the flag names, or the bound that the settings name.
    ///
    /// @throws InputException if the flag's text is no size
    CacheSize orElse(CacheSettings settings) {
        String asked = text;
        if (asked == null) {
            return settings.maxSize();
        }
        try {
            return CacheSize.parse(asked);
        } catch (IllegalArgumentException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }
}
