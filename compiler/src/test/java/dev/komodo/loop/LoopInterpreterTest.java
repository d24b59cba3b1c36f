package dev.komodo.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

class LoopInterpreterTest {
    private static final long N = 8;

    private final MemorySegment floats = MemorySegment.ofArray(new float[(int) N]);
    private final MemorySegment integers = MemorySegment.ofArray(new long[(int) N]);

    private static String program(String functions, String workspace, String statements) {
        return """
        program @p {
          dim n: i64
          workers w: i64
          input x: argument f32[n]
          input xi: argument i64[n]
          output y: argument f32[n]
          output k: argument i64[n]
          table t: constant f32[2] = [2] {0x1.0p1, 0x1.8p1}
          prepared p: constant f32[4]
          results d: result_dims i64[1] "count"
          workspace %s
          %s
          prepare {
            for i = 0 to 4 {
              store p[i] = t[i %% 2]
            }
          }
          run {
            %s
          }
        }
        """
                .formatted(workspace, functions, statements);
    }

    private LoopOutcome run(String text) {
        return run(text, 1);
    }

    private LoopOutcome run(String text, long seed) {
        LoopInterpreter interpreter = new LoopInterpreter(LoopParser.parse(text));
        float[] x = {0, 1, 2, 3, 4, 5, 6, 7};
        long[] xi = {7, 6, 5, 4, 3, 2, 1, 0};
        LoopArguments arguments =
                new LoopArguments(
                        List.of(N),
                        3,
                        List.of(MemorySegment.ofArray(x), MemorySegment.ofArray(xi)),
                        List.of(floats, integers),
                        List.of(),
                        List.of(MemorySegment.ofArray(new float[4])),
                        MemorySegment.ofArray(new long[1]));
        assertThat(interpreter.prepare(arguments, seed).status()).isEqualTo(Status.OK);
        return interpreter.run(arguments, seed);
    }

