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

    private static final List<String> NEEDED = List.of("avx2", "fma", "f16c");

    private HostTarget() {}

    /// The host. Cache sizes that the operating system hides are taken to be common ones.
    ///
    /// @throws UnsupportedHostException if the host lacks AVX2, FMA or F16C
    public static Target detect() {
        return of(LlvmFailures.translate(HostCpu::detect));
    }

    /// The host, as a cache may remember it; LLVM is asked, and loaded, only if it does not.
    ///
    /// @throws UnsupportedHostException if the host lacks AVX2, FMA or F16C
    public static Target detect(Notes notes) {
        return of(RememberedHost.OF_PROCESS.cpu(notes));
    }

    /// The machine with a processor.
    ///
    /// @throws UnsupportedHostException if it lacks AVX2, FMA or F16C
    public static Target of(HostCpu host) {
        List<String> features = host.features();
        List<String> missing = new ArrayList<>(NEEDED);
        missing.removeAll(features);
        if (!missing.isEmpty()) {
            throw new UnsupportedHostException(
                    "Komodo needs a processor with AVX2, FMA and F16C (x86-64-v3: Intel since"
                            + " Haswell, AMD since Excavator); this one, "
                            + host.name()
                            + ", lacks "
                            + String.join(", ", missing)
                            + ". Use another machine, or let the virtual machine show its host's"
                            + " processor");
        }
        boolean wide = Targets.hasWideVectors(features);
        return new Target(
                TargetOptions.LINUX_X86_64,
                host.name(),
                features,
                wide ? 512 : 256,
                wide ? 32 : 16,
                true,
                orElse(host.caches().level1(), DEFAULT_LEVEL_1),
                orElse(host.caches().level2(), DEFAULT_LEVEL_2),
                orElse(host.caches().level3(), DEFAULT_LEVEL_3));
    }

    private static long orElse(long bytes, long unknown) {
        return bytes > 0 ? bytes : unknown;
    }
}
