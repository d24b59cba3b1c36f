package dev.komodo.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.komodo.llvm.Assembler;
import dev.komodo.llvm.HostCpu;
import dev.komodo.llvm.LlvmException;
import dev.komodo.llvm.LlvmThreads;
import dev.komodo.llvm.OrcJit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A probe executes what it is named after: its hot loop holds nothing else, and what it computes
/// is what that instruction computes as often as the work of a round says.
final class ProbeTest {
    private static final HostCpu HOST = HostCpu.detect();
    private static final int ROUNDS = 3;
    private static final Map<Ceiling, String> INSTRUCTIONS =
            Map.of(
                    Ceiling.FMA_F32, "vfmadd213ps",
                    Ceiling.FMA_F64, "vfmadd213pd",
                    Ceiling.DOT_BF16, "vdpbf16ps",
                    Ceiling.DOT_INT8, "vpdpbusd",
                    Ceiling.AMX_BF16, "tdpbf16ps",
                    Ceiling.AMX_INT8, "tdpbssd",
                    Ceiling.READ, "vpxor",
                    Ceiling.COPY, "vmovaps",
                    Ceiling.STREAM_COPY, "vmovntps");

    private static HostCpu with(String... features) {
        return new HostCpu("test", "", List.of(features), HOST.caches());
    }

    @ParameterizedTest
    @EnumSource(Ceiling.class)
    void aHotLoopHoldsItsInstructionAndTheCountOnly(Ceiling ceiling) {
        HostCpu all =
                with("avx512f", "avx512bf16", "avx512vnni", "amx-bf16", "amx-int8", "amx-tile");
        for (HostCpu host : List.of(all, with("avx2", "avxvnni"))) {
            Optional<ProbePlan> plan = ProbePlan.of(ceiling, host);
            if (plan.isEmpty()) {
                continue;
            }
            String loop = plan.get().text().replaceAll("(?s).*\n1:\n(.*)  jnz 1b\n.*", "$1");
            List<String> lines = loop.lines().map(String::strip).toList();
            long claimed =
                    lines.stream().filter(line -> line.contains(INSTRUCTIONS.get(ceiling))).count();
            long others =
                    lines.stream()
                            .filter(line -> !line.contains(INSTRUCTIONS.get(ceiling)))
                            .filter(line -> !line.startsWith("decq") && !line.startsWith("addq"))
                            .filter(line -> !line.matches("vmovaps [0-9]+\\(%rsi\\), .*"))
                            .count();
            assertThat(claimed).isGreaterThanOrEqualTo(ProbeText.MOVES);
            assertThat(others).isZero();
            // what assembles is what was written: the assembler takes every instruction
            assertThat(Assembler.assemble(ceiling.text(), plan.get().text())).isNotEmpty();
        }
    }

    @Test
    void whatAHostLacksIsAbsent() {
        HostCpu small = with("avx2", "fma");
        assertThat(ProbePlan.of(Ceiling.FMA_F32, small)).isPresent();
        for (Ceiling ceiling :
                List.of(Ceiling.DOT_BF16, Ceiling.DOT_INT8, Ceiling.AMX_BF16, Ceiling.AMX_INT8)) {
            assertThat(ProbePlan.of(ceiling, small)).as(ceiling.text()).isEmpty();
        }
    }

    @Test
    void singleSumsAreIteratedFusedMultiplyAdds() {
        float expected = 0.99f;
        for (int i = 0; i < repetitions(); i++) {
            expected = Math.fma(0.99f, expected, 1e-3f);
        }
        MemorySegment sums = run(Ceiling.FMA_F32);
        for (long i = 0; i < sumBytes() / 4; i++) {
            assertThat(sums.getAtIndex(ValueLayout.JAVA_FLOAT, i)).isEqualTo(expected);
        }
    }

    @Test
    void doubleSumsAreIteratedFusedMultiplyAdds() {
        double expected = 0.99;
        for (int i = 0; i < repetitions(); i++) {
            expected = Math.fma(0.99, expected, 1e-3);
        }
        MemorySegment sums = run(Ceiling.FMA_F64);
        for (long i = 0; i < sumBytes() / 8; i++) {
            assertThat(sums.getAtIndex(ValueLayout.JAVA_DOUBLE, i)).isEqualTo(expected);
        }
    }

