package dev.komodo.cache;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.Map;

/// The folder of a cache, and what chose it: an explicit path, else `KOMODO_CACHE`, else
/// `XDG_CACHE_HOME/komodo`, else `~/.cache/komodo`. An empty variable counts as absent, and so does
/// a relative `XDG_CACHE_HOME` (XDG Base Directory Specification 0.8).
///
/// @param folder absolute, not necessarily existing
/// @param origin what chose it
public record CacheLocation(Path folder, Origin origin) {
    /// What chose the folder.
    public enum Origin {
        /// The program or a flag.
        EXPLICIT,
        /// The environment variable `KOMODO_CACHE`.
        KOMODO_CACHE,
        /// The environment variable `XDG_CACHE_HOME`.
        XDG_CACHE_HOME,
        /// The user's home.
        HOME
    }

    public CacheLocation {
        folder = folder.toAbsolutePath().normalize();
    }

    /// The folder that a program or a flag names.
    public static CacheLocation explicit(Path folder) {
        return new CacheLocation(folder, Origin.EXPLICIT);
    }

    /// The location for this process.
    ///
    /// @param explicit the folder that the program or a flag names, if any
    public static CacheLocation resolve(@Nullable Path explicit) {
        return resolve(explicit, System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    static CacheLocation resolve(
            @Nullable Path explicit, Map<String, String> environment, Path home) {
        if (explicit != null) {
            return explicit(explicit);
        }
        String own = environment.getOrDefault("KOMODO_CACHE", "");
        if (!own.isEmpty()) {
            return new CacheLocation(Path.of(own), Origin.KOMODO_CACHE);
        }
        String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
        if (!xdg.isEmpty() && Path.of(xdg).isAbsolute()) {
            return new CacheLocation(Path.of(xdg, "komodo"), Origin.XDG_CACHE_HOME);
        }
        return new CacheLocation(home.resolve(".cache").resolve("komodo"), Origin.HOME);
    }

    /// Where unpacked native libraries live. Listing and clearing a store leave it alone.
    public Path nativeFolder() {
        return folder.resolve("native");
    }
}
