package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts a store together from settings. What can't serve is left out, with one warning.
final class StoreAssembly {
    private StoreAssembly() {}

    static ObjectStore of(CacheSettings settings) {
        try {
            return of(settings, Surroundings.ofThisProcess(), FileKeyLocks::new);
        } catch (IOException | UnsupportedOperationException e) { // no /proc, or no Unix modes
            Path folder = settings.location().folder();
            Warnings.toLog().warn(folder, new CacheUnavailableException(folder, e).getMessage());
            return ObjectStore.none();
        }
    }

    static ObjectStore of(
            CacheSettings settings, Surroundings surroundings, DiskStore.LocksOfFolder locks) {
        List<CacheLayer> layers = layers(settings, surroundings);
        try {
            DiskStore disk = DiskStore.open(settings, surroundings, locks);
            return layers.isEmpty() ? disk : new LayeredStore(disk, disk.flights(), layers);
        } catch (CacheUnavailableException e) {
            surroundings.warnings().warn(settings.location().folder(), e.getMessage());
            EmptyStore nothing = new EmptyStore();
            return layers.isEmpty()
                    ? nothing
                    : new LayeredStore(nothing, nothing.flights(), layers);
        }
    }

    private static List<CacheLayer> layers(CacheSettings settings, Surroundings surroundings) {
        List<CacheLayer> layers = new ArrayList<>();
        for (Path folder : settings.layers()) {
            try {
                layers.add(ReadOnlyLayer.open(folder, surroundings));
            } catch (CacheUnavailableException e) {
                surroundings.warnings().warn(folder, e.getMessage());
            }
        }
        return layers;
    }
}
