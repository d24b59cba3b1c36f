package dev.komodo.jit;

import dev.komodo.error.UnsupportedException;
import dev.komodo.llvm.TargetOptions;
import dev.komodo.target.Target;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Machines by name, to compile for another host than this one.
///
/// A name stands for the instruction sets that arithmetic can use. What only an operating system
/// uses (protection keys, cache line control, random numbers ...) does not count: kernels never
/// need it, and virtual machines hide it.
///
/// source of the instruction sets: LLVM 20, X86TargetParser.cpp, as `clang -march=` shows them.
public final class Targets {
    private static final List<String> V2 =
            words(
                    """
                    64bit cmov crc32 cx16 cx8 fxsr mmx popcnt sahf sse sse2 sse3 sse4.1 sse4.2 ssse3
                    """);
    private static final List<String> V3 = with(V2, "avx avx2 bmi bmi2 f16c fma lzcnt movbe xsave");
    private static final List<String> V4 =
            with(V3, "avx512bw avx512cd avx512dq avx512f avx512vl evex512");
    private static final List<String> SKYLAKE = with(V3, "adx aes pclmul");
    private static final List<String> ZEN_2 = with(SKYLAKE, "sha sse4a");
    private static final List<String> ZEN_3 = with(ZEN_2, "vaes vpclmulqdq");
    private static final List<String> SKYLAKE_512 = with(V4, "adx aes pclmul");
    private static final List<String> CASCADE_LAKE = with(SKYLAKE_512, "avx512vnni");
    private static final List<String> ICE_LAKE =
            with(
                    CASCADE_LAKE,
                    """
                    avx512bitalg avx512ifma avx512vbmi avx512vbmi2 avx512vpopcntdq gfni sha vaes
                    vpclmulqdq
                    """);
    private static final List<String> SAPPHIRE_RAPIDS =
            with(ICE_LAKE, "amx-bf16 amx-int8 amx-tile avx512bf16 avx512fp16 avxvnni");
    private static final List<String> ZEN_4 = with(ICE_LAKE, "avx512bf16 sse4a");

    private static final Map<String, Target> BY_NAME = byName();

    private Targets() {}

    /// The machine with LLVM's name for it, with usual cache sizes.
    ///
    /// @throws UnsupportedException if Komodo does not know it
    public static Target named(String name) {
        Target target = BY_NAME.get(name);
        if (name.equals("x86-64")) {
            throw new UnsupportedException(
                    "The target 'x86-64' lacks SSE4.2, which kernels need. Known: "
                            + String.join(", ", names())
                            + ".");
        }
        if (target == null) {
            throw new UnsupportedException(
                    "No target is called '"
                            + name
                            + "'. Known: "
                            + String.join(", ", names())
                            + ".");
        }
        return target;
    }

    /// The names that [#named] knows, sorted.
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /// The names of the machines whose code a machine with the given features can run, sorted.
    public static List<String> namesWithin(List<String> features) {
        return BY_NAME.values().stream()
                .filter(target -> features.containsAll(target.features()))
                .map(Target::cpu)
                .toList();
    }

    /// Whether 512-bit vectors can be used: with the instructions on bytes, words and quadwords
    /// that masks of all widths need.
    static boolean hasWideVectors(List<String> features) {
        return features.containsAll(
                List.of("avx512f", "avx512bw", "avx512dq", "avx512vl", "evex512"));
    }

    /// The bits of the widest vectors that kernels use.
    static int vectorBits(List<String> features) {
        return hasWideVectors(features) ? 512 : features.contains("avx2") ? 256 : 128;
    }

    private static Map<String, Target> byName() {
        Map<String, Target> targets = new TreeMap<>();
        put(targets, "x86-64-v2", V2, 32, 256, 8);
        put(targets, "x86-64-v3", V3, 32, 256, 8);
        put(targets, "haswell", with(V3, "pclmul"), 32, 256, 8);
        put(targets, "broadwell", with(V3, "adx pclmul"), 32, 256, 8);
        put(targets, "skylake", SKYLAKE, 32, 256, 8);
        put(targets, "alderlake", with(SKYLAKE, "avxvnni gfni sha vaes vpclmulqdq"), 48, 1280, 30);
        put(targets, "znver2", ZEN_2, 32, 512, 16);
        put(targets, "znver3", ZEN_3, 32, 512, 32);
        put(targets, "x86-64-v4", V4, 32, 1024, 16);
        put(targets, "skylake-avx512", SKYLAKE_512, 32, 1024, 16);
        put(targets, "cascadelake", CASCADE_LAKE, 32, 1024, 16);
        put(targets, "cooperlake", with(CASCADE_LAKE, "avx512bf16"), 32, 1024, 16);
        put(targets, "icelake-server", ICE_LAKE, 48, 1280, 24);
        put(targets, "sapphirerapids", SAPPHIRE_RAPIDS, 48, 2048, 32);
        put(targets, "emeraldrapids", SAPPHIRE_RAPIDS, 48, 2048, 32);
        put(targets, "graniterapids", with(SAPPHIRE_RAPIDS, "amx-fp16"), 48, 2048, 32);
        put(targets, "znver4", ZEN_4, 32, 1024, 32);
        put(targets, "znver5", with(ZEN_4, "avx512vp2intersect avxvnni"), 48, 1024, 32);
        return targets;
    }

    private static void put(
            Map<String, Target> targets,
            String name,
            List<String> features,
            long level1KiB,
            long level2KiB,
            long level3MiB) {
        targets.put(
                name,
                new Target(
                        TargetOptions.LINUX_X86_64,
                        name,
                        features,
                        vectorBits(features),
                        hasWideVectors(features) ? 32 : 16,
                        features.contains("fma"),
                        level1KiB << 10,
                        level2KiB << 10,
                        level3MiB << 20));
    }

    private static List<String> with(List<String> base, String more) {
        return Stream.concat(base.stream(), words(more).stream()).sorted().toList();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+")).sorted().toList();
    }
}
