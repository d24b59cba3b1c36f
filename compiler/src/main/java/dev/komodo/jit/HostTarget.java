package dev.komodo.jit;

import dev.komodo.cache.Notes;
import dev.komodo.error.UnsupportedHostException;
import dev.komodo.llvm.HostCpu;
import dev.komodo.llvm.TargetOptions;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;

/// The machine that this process runs on, as a [Target].
public final class HostTarget {
    private static final long DEFAULT_LEVEL_1 = 32L << 10;
    private static final long DEFAULT_LEVEL_2 = 512L << 10;
    private static final long DEFAULT_LEVEL_3 = 16L << 20;

    private static final List<String> NEEDED = List.of("sse4.2", "popcnt");

    private HostTarget() {}

    /// The host. Cache sizes that the operating system hides are taken to be common ones.
    ///
    /// @throws UnsupportedHostException if the host lacks SSE4.2
    public static Target detect() {
        return of(LlvmFailures.translate(HostCpu::detect));
    }

    /// The host, as a cache may remember it; LLVM is asked, and loaded, only if it does not.
    ///
    /// @throws UnsupportedHostException if the host lacks SSE4.2
    public static Target detect(Notes notes) {
        return of(RememberedHost.OF_PROCESS.cpu(notes));
    }

    /// The machine with a processor.
    ///
    /// @throws UnsupportedHostException if it lacks SSE4.2
    public static Target of(HostCpu host) {
        List<String> features = host.features();
        List<String> missing = new ArrayList<>(NEEDED);
        missing.removeAll(features);
        if (!missing.isEmpty()) {
            throw new UnsupportedHostException(
                    "Komodo needs a processor with SSE4.2 (x86-64-v2: Intel since Nehalem, AMD"
                            + " since Bulldozer); this one, "
                            + host.name()
                            + ", lacks "
                            + String.join(", ", missing)
                            + ". Use another machine, or let the virtual machine show its host's"
                            + " processor");
        }
        return new Target(
                TargetOptions.LINUX_X86_64,
                host.name(),
                features,
                Targets.vectorBits(features),
                Targets.hasWideVectors(features) ? 32 : 16,
                features.contains("fma"),
                orElse(host.caches().level1(), DEFAULT_LEVEL_1),
                orElse(host.caches().level2(), DEFAULT_LEVEL_2),
                orElse(host.caches().level3(), DEFAULT_LEVEL_3));
    }

    private static long orElse(long bytes, long unknown) {
        return bytes > 0 ? bytes : unknown;
    }
}