    @Test
    void byteSumsAreDotProducts() {
        assumeTrue(ProbePlan.of(Ceiling.DOT_INT8, HOST).isPresent(), "no vpdpbusd on this host");
        int expected = 0x05030503 + repetitions() * 2 * (3 * 3 + 5 * 5);
        MemorySegment sums = run(Ceiling.DOT_INT8);
        for (long i = 0; i < sumBytes() / 4; i++) {
            assertThat(sums.getAtIndex(ValueLayout.JAVA_INT, i)).isEqualTo(expected);
        }
    }

    @Test
    void copiesCopyAndReadsRead() {
        for (Ceiling ceiling : List.of(Ceiling.COPY, Ceiling.STREAM_COPY, Ceiling.READ)) {
            try (Arena arena = Arena.ofConfined();
                    OrcJit linker = OrcJit.create(LlvmThreads.shared())) {
                long bytes = ROUNDS * ProbePlan.stride(HOST);
                MemorySegment from = arena.allocate(bytes, 64);
                MemorySegment to = arena.allocate(bytes, 64);
                for (long i = 0; i < bytes / 8; i++) {
                    from.setAtIndex(ValueLayout.JAVA_LONG, i, i * 0x9E3779B97F4A7C15L);
                }
                String text = ProbePlan.of(ceiling, HOST).orElseThrow().text();
                try (ProbeCode code = new ProbeCode(linker, ceiling.text(), text)) {
                    code.run(ROUNDS, from, to);
                }
                if (ceiling == Ceiling.READ) {
                    assertThat(to.getAtIndex(ValueLayout.JAVA_LONG, 1)).isEqualTo(folded(from, 1));
                } else {
                    assertThat(to.mismatch(from)).isEqualTo(-1);
                }
            }
        }
    }

    /// Long `i` of all rounds, by exclusive or.
    private static long folded(MemorySegment from, long i) {
        long fold = 0;
        for (int round = 0; round < ROUNDS; round++) {
            fold ^= from.getAtIndex(ValueLayout.JAVA_LONG, i + round * ProbePlan.stride(HOST) / 8);
        }
        return fold;
    }

    @Test
    void badAssemblyIsAnExceptionThatNamesIt() {
        assertThatThrownBy(() -> Assembler.assemble("nonsense", "  fly %rax\n"))
                .isInstanceOf(LlvmException.class)
                .hasMessageContaining("nonsense");
    }

    @Test
    void theCeilingsOfThisHostAreMeasured() {
        try (Ceilings ceilings = Ceilings.open(2)) {
            Map<Ceiling, Double> rates = ceilings.measure();
            assertThat(rates.keySet())
                    .isEqualTo(ceilings.present())
                    .contains(
                            Ceiling.FMA_F32,
                            Ceiling.FMA_F64,
                            Ceiling.READ,
                            Ceiling.COPY,
                            Ceiling.STREAM_COPY);
            assertThat(rates.values()).allSatisfy(rate -> assertThat(rate).isPositive());
        }
    }

    /// How often a sum was added to in [#ROUNDS] rounds.
    private static int repetitions() {
        return ROUNDS * ProbeText.INSTRUCTIONS / ProbeText.sums(register());
    }

    private static String register() {
        return HOST.has("avx512f") ? "zmm" : "ymm";
    }

    private static long sumBytes() {
        return (long) ProbeText.sums(register()) * ProbeText.bytes(register());
    }

    /// The sums after [#ROUNDS] rounds.
    private static MemorySegment run(Ceiling ceiling) {
        ProbePlan plan = ProbePlan.of(ceiling, HOST).orElseThrow();
        Arena arena = Arena.ofAuto();
        MemorySegment sums = arena.allocate(ProbePlan.RESULT_BYTES, 64);
        try (OrcJit linker = OrcJit.create(LlvmThreads.shared());
                ProbeCode code = new ProbeCode(linker, ceiling.text(), plan.text())) {
            code.run(ROUNDS, plan.operands(arena), sums);
        }
        return sums;
    }
}
