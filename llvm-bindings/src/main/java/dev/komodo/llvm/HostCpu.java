package dev.komodo.llvm;

import java.util.Arrays;
import java.util.List;

/// The CPU this process runs on: what LLVM calls it, what it can do, and its caches.
///
/// Read once per process; safe from any thread.
///
/// @param name LLVM's name, as in `sapphirerapids`
/// @param featureString LLVM's features, on and off, as a target machine takes them
/// @param features the instruction sets the CPU has, sorted, without signs; tuning flags, which
///   change speed and not results, do not count
/// @param caches data caches as the operating system describes them
public record HostCpu(String name, String featureString, List<String> features, CacheSizes caches) {
    private static final List<String> TUNING_PREFIXES =
            List.of("fast-", "slow-", "prefer-", "false-deps-", "tuning-", "no-bypass-");

    public HostCpu {
        features = List.copyOf(features);
    }

    /// The host, from LLVM and the operating system.
    ///
    /// @throws LlvmException if the LLVM library is not of the supported version
    public static HostCpu detect() {
        LlvmRuntime.load();
        return Detected.HOST;
    }

    /// Whether the CPU has the instruction set `feature`, as in `avx512f`.
    public boolean has(String feature) {
        return features.contains(feature);
    }

    /// The instruction sets in an LLVM feature string that are switched on, sorted.
    static List<String> instructionSets(String featureString) {
        return Arrays.stream(featureString.split(","))
                .filter(feature -> feature.startsWith("+"))
                .map(feature -> feature.substring(1))
                .filter(feature -> TUNING_PREFIXES.stream().noneMatch(feature::startsWith))
                .sorted()
                .toList();
    }

    private static final class Detected {
        static final HostCpu HOST = read();

        private static HostCpu read() {
            String features = NativeText.owned(StartFunction.GET_HOST_CPU_FEATURES.pointer());
            return new HostCpu(
                    NativeText.owned(StartFunction.GET_HOST_CPU_NAME.pointer()),
                    features,
                    instructionSets(features),
                    CacheSizes.read(CacheSizes.FIRST_CPU));
        }
    }
}
