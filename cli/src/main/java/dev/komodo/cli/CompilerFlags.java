package dev.komodo.cli;

import dev.komodo.Options;
import dev.komodo.target.Algebra;
import dev.komodo.target.Effort;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/// The flags that commands share which open a compiler; filled in as those of [RunCommand].
final class CompilerFlags {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads of parallel loops (default: KOMODO_THREADS, else the processors).")
    @Nullable Integer threads;

    @Option(names = "--no-cache", description = "Compile anew; neither read nor write the cache.")
    boolean noCache;

    @Option(
            names = "--cache",
            paramLabel = "DIR",
            description = "The folder of the cache (default: KOMODO_CACHE, see 'komodo --help').")
    @Nullable Path cache;

    @Option(
            names = "--target",
            paramLabel = "CPU",
            description = "The processor to make code for, by LLVM's name (default: this host).")
    private @Nullable String target;

    @Option(
            names = "--effort",
            paramLabel = "EFFORT",
            description =
                    "normal, or fast: compile sooner, into slower code (default:"
                            + " ${DEFAULT-VALUE}).")
    private Effort effort = Effort.NORMAL;

    @Option(
            names = "--algebra",
            paramLabel = "ALGEBRA",
            description =
                    "floats, or reals: also rewrite by what is true of real numbers only (default:"
                            + " ${DEFAULT-VALUE}).")
    private Algebra algebra = Algebra.FLOATS;

    @Option(
            names = "--check-rewrites",
            description =
                    "Execute the program before and after each rewrite on samples, and fail at the"
                            + " rule that changes a result.")
    private boolean checkRewrites;

    /// The options that the flags ask for.
    Options options() {
        Options options = Options.defaults().effort(effort).algebra(algebra);
        if (checkRewrites) {
            options = options.checkRewrites(true);
        }
        Integer count = threads;
        if (count != null) {
            options = options.threads(count);
        }
        Path folder = cache;
        if (folder != null) {
            options = options.cacheFolder(folder);
        }
        if (noCache) {
            options = options.withoutCache();
        }
        String cpu = target;
        return cpu == null ? options : options.target(cpu);
    }
}
