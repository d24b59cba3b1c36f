package dev.komodo.emit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.jit.FixedNames;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.Listings;
import dev.komodo.jit.ObjectCompiler;
import dev.komodo.jit.Targets;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopOutcome;
import dev.komodo.loop.LoopParser;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.Status;
import dev.komodo.testing.JitRunner;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// What emission promises beyond the results of operations.
class ModuleEmitterTest {
    @ParameterizedTest
    @ValueSource(strings = {"skylake-avx512", "icelake-server", "sapphirerapids", "znver4"})
    void wideVectorsStayInWideRegisters(String name) {
        String assembly = list(body("store y[0] = x[0; 16] + x[16; 16]"), name).assembly();
        assertThat(assembly).containsPattern("vaddps\\s.*%zmm").doesNotContain("%ymm");
    }

    @Test
    void productsAreNotFusedUnlessTheProgramSaysSo() {
        String separate = list(body("store y[0] = (x[0] * x[1]) + x[2]"), "x86-64-v3").assembly();
        assertThat(separate).contains("vmulss").contains("vaddss").doesNotContain("vfmadd");
        String fused = list(body("store y[0] = fma(x[0], x[1], x[2])"), "x86-64-v3").assembly();
        assertThat(fused).contains("vfmadd");
    }

    @Test
    void aStrictSumKeepsItsOrder() {
        LoopProgram program =
                body(
                        """
                        var s: f32 = 0x0.0p0:f32
                        for i = 0 to n {
                          s = s + x[i]
                        }
                        store y[0] = s
                        """);
        assertThat(list(program, "x86-64-v3").optimizedLlvm())
                .doesNotContain("reassoc")
                .doesNotContain("<");
    }

    @Test
    void storesPastTheCachesAreAlignedOnesAndFenced() {
        String assembly = list(body("stream y[0] = x[0; 16]"), "skylake-avx512").assembly();
        assertThat(assembly)
                .contains("vmovntps")
                .contains("vmovups")
                .containsPattern("mfence|lock");
    }

    @Test
    void streamsToUnalignedMemoryArriveToo() {
        LoopProgram program = body("stream y[0] = x[0; 16]");
        try (Arena arena = Arena.ofShared();
                JitRunner jit = new JitRunner(program, HostTarget.detect())) {
            for (int misalignment : new int[] {0, 4, 32}) {
                MemorySegment input = arena.allocate(128, 64);
                for (int i = 0; i < 16; i++) {
                    input.setAtIndex(ValueLayout.JAVA_FLOAT, i, i + 0.5f);
                }
                MemorySegment output = arena.allocate(192, 64).asSlice(misalignment, 64);
                jit.run(arguments(arena, 16, input, output));
                assertThat(output.mismatch(input)).isEqualTo(64);
            }
        }
    }

    @Test
    void theLowestFailingIndexIsReportedWhateverTheThreads() {
        LoopProgram program =
                body(
                        """
                        for parallel(1, worker) i = 0 to n {
                          if x[i] < 0x0.0p0:f32 {
                            fail index_out_of_bounds(i)
                          }
                          if x[i] < -0x1.0p0:f32 {
                            fail empty_reduction(i + 7)
                          }
                        }
                        """);
        try (Arena arena = Arena.ofShared();
                JitRunner jit = new JitRunner(program, HostTarget.detect())) {
            MemorySegment input = arena.allocate(4L * 1000, 64);
            LoopArguments arguments = arguments(arena, 1000, input, arena.allocate(4000, 64));
            assertThat(jit.run(arguments)).isEqualTo(new LoopOutcome(Status.OK, 0));
            for (int failing : new int[] {999, 640, 17}) {
                input.setAtIndex(ValueLayout.JAVA_FLOAT, failing, -2);
                assertThat(jit.run(arguments))
                        .isEqualTo(new LoopOutcome(Status.INDEX_OUT_OF_BOUNDS, failing));
            }
        }
    }

    @Test
    void planRefusesSizesThatOverflowOrAreNegative() {
        LoopProgram program = body("store y[0] = x[0]");
        try (JitRunner jit = new JitRunner(program, HostTarget.detect())) {
            assertThat(jit.plan(List.of(10L), 3)).containsExactly(0L, 10L * 64 * 3, 40L);
            long overflow = Status.SIZE_OVERFLOW.code();
            for (long dim : new long[] {1L << 61, Long.MAX_VALUE, 1L << 56, -1}) {
                assertThat(jit.plan(List.of(dim), 3)).containsExactly(overflow);
            }
        }
    }

    @Test
    void aFunctionThatWouldCompileForMinutesIsRefused() {
        StringBuilder statements = new StringBuilder("let v0: f32 = x[0]\n");
        for (int i = 1; i < 25_000; i++) {
            statements.append("let v%d: f32 = v%d + x[%d]%n".formatted(i, i - 1, i));
        }
        assertThatThrownBy(() -> list(body(statements.toString()), "x86-64-v3"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("operations");
    }

    @Test
    void aFrameAboveSixteenKilobytesIsRefused() {
        LoopProgram program =
                body(
                        """
                        alloc large: stack f32[5000]
                        for i = 0 to 5000 {
                          store large[i] = x[0]
                        }
                        store y[0] = large[n]
                        """);
        assertThatThrownBy(() -> list(program, "x86-64-v3"))
                .isInstanceOf(UnsupportedException.class)
                .hasMessageContaining("stack");
    }

    @Test
    void loopsThatPassesReplaceAreNotEmitted() {
        LoopProgram program =
                body(
                        """
                        for vector(16) i = 0 to n {
                          store y[i] = x[i]
                        }
                        """);
        assertThatThrownBy(() -> list(program, "x86-64-v3"))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("vectorize");
    }

    private static Listings list(LoopProgram program, String target) {
        return ObjectCompiler.shared().list(program, Targets.named(target), new FixedNames());
    }

    private static LoopArguments arguments(
            Arena arena, long n, MemorySegment input, MemorySegment output) {
        return new LoopArguments(
                List.of(n),
                2,
                List.of(input),
                List.of(output),
                List.of(),
                List.of(),
                arena.allocate(8));
    }

    private static LoopProgram body(String statements) {
        return LoopParser.parse(
                """
                program @body {
                  dim n: i64
                  workers w: i64
                  input x: argument f32[n]
                  output y: argument f32[n]
                  results cells: result_dims i64[0]
                  workspace (n * 64) * w
                  prepare {
                  }
                  run {
                %s
                  }
                }
                """
                        .formatted(statements.indent(4)));
    }
}
