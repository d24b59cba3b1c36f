package dev.komodo.cli;

import dev.komodo.Options;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

/// The flags that commands share which open a compiler.
final class CompilerFlags {
    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Threads of parallel loops (default: KOMODO_THREADS, else the processors).")
    private @Nullable Integer threads;

    @Option(names = "--no-cache", description = "Compile anew; neither read nor write the cache.")
    private boolean noCache;

    @Option(
            names = "--target",
            paramLabel = "CPU",
            description = "The processor to make code for, by LLVM's name (default: this host).")
    private @Nullable String target;

    /// The options that the flags ask for.
    Options options() {
        Options options = Options.defaults();
        Integer count = threads;
        if (count != null) {
            options = options.threads(count);
        }
        if (noCache) {
            options = options.withoutCache();
        }
        String cpu = target;
        return cpu == null ? options : options.target(cpu);
    }
}
