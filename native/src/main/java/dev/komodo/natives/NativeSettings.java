package dev.komodo.natives;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where native libraries come from and where they are unpacked.
///
/// @param llvm libLLVM, or the folder it lies in, to use in place of the packaged one
/// @param cache Komodo's cache folder; libraries are unpacked below its folder `native`
public record NativeSettings(Optional<Path> llvm, Path cache) {
    /// The environment variable that names libLLVM or its folder.
    public static final String LLVM_VARIABLE = "KOMODO_LLVM";

    /// The environment variable that names the cache folder.
    public static final String CACHE_VARIABLE = "KOMODO_CACHE";

    /// Both paths become absolute.
    public NativeSettings {
        llvm = llvm.map(Path::toAbsolutePath);
        cache = cache.toAbsolutePath();
    }

    /// Settings of this process.
    ///
    /// @throws NativeLibraryException if neither a variable nor the user's home gives a cache
    ///   folder
    public static NativeSettings ofProcess() {
        return of(System.getenv(), System.getProperty("user.home", ""));
    }

    /// Reads an environment. The cache folder is `KOMODO_CACHE`, else `XDG_CACHE_HOME/komodo`, else
    /// `~/.cache/komodo`. Empty variables count as absent, and so does a relative `XDG_CACHE_HOME`
    /// (source: XDG Base Directory Specification 0.8).
    ///
    /// @throws NativeLibraryException if nothing gives a cache folder
    public static NativeSettings of(Map<String, String> environment, String home) {
        return new NativeSettings(
                path(environment, LLVM_VARIABLE),
                path(environment, CACHE_VARIABLE)
                        .or(
                                () ->
                                        path(environment, "XDG_CACHE_HOME")
                                                .filter(Path::isAbsolute)
                                                .map(folder -> folder.resolve("komodo")))
                        .orElseGet(() -> belowHome(home)));
    }

    private static Optional<Path> path(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    private static Path belowHome(String home) {
        if (home.isBlank() || home.equals("?"))
            throw new NativeLibraryException(
                    "No folder to unpack libLLVM into: the user has no home folder, and neither"
                            + " KOMODO_CACHE nor XDG_CACHE_HOME is set. Set KOMODO_CACHE to a"
                            + " folder that only you can write to.");
        return Path.of(home, ".cache", "komodo");
    }
}
