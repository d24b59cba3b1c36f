package dev.komodo;

import dev.komodo.cache.CacheSize;
import dev.komodo.error.InvalidGraphException;
import dev.komodo.natives.ThreadPool;
import dev.komodo.pipeline.PassListener;
import dev.komodo.target.Algebra;
import dev.komodo.target.Effort;

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
/// | cacheSize | `KOMODO_CACHE_MAX_SIZE`, else 2 GiB | the bound on what the folder keeps | no |
/// | layer | off | `cacheFolder` is filled as a read-only layer for others: everybody may read it | no |
/// | verifyCache | `KOMODO_CACHE_VERIFY` is 1 | what the cache gives is compiled again and compared | no |
/// | target | this host | the processor that code is made for, by LLVM's name | yes |
/// | reproducible | off | names from the key instead of random ones: equal bytes on any host | no |
/// | profile | off | the time of each fused loop is kept, see [dev.komodo.runtime.Binding#profile()]; results are the same | yes |
/// | effort | normal | how much time compiling may take for the speed of the code, see [Effort] | yes |
/// | algebra | floats | which identities rewriting may use, see [Algebra] | yes |
/// | checkRewrites | the property `komodo.check.rewrites` is true | the program is executed before and after each rewrite, a rule that changes results is an [dev.komodo.error.InternalCompilerException]: slow, for finding faults | no |
/// | listener | none | is told about each pass that ran | no |
///
/// @param threads at least 1
/// @param cache whether there is a cache
/// @param cacheFolder an explicit folder
/// @param cacheSize an explicit bound
/// @param layer whether the folder becomes a layer for the `KOMODO_CACHE_LAYERS` of others
/// @param verifyCache whether what the cache gives must equal, byte for byte, what compiling gives
/// @param target an explicit processor, such as `x86-64-v3`; its code runs here only if this host
///   has its features
/// @param reproducible whether symbols are derived from the key
/// @param profile whether kernels keep the time of each fused loop
/// @param effort how much time compiling may take
/// @param algebra which identities rewriting may use
/// @param checkRewrites whether rewrites are checked by the interpreter
/// @param listener told about passes
public record Options(
        int threads,
        boolean cache,
        Optional<Path> cacheFolder,
        Optional<CacheSize> cacheSize,
        boolean layer,
        boolean verifyCache,
        Optional<String> target,
        boolean reproducible,
        boolean profile,
        Effort effort,
        Algebra algebra,
        boolean checkRewrites,
        PassListener listener) {
    private static final String HOST = "host";

    /// Refuses a number of threads out of range.
    public Options {
        if (threads < 1 || threads > ThreadPool.MOST_THREADS) {
            throw new InvalidGraphException(
                    "threads must lie in [1, " + ThreadPool.MOST_THREADS + "], found " + threads);
        }
        Objects.requireNonNull(cacheFolder);
        Objects.requireNonNull(cacheSize);
        Objects.requireNonNull(target);
        Objects.requireNonNull(effort);
        Objects.requireNonNull(algebra);
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
                System.getenv().getOrDefault("KOMODO_CACHE_VERIFY", "").equals("1"),
                Optional.empty(),
                false,
                false,
                Effort.NORMAL,
                Algebra.FLOATS,
                Boolean.getBoolean("komodo.check.rewrites"),
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
        return new Options(
                count,
                cache,
                cacheFolder,
                cacheSize,
                layer,
                verifyCache,
                target,
                reproducible,
                profile,
                effort,
                algebra,
                checkRewrites,
                listener);
    }

    /// With the cache in a folder.
    public Options cacheFolder(Path folder) {
        return cache(true, Optional.of(folder), cacheSize, false, verifyCache);
    }

    /// Filling a folder as a read-only layer: it is created readable by all, its entries are signed
    /// with a key that is no secret, and no other cache is read or written.
    public Options layer(Path folder) {
        return cache(true, Optional.of(folder), cacheSize, true, verifyCache);
    }

    /// With another bound on what the cache's folder keeps.
    public Options cacheSize(CacheSize bound) {
        return cache(cache, cacheFolder, Optional.of(bound), layer, verifyCache);
    }

    /// Comparing what the cache gives with what compiling gives, or not.
    public Options verifyCache(boolean on) {
        return cache(cache, cacheFolder, cacheSize, layer, on);
    }

    /// Without a cache: each kernel is compiled.
    public Options withoutCache() {
        return cache(false, cacheFolder, cacheSize, false, verifyCache);
    }

    private Options cache(
            boolean on,
            Optional<Path> folder,
            Optional<CacheSize> bound,
            boolean asLayer,
            boolean verified) {
        return new Options(
                threads,
                on,
                folder,
                bound,
                asLayer,
                verified,
                target,
                reproducible,
                profile,
                effort,
                algebra,
                checkRewrites,
                listener);
    }

    /// For another processor, by LLVM's name, or for this one: `host`.
    public Options target(String processor) {
        return code(
                processor.equals(HOST) ? Optional.empty() : Optional.of(processor),
                reproducible,
                profile,
                effort,
                listener);
    }

    /// With names derived from the key (RFC 9562 version 8) or with random ones.
    public Options reproducible(boolean on) {
        return code(target, on, profile, effort, listener);
    }

    /// With kernels that keep the time of each fused loop, or without.
    public Options profile(boolean on) {
        return code(target, reproducible, on, effort, listener);
    }

    /// The text of what changes code, for keys; the target is an ingredient of its own.
    String ingredient() {
        String timed = profile ? "profile" : "";
        String quick = effort == Effort.NORMAL ? timed : timed + " effort=fast";
        return algebra == Algebra.FLOATS ? quick : quick + " algebra=reals";
    }

    /// With another effort.
    public Options effort(Effort spent) {
        return code(target, reproducible, profile, spent, listener);
    }

    /// With the identities of floats, or those of real numbers too.
    public Options algebra(Algebra identities) {
        return rewriting(identities, checkRewrites);
    }

    /// Checking each rewrite by the interpreter, or not. A kernel that the cache has is not
    /// rewritten.
    public Options checkRewrites(boolean on) {
        return rewriting(algebra, on);
    }

    /// With a listener.
    public Options listener(PassListener told) {
        return code(target, reproducible, profile, effort, told);
    }

    private Options code(
            Optional<String> processor,
            boolean fromKey,
            boolean timed,
            Effort spent,
            PassListener told) {
        return new Options(
                threads,
                cache,
                cacheFolder,
                cacheSize,
                layer,
                verifyCache,
                processor,
                fromKey,
                timed,
                spent,
                algebra,
                checkRewrites,
                told);
    }

    private Options rewriting(Algebra identities, boolean checked) {
        return new Options(
                threads,
                cache,
                cacheFolder,
                cacheSize,
                layer,
                verifyCache,
                target,
                reproducible,
                profile,
                effort,
                identities,
                checked,
                listener);
    }
}
