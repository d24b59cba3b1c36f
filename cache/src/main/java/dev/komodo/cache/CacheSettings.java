package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// How a cache is used.
///
/// | setting | default |
/// |---|---|
/// | location | see [CacheLocation] |
/// | maxSize | `KOMODO_CACHE_MAX_SIZE`, else 2 GiB |
/// | layers | the folders in `KOMODO_CACHE_LAYERS`, separated by `:`; none |
/// | waitLimit | two minutes |
/// | remote | see [RemoteSettings]; none |
///
/// @param location the folder that is read and written
/// @param maxSize the bound on the folder's entries; the least recently used go first
/// @param layers folders that are read when the first one has no entry, in this order, and never
///   written
/// @param waitLimit how long a caller waits for another process that computes the same key
/// @param remote a store that several machines share; asked last
public record CacheSettings(
        CacheLocation location,
        CacheSize maxSize,
        List<Path> layers,
        Duration waitLimit,
        Optional<RemoteSettings> remote) {
    /// How long a caller waits for another process that computes the same key, by default.
    static final Duration WAIT_LIMIT = Duration.ofMinutes(2);

    static final String MAX_SIZE_VARIABLE = "KOMODO_CACHE_MAX_SIZE";
    static final String LAYERS_VARIABLE = "KOMODO_CACHE_LAYERS";

    public CacheSettings {
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(maxSize, "maxSize");
        Objects.requireNonNull(waitLimit, "waitLimit");
        Objects.requireNonNull(remote, "remote");
        layers = List.copyOf(layers);
    }

    /// Settings without a remote store.
    public CacheSettings(
            CacheLocation location, CacheSize maxSize, List<Path> layers, Duration waitLimit) {
        this(location, maxSize, layers, waitLimit, Optional.empty());
    }

    /// The settings of this process for a location.
    public static CacheSettings of(CacheLocation location) {
        return of(location, System.getenv(), Warnings.toLog());
    }

    /// The settings of this process.
    ///
    /// @param explicit the folder that the program or a flag names, if any
    public static CacheSettings resolve(@Nullable Path explicit) {
        return of(CacheLocation.resolve(explicit));
    }

    static CacheSettings of(
            CacheLocation location, Map<String, String> environment, Warnings warnings) {
        return new CacheSettings(
                location,
                maxSize(environment.getOrDefault(MAX_SIZE_VARIABLE, ""), warnings),
                layers(environment.getOrDefault(LAYERS_VARIABLE, "")),
                WAIT_LIMIT,
                environment.getOrDefault(RemoteSettings.ADDRESS_VARIABLE, "").isEmpty()
                        ? Optional.empty()
                        : RemoteSettings.of(environment, warnings));
    }

    /// A variable that can't be read must not stop a program: the default holds, with a warning.
    private static CacheSize maxSize(String text, Warnings warnings) {
        if (text.isEmpty()) {
            return CacheSize.DEFAULT;
        }
        try {
            return CacheSize.parse(text);
        } catch (IllegalArgumentException e) {
            warnings.warn(
                    Path.of(MAX_SIZE_VARIABLE),
                    MAX_SIZE_VARIABLE
                            + " is not used: "
                            + e.getMessage()
                            + ". The bound is "
                            + CacheSize.DEFAULT
                            + ".");
            return CacheSize.DEFAULT;
        }
    }

    private static List<Path> layers(String text) {
        List<Path> layers = new ArrayList<>();
        for (String folder : text.split(File.pathSeparator, -1)) {
            if (!folder.isEmpty()) {
                layers.add(Path.of(folder));
            }
        }
        return layers;
    }

    /// With another bound.
    public CacheSettings maxSize(CacheSize size) {
        return new CacheSettings(location, size, layers, waitLimit, remote);
    }

    /// With other layers.
    public CacheSettings layers(List<Path> folders) {
        return new CacheSettings(location, maxSize, folders, waitLimit, remote);
    }

    /// With another patience.
    public CacheSettings waitLimit(Duration limit) {
        return new CacheSettings(location, maxSize, layers, limit, remote);
    }

    /// With a remote store.
    public CacheSettings remote(RemoteSettings settings) {
        return new CacheSettings(location, maxSize, layers, waitLimit, Optional.of(settings));
    }
}
