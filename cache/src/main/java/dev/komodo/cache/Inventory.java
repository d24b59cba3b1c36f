package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What lies in the shards of a folder, without a look into the files. Faults are warnings.
///
/// @param origin what listings call the folder
record Inventory(ObjectFolders objects, Surroundings surroundings, String origin) {
    /// A line for each entry.
    ///
    /// @param hits counts by key
    List<StoredEntry> list(Map<String, Long> hits) {
        List<StoredEntry> listed = new ArrayList<>();
        for (CacheKey key : keys()) {
            describe(key, hits.getOrDefault(key.hex(), 0L)).ifPresent(listed::add);
        }
        return List.copyOf(listed);
    }

    /// The keys that files are named after, in order.
    List<CacheKey> keys() {
        List<CacheKey> keys = new ArrayList<>();
        for (Path file : files()) {
            ObjectFolders.keyOf(file).ifPresent(keys::add);
        }
        return keys;
    }

    /// The files that were set aside.
    List<Path> setAside() {
        return files().stream()
                .filter(file -> file.toString().endsWith(ObjectFolders.SET_ASIDE))
                .filter(ObjectFolders::isDebris)
                .toList();
    }

    /// The file of a key if there is one.
    Optional<Path> file(CacheKey key) {
        return describe(key, 0).map(_ -> objects.entry(key));
    }

    private Optional<StoredEntry> describe(CacheKey key, long hits) {
        Path file = objects.entry(key);
        try {
            return Optional.of(surroundings.files().facts(file).describe(key, hits, origin));
        } catch (NoSuchFileException _) {
            return Optional.empty(); // none, or removed meanwhile
        } catch (IOException e) {
            surroundings.warnings().warn(file, "cache entry " + file + ": " + e);
            return Optional.empty();
        }
    }

    /// Removes all entries and what faults left.
    ///
    /// @return how many entries
    int clear() {
        int removed = 0;
        for (Path file : files()) {
            if (ObjectFolders.keyOf(file).isPresent()) {
                removed += delete(file) ? 1 : 0;
            } else if (ObjectFolders.isDebris(file)) {
                delete(file);
            }
        }
        return removed;
    }

    /// Removes a file.
    ///
    /// @return whether this call did
    boolean delete(Path file) {
        try {
            return surroundings.files().delete(file);
        } catch (IOException e) {
            surroundings.warnings().warn(file, "cache file " + file + ": can't remove: " + e);
            return false;
        }
    }

    private List<Path> files() {
        try {
            return objects.all();
        } catch (IOException e) {
            Path root = objects.root();
            surroundings.warnings().warn(root, "cache folder " + root + ": can't list: " + e);
            return List.of();
        }
    }
}