    private List<Float> y() {
        List<Float> values = new ArrayList<>();
        for (float value : floats.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)) {
            values.add(value);
        }
        return values;
    }

    private List<Long> k() {
        List<Long> values = new ArrayList<>();
        for (long value : integers.toArray(ValueLayout.JAVA_LONG_UNALIGNED)) {
            values.add(value);
        }
        return values;
    }

    @Test
    void executesLoopsCallsMasksAndBreaks() {
        String functions =
                """
                function @square(v: f32x4) -> f32x4 {
                  return v * v
                }
                function @half(m: i64, &a: argument f32[m], &b: argument f32[m]) {
                  for i = 0 to m {
                    if i == 3 {
                      break
                    }
                    store b[i] = a[i]
                  }
                }
                """;
        run(
                program(
                        functions,
                        "0",
                        """
                        call @half(4, &x[4], &y[0])
                        let mask: boolx4 = ramp(0, 1, 4) != broadcast(2, 4)
                        let v: f32x4 = @square(x[4; 4; mask]):f32x4
                        store y[4; mask] = v
                        store y[3] = p[3]
                        scatter k[ramp(0, 0, 4)] = xi[xi[0; 4]; 4]
                        var c: i64 = 0
                        while true:bool {
                          c = c + 1
                          if c > 9 {
                            break
                          }
                        }
                        store k[1] = c
                        store d[0] = c
                        """));
        assertThat(y()).containsExactly(4f, 5f, 6f, 3f, 16f, 25f, 0f, 49f);
        assertThat(k()).startsWith(3L, 10L, 0L);
    }

    @Test
    void reportsTheLowestFailureWhateverTheOrder() {
        String text =
                program(
                        "",
                        "0",
                        """
                        for parallel(1, worker) i = 0 to n {
                          if i > 2 {
                            fail size_overflow(i)
                            fail index_out_of_bounds(i)
                          }
                        }
                        """);
        for (long seed = 0; seed < 5; seed++) {
            assertThat(run(text, seed)).isEqualTo(new LoopOutcome(Status.INDEX_OUT_OF_BOUNDS, 3));
        }
    }

    @Test
    void checksEveryAccess() {
        assertStops("store y[n] = 0x0.0p0:f32", "Store of y[8]: the buffer has 8 elements");
        assertStops("store y[0] = x[0 - 1]", "Load of x[-1]");
        assertStops("store y[5; true:boolx4] = x[0; 4]", "Store of y[8]");
        assertStops("store k[0] = xi[xi[0] * 9223372036854775807]", "Load of xi[");
        assertStops("alloc s: stack bool[4] let b: bool = s[1]", "byte 91 is no truth value");
        assertStops("alloc s: workspace f32[4] at 1 store s[0] = x[0]", "begins at byte 1");
        assertStops("alloc s: workspace f32[n * 9] at 0 ", "its memory holds 64");
    }

    @Test
    void showsUninitialisedReadsAsNan() {
        run(program("", "256", "alloc s: workspace f32[4] at 64 store y[0] = s[1]"));
        assertThat(y().getFirst()).isNaN();
    }

    @Test
    void showsDependencesBetweenParallelIterations() {
        String text =
                program(
                        "",
                        "0",
                        """
                        store k[0] = 1
                        for parallel(1, worker) i = 1 to n {
                          store k[i] = k[i - 1] + 1
                        }
                        """);
        run(text, 1);
        List<Long> first = k();
        integers.fill((byte) 0);
        run(text, 2);
        assertThat(k()).isNotEqualTo(first);
    }

    @Test
    void refusesWorkspaceThatTwoWorkersShare() {
        String shared = "for parallel(1, v) i = 0 to n { alloc s: workspace i32[4] at 0 }";
        assertStops(shared, "use the same workspace, bytes [0, 16)");
        run(program("", "256", shared.replace("at 0", "at v * 64")));
    }

    @Test
    void refusesArgumentsThatDoNotFitOrOverlap() {
        String functions =
                """
                function @f(m: i64, &a: argument f32[m], &b: argument f32[m]) {
                  store b[0] = a[0]
                }
                """;
        run(program(functions, "0", "call @f(4, &y[0], &y[4])"));
        assertThatThrownBy(() -> run(program(functions, "0", "call @f(5, &y[0], &y[4])")))
                .hasMessageContaining("b: argument f32[m] of 5 elements: its memory holds 4");
        assertThatThrownBy(() -> run(program(functions, "0", "call @f(4, &y[0], &y[3])")))
                .hasMessageContaining("Parameters b and a overlap");
        assertThatThrownBy(() -> run(program(functions, "0", "call @f(0, &y[9], &y[0])")))
                .hasMessageContaining("Argument &y[9]");
    }

    private void assertStops(String statements, String message) {
        assertThatThrownBy(() -> run(program("", "256", statements)))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining(message);
    }

    @Test
    void roundsOnceToHalf() {
        // 1 + 2^-11 + 2^-30 lies above the tie; through a float it would be the tie, and go down.
        double aboveTie = 1 + 0x1p-11 + 0x1p-30;
        assertThat(Float.floatToFloat16((float) aboveTie)).isEqualTo((short) 0x3c00);
        assertThat(cast(DType.F64, DType.F16, LaneOps.bits(aboveTie))).isEqualTo(0x3c01);
        assertThat(cast(DType.F64, DType.F16, LaneOps.bits(-1e300))).isEqualTo(0xfc00);
    }

    @Test
    void definesEveryIntegerResult() {
        long least = Integer.MIN_VALUE;
        assertThat(binary(BinaryKind.DIVIDE, DType.I32, least, -1)).isEqualTo(least);
        assertThat(binary(BinaryKind.DIVIDE, DType.I64, Long.MIN_VALUE, -1))
                .isEqualTo(Long.MIN_VALUE);
        assertThat(binary(BinaryKind.DIVIDE, DType.I32, 7, 0)).isZero();
        assertThat(binary(BinaryKind.REMAINDER, DType.I64, 7, 0)).isZero();
        assertThat(binary(BinaryKind.REMAINDER, DType.I32, -7, 4)).isEqualTo(-3);
        assertThat(binary(BinaryKind.SHIFT_LEFT, DType.I32, 1, 31)).isEqualTo(least);
        assertThat(binary(BinaryKind.SHIFT_LEFT, DType.I32, 1, 32)).isZero();
        assertThat(binary(BinaryKind.SHIFT_RIGHT, DType.I32, -8, -1)).isEqualTo(-1);
        assertThat(binary(BinaryKind.SHIFT_RIGHT_LOGICAL, DType.I32, -1, 1))
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(binary(BinaryKind.SHIFT_RIGHT_LOGICAL, DType.I64, -1, 64)).isZero();
        assertThat(LaneOps.unary(UnaryKind.ABS, DType.I32).applyAsLong(least)).isEqualTo(least);
        assertThat(LaneOps.unary(UnaryKind.NEGATE, DType.I32).applyAsLong(least)).isEqualTo(least);
        assertThat(cast(DType.F32, DType.I32, LaneOps.bits(1e20f))).isEqualTo(Integer.MAX_VALUE);
        assertThat(cast(DType.F64, DType.I64, LaneOps.bits(Double.NaN))).isZero();
        assertThat(cast(DType.F64, DType.BOOL, LaneOps.bits(Double.NaN))).isEqualTo(1);
        assertThat(cast(DType.I64, DType.I32, 1L << 31)).isEqualTo(least);
    }

    @Test
    void computesInSinglePrecision() {
        long third = LaneOps.bits(1f / 3);
        assertThat(binary(BinaryKind.MULTIPLY, DType.F32, third, third))
                .isEqualTo(LaneOps.bits((1f / 3) * (1f / 3)));
        long zero = LaneOps.bits(-0.0f);
        assertThat(binary(BinaryKind.MINIMUM, DType.F32, 0, zero)).isEqualTo(zero);
        assertThat(binary(BinaryKind.MAXIMUM, DType.F32, zero, 0)).isZero();
        long nan = 0x7fc12345L;
        assertThat(LaneOps.unary(UnaryKind.NEGATE, DType.F32).applyAsLong(nan))
                .isEqualTo(0xffc12345L);
        assertThat(LaneOps.unary(UnaryKind.TRUNCATE, DType.F32).applyAsLong(LaneOps.bits(-0.5f)))
                .isEqualTo(zero);
    }

    private static long binary(BinaryKind kind, DType dtype, long a, long b) {
        return LaneOps.binary(kind, dtype).applyAsLong(a, b);
    }

    private static long cast(DType from, DType to, long a) {
        return Conversion.of(from, to).applyAsLong(a);
    }
}
