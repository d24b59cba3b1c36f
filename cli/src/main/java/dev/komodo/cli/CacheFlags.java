package dev.komodo.cli;

import dev.komodo.cache.CacheSettings;
import dev.komodo.cache.CacheUnavailableException;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.ObjectStore;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/// The flags that all sub-commands of `komodo cache` share.
final class CacheFlags {
    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "The folder of the cache (default: KOMODO_CACHE, see 'komodo --help').")
    private @Nullable Path folder;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    /// Whether JSON is wanted.
    boolean json() {
        return json;
    }

    /// The folder that the flag names.
    @Nullable Path folder() {
        return folder;
    }

    /// The settings of this process.
    CacheSettings settings() {
        return CacheSettings.resolve(folder);
    }

    /// The cache's folder only, without layers.
    DiskStore openFolder() {
        try {
            return DiskStore.open(settings());
        } catch (CacheUnavailableException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }

    /// The cache with its layers. Unlike for a program that compiles, a cache that can't serve is a
    /// fault here.
    ObjectStore open() {
        try {
            return ObjectStore.open(settings());
        } catch (CacheUnavailableException e) {
            throw new InputException(String.valueOf(e.getMessage()), e);
        }
    }
}
