package dev.komodo.llvm;

import java.util.ArrayList;
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

    /// The host, from what [#detect] found in another process on the same machine, and the
    /// operating system. LLVM is not loaded.
    ///
    /// @param name as [#name]
    /// @param featureString as [#featureString]
    public static HostCpu remembered(String name, String featureString) {
        return new HostCpu(
                name,
                featureString,
                instructionSets(featureString),
                CacheSizes.read(CacheSizes.FIRST_CPU));
    }

    /// Whether the CPU has the instruction set `feature`, as in `avx512f`.
    public boolean has(String feature) {
        return features.contains(feature);
    }

    /// The instruction sets in an LLVM feature string that are switched on, sorted.
    static List<String> instructionSets(String featureString) {
        List<String> sets = new ArrayList<>();
        for (String feature : featureString.split(",", -1)) {
            if (feature.startsWith("+") && !isTuning(feature)) {
                sets.add(feature.substring(1));
            }
        }
        sets.sort(null);
        return List.copyOf(sets);
    }

    private static boolean isTuning(String feature) {
        for (String prefix : TUNING_PREFIXES) {
            if (feature.startsWith(prefix, 1)) {
                return true;
            }
        }
        return false;
    }

    private static final class Detected {
        static final HostCpu HOST = read();

        private static HostCpu read() {
            return remembered(
                    NativeText.owned(StartFunction.GET_HOST_CPU_NAME.pointer()),
                    NativeText.owned(StartFunction.GET_HOST_CPU_FEATURES.pointer()));
        }
    }
}
