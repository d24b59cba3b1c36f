package dev.komodo.jit;

import dev.komodo.error.UnsupportedException;
import dev.komodo.llvm.HostCpu;
import dev.komodo.llvm.TargetOptions;
import dev.komodo.target.Target;

import java.util.List;

/// The machine that this process runs on, as a [Target].
public final class HostTarget {
    private static final long DEFAULT_LEVEL_1 = 32L << 10;
    private static final long DEFAULT_LEVEL_2 = 512L << 10;
    private static final long DEFAULT_LEVEL_3 = 16L << 20;

    private HostTarget() {}

    /// The host. Cache sizes that the operating system hides are taken to be common ones.
    ///
    /// @throws UnsupportedException if the host lacks AVX2, FMA or F16C
    public static Target detect() {
        HostCpu host = LlvmFailures.translate(HostCpu::detect);
        List<String> features = host.features();
        for (String needed : List.of("avx2", "fma", "f16c")) {
            if (!features.contains(needed)) {
                throw new UnsupportedException(
                        "Komodo needs a processor with AVX2, FMA and F16C (x86-64-v3); this one, "
                                + host.name()
                                + ", lacks "
                                + needed);
            }
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
