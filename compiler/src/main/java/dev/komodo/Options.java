package dev.komodo;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.natives.ThreadPool;
import dev.komodo.pipeline.PassListener;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// How a [Komodo] compiles and runs. Immutable; each method returns a changed copy.
///
/// | option | default | effect | in the key |
/// |---|---|---|---|
/// | threads | `KOMODO_THREADS`, else the processors | threads of a parallel loop, the caller's included | no |
/// | cache | on | whether objects are read from and written to the cache | no |
/// | cacheFolder | `KOMODO_CACHE`, else the user's cache folder | where objects are kept | no |
/// | target | this host | the processor that code is made for, by LLVM's name | yes |
/// | reproducible | off | names from the key instead of random ones: equal bytes on any host | no |
/// | profile | off | the time of each fused loop is kept, see [dev.komodo.runtime.Binding#profile()]; results are the same | yes |
/// | listener | none | is told about each pass that ran | no |
///
/// @param threads at least 1
/// @param cache whether there is a cache
/// @param cacheFolder an explicit folder
/// @param target an explicit processor, such as `x86-64-v3`; its code runs here only if this host
///   has its features
/// @param reproducible whether symbols are derived from the key
/// @param profile whether kernels keep the time of each fused loop
/// @param listener told about passes
public record Options(
        int threads,
        boolean cache,
        Optional<Path> cacheFolder,
        Optional<String> target,
        boolean reproducible,
        boolean profile,
        PassListener listener) {
    private static final String HOST = "host";

    /// Refuses a number of threads out of range.
    public Options {
        if (threads < 1 || threads > ThreadPool.MOST_THREADS) {
            throw new InvalidGraphException(
                    "threads must lie in [1, " + ThreadPool.MOST_THREADS + "], found " + threads);
        }
        Objects.requireNonNull(cacheFolder);
        Objects.requireNonNull(target);
        Objects.requireNonNull(listener);
    }

    /// The defaults of the table above.
    ///
    /// @throws InvalidGraphException if `KOMODO_THREADS` is set and is no number in range
    public static Options defaults() {
        return new Options(
                threads(System.getenv().getOrDefault("KOMODO_THREADS", "")),
                true,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                PassListener.NONE);
    }

    private static int threads(String text) {
        if (text.isEmpty()) {
            return Math.min(Runtime.getRuntime().availableProcessors(), ThreadPool.MOST_THREADS);
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new InvalidGraphException(
                    "The environment variable KOMODO_THREADS must be a number, found '"
                            + text
                            + "'",
                    notANumber);
        }
    }

    /// With another number of threads.
    public Options threads(int count) {
        return new Options(count, cache, cacheFolder, target, reproducible, profile, listener);
    }

    /// With the cache in a folder.
    public Options cacheFolder(Path folder) {
        return new Options(
                threads, true, Optional.of(folder), target, reproducible, profile, listener);
    }

    /// Without a cache: each kernel is compiled.
    public Options withoutCache() {
        return new Options(threads, false, cacheFolder, target, reproducible, profile, listener);
    }

    /// For another processor, by LLVM's name, or for this one: `host`.
    public Options target(String processor) {
        return new Options(
                threads,
                cache,
                cacheFolder,
                processor.equals(HOST) ? Optional.empty() : Optional.of(processor),
                reproducible,
                profile,
                listener);
    }

    /// With names derived from the key (RFC 9562 version 8) or with random ones.
    public Options reproducible(boolean on) {
        return new Options(threads, cache, cacheFolder, target, on, profile, listener);
    }

    /// With kernels that keep the time of each fused loop, or without.
    public Options profile(boolean on) {
        return new Options(threads, cache, cacheFolder, target, reproducible, on, listener);
    }

    /// The text of what changes code, for keys; the target is an ingredient of its own.
    String ingredient() {
        return profile ? "profile" : "";
    }

    /// With a listener.
    public Options listener(PassListener told) {
        return new Options(threads, cache, cacheFolder, target, reproducible, profile, told);
    }
}
