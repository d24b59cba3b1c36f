package dev.komodo.emit;

import dev.komodo.target.Target;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// LLVM's feature string of a target: what it has is switched on, and whatever else LLVM knows is
/// switched off, because a CPU's name implies instruction sets that a virtual machine may hide.
public final class InstructionSets {
    /// The names that LLVM 20 reports for x86-64 hosts (`LLVMGetHostCPUFeatures`), sorted.
    private static final List<String> ALL =
            List.of(
                    """
                    64bit adx aes amx-avx512 amx-bf16 amx-complex amx-fp16
                    amx-fp8 amx-int8 amx-movrs amx-tf32 amx-tile amx-transpose
                    avx avx10.1-256 avx10.1-512 avx10.2-256 avx10.2-512 avx2
                    avx512bf16 avx512bitalg avx512bw avx512cd avx512dq avx512f
                    avx512fp16 avx512ifma avx512vbmi avx512vbmi2 avx512vl
                    avx512vnni avx512vp2intersect avx512vpopcntdq avxifma
                    avxneconvert avxvnni avxvnniint16 avxvnniint8 bmi bmi2 ccmp
                    cf cldemote clflushopt clwb clzero cmov cmpccxadd crc32 cx16
                    cx8 egpr enqcmd evex512 f16c fma fma4 fsgsbase fxsr gfni
                    hreset invpcid kl lwp lzcnt mmx movbe movdir64b movdiri
                    movrs mwaitx ndd nf pclmul pconfig pku popcnt ppx prefetchi
                    prfchw ptwrite push2pop2 raoint rdpid rdpru rdrnd rdseed rtm
                    sahf serialize sgx sha sha512 shstk sm3 sm4 sse sse2 sse3
                    sse4.1 sse4.2 sse4a ssse3 tbm tsxldtrk uintr usermsr vaes
                    vpclmulqdq waitpkg wbnoinvd widekl xop xsave xsavec xsaveopt
                    xsaves zu
                    """
                            .strip()
                            .split("\\s+"));

    private InstructionSets() {}

    /// As in `+avx2,-avx512f`. Of other architectures, whose names imply nothing that a system
    /// hides, only what is switched on.
    public static String featureString(Target target) {
        if (!target.isX86()) {
            return target.features().stream()
                    .map(feature -> "+" + feature)
                    .collect(Collectors.joining(","));
        }
        Stream<String> on = target.features().stream().map(feature -> "+" + feature);
        Stream<String> off =
                ALL.stream().filter(feature -> !target.has(feature)).map(feature -> "-" + feature);
        return Stream.concat(on, off).collect(Collectors.joining(","));
    }
}
