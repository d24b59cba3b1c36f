package dev.komodo.testkit;

import dev.komodo.cache.CacheUnavailableException;
import dev.komodo.cache.DiskStore;
import dev.komodo.cache.Lookup;
import dev.komodo.cache.Stores;

import java.nio.file.Path;

/// A process that opens a cache, asks for some entries, and makes those that are missing. It says
/// what came of each, or why the cache is refused.
final class StoreProcess {
    private StoreProcess() {}

    /// Asks.
    ///
    /// @param arguments folder, first entry, how many
    public static void main(String[] arguments) {
        int first = Integer.parseInt(arguments[1]);
        int end = first + Integer.parseInt(arguments[2]);
        try (DiskStore store =
                Stores.open(Path.of(arguments[0]), text -> System.out.println("warned: " + text))) {
            for (int number = first; number < end; number++) {
                SmallEntry asked = new SmallEntry(number);
                Lookup lookup = store.getOrCompute(asked.key(), asked::entry);
                System.out.println(
                        lookup.entry().equals(asked.entry()) ? lookup.source() : "wrong");
            }
        } catch (CacheUnavailableException e) {
            System.out.println("refused: " + e.getMessage());
        }
    }
}
