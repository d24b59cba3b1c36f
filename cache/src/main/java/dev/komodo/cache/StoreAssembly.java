package dev.komodo.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Puts a store together from settings. A layer that can't serve is left out, with one warning.
final class StoreAssembly {
    private StoreAssembly() {}

    /// The store, or without its folder one that keeps nothing, with one warning.
    static ObjectStore of(CacheSettings settings) {
        try {
            return of(settings, Surroundings.ofThisProcess(), FileKeyLocks::new);
        } catch (IOException | UnsupportedOperationException e) { // no /proc, or no Unix modes
            Path folder = settings.location().folder();
            Warnings.toLog().warn(folder, new CacheUnavailableException(folder, e).getMessage());
            return ObjectStore.none();
        }
    }

    /// The store; without its folder there is none.
    static ObjectStore open(CacheSettings settings) throws CacheUnavailableException {
        try {
            return open(settings, Surroundings.ofThisProcess(), FileKeyLocks::new);
        } catch (IOException | UnsupportedOperationException e) { // no /proc, or no Unix modes
            throw new CacheUnavailableException(settings.location().folder(), e);
        }
    }

    static ObjectStore of(
            CacheSettings settings, Surroundings surroundings, DiskStore.LocksOfFolder locks) {
        try {
            return open(settings, surroundings, locks);
        } catch (CacheUnavailableException e) {
            surroundings.warnings().warn(settings.location().folder(), e.getMessage());
            List<CacheLayer> layers = layers(settings, surroundings);
            EmptyStore nothing = new EmptyStore();
            return layers.isEmpty()
                    ? nothing
                    : new LayeredStore(nothing, nothing.flights(), layers);
        }
    }

    private static ObjectStore open(
            CacheSettings settings, Surroundings surroundings, DiskStore.LocksOfFolder locks)
            throws CacheUnavailableException {
        DiskStore disk = DiskStore.open(settings, surroundings, locks);
        List<CacheLayer> layers = layers(settings, surroundings);
        return layers.isEmpty() ? disk : new LayeredStore(disk, disk.flights(), layers);
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
        settings.remote().ifPresent(remote -> addRemote(remote, surroundings, layers));
        return layers;
    }

    private static void addRemote(
            RemoteSettings remote, Surroundings surroundings, List<CacheLayer> layers) {
        try {
            RemoteLayer.open(remote, surroundings).ifPresent(layers::add);
        } catch (RefusedFileException e) {
            surroundings
                    .warnings()
                    .warn(
                            Path.of(RemoteSettings.ADDRESS_VARIABLE),
                            "the remote cache is not used: " + e.getMessage());
        }
    }
}
