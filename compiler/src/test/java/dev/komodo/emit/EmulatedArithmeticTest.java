package dev.komodo.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.jit.Targets;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopParser;
import dev.komodo.loop.LoopProgram;
import dev.komodo.testing.JitRunner;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;

/// What processors of x86-64-v2 have no instructions for gives the bits of those that have them.
final class EmulatedArithmeticTest {
    private static final int COUNT = 1 << 16;

    private static LoopProgram program(String type, String result, String expression, int lanes) {
        return LoopParser.parse(
                """
                program @f {
                  workers w: i64
                  input a: argument %1$s[%3$d]
                  input b: argument %1$s[%3$d]
                  input c: argument %1$s[%3$d]
                  output y: argument %2$s[%3$d]
                  results cells: result_dims i64[0]
                  workspace 0
                  prepare {
                  }
                  run {
                    for i = 0 to %3$d step %5$d {
                      store y[i] = %4$s
                    }
                  }
                }
                """
                        .formatted(type, result, COUNT, expression, lanes));
    }

    private static void run(LoopProgram program, List<MemorySegment> inputs, MemorySegment output) {
        try (Arena arena = Arena.ofShared();
                JitRunner jit = new JitRunner(program, Targets.named("x86-64-v2"))) {
            jit.run(
                    new LoopArguments(
                            List.of(),
                            1,
                            inputs,
                            List.of(output),
                            List.of(),
                            List.of(),
                            arena.allocate(8)));
        }
    }

    /// Numbers whose products and sums meet every case: near one another, far apart, subnormal,
    /// overflowing, cancelling.
    private static double operand(Random random, int i) {
        return switch (i % 8) {
            case 0, 1 -> Double.longBitsToDouble(random.nextLong());
            case 2 -> random.nextGaussian();
            case 3 -> Math.scalb(random.nextGaussian(), -500 - random.nextInt(80));
            case 4 -> Math.scalb(1.0 + random.nextInt(8), -1074 + random.nextInt(120));
            case 5 -> Math.scalb(random.nextGaussian(), 480 + random.nextInt(60));
            case 6 -> Math.scalb((double) random.nextInt(1 << 27), random.nextInt(80) - 40);
            default ->
                    List.of(0.0, -0.0, 1.0, Double.POSITIVE_INFINITY, Double.NaN)
                            .get(random.nextInt(5));
        };
    }

    @Test
    void theEmulatedFusedMultiplyAddOfDoublesRoundsOnce() {
        Random random = new Random(1);
        double[][] x = new double[3][COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[0][i] = operand(random, random.nextInt(8));
            x[1][i] = operand(random, random.nextInt(8));
            double product = x[0][i] * x[1][i];
            x[2][i] =
                    switch (i % 4) {
                        case 0 -> operand(random, random.nextInt(8));
                        case 1 -> -product;
                        case 2 -> -product * (1 + random.nextInt(64) * 0x1p-52);
                        default -> Math.scalb(product, random.nextInt(240) - 120);
                    };
        }
        for (int lanes : new int[] {1, 2, 8}) {
            try (Arena arena = Arena.ofShared()) {
                MemorySegment y = arena.allocate(8L * COUNT, 64);
                List<MemorySegment> inputs =
                        List.of(copied(arena, x[0]), copied(arena, x[1]), copied(arena, x[2]));
                run(program("f64", "f64", fused(lanes), lanes), inputs, y);
                for (int i = 0; i < COUNT; i++) {
                    double a = x[0][i];
                    double b = x[1][i];
                    double c = x[2][i];
                    assertThat(y.getAtIndex(ValueLayout.JAVA_DOUBLE, i))
                            .as("fma(%a, %a, %a) of %d lanes", a, b, c, lanes)
                            .isEqualTo((Object) Math.fma(a, b, c));
                }
            }
        }
    }

    private static MemorySegment copied(Arena arena, double[] numbers) {
        MemorySegment segment = arena.allocate(8L * numbers.length, 64);
        MemorySegment.copy(numbers, 0, segment, ValueLayout.JAVA_DOUBLE, 0, numbers.length);
        return segment;
    }

    private static String fused(int lanes) {
        return lanes == 1
                ? "fma(a[i], b[i], c[i])"
                : "fma(a[i; %1$d], b[i; %1$d], c[i; %1$d])".formatted(lanes);
    }

    @Test
    void theEmulatedFusedMultiplyAddOfFloatsRoundsOnce() {
        Random random = new Random(2);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment y = arena.allocate(4L * COUNT, 64);
            List<MemorySegment> inputs =
                    List.of(
                            arena.allocate(4L * COUNT, 64),
                            arena.allocate(4L * COUNT, 64),
                            arena.allocate(4L * COUNT, 64));
            for (int i = 0; i < COUNT; i++) {
                float a = Float.intBitsToFloat(random.nextInt());
                float b =
                        i % 2 == 0
                                ? Float.intBitsToFloat(random.nextInt())
                                : (float) random.nextGaussian();
                float c =
                        i % 3 == 0
                                ? Float.intBitsToFloat(random.nextInt())
                                : -a * b * (1 + (i % 3 - 1) * 0x1p-23f);
                inputs.get(0).setAtIndex(ValueLayout.JAVA_FLOAT, i, a);
                inputs.get(1).setAtIndex(ValueLayout.JAVA_FLOAT, i, b);
                inputs.get(2).setAtIndex(ValueLayout.JAVA_FLOAT, i, c);
            }
            run(program("f32", "f32", fused(8), 8), inputs, y);
            for (int i = 0; i < COUNT; i++) {
                float a = inputs.get(0).getAtIndex(ValueLayout.JAVA_FLOAT, i);
                float b = inputs.get(1).getAtIndex(ValueLayout.JAVA_FLOAT, i);
                float c = inputs.get(2).getAtIndex(ValueLayout.JAVA_FLOAT, i);
                assertThat(y.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                        .as("fma(%a, %a, %a)", a, b, c)
                        .isEqualTo((Object) Math.fma(a, b, c));
            }
        }
    }

    @Test
    void everyHalfIsWidenedExactly() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment y = arena.allocate(4L * COUNT, 64);
            MemorySegment halves = arena.allocate(2L * COUNT, 64);
            for (int i = 0; i < COUNT; i++) {
                halves.setAtIndex(ValueLayout.JAVA_SHORT, i, (short) i);
            }
            run(program("f16", "f32", "cast.f32(a[i; 8])", 8), List.of(halves, halves, halves), y);
            for (int i = 0; i < COUNT; i++) {
                assertThat(y.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                        .isEqualTo((Object) Float.float16ToFloat((short) i));
            }
        }
    }

    @Test
    void floatsAreRoundedToHalvesOnce() {
        Random random = new Random(3);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment y = arena.allocate(2L * COUNT, 64);
            MemorySegment x = arena.allocate(4L * COUNT, 64);
            for (int i = 0; i < COUNT; i++) {
                // each half, and the places half way between it and the next, and beside those
                int bits = Float.floatToRawIntBits(Float.float16ToFloat((short) i));
                x.setAtIndex(
                        ValueLayout.JAVA_INT,
                        i,
                        bits + List.of(0, 0x1000, 0x0FFF, 0x1001, random.nextInt()).get(i % 5));
            }
            run(program("f32", "f16", "cast.f16(a[i; 8])", 8), List.of(x, x, x), y);
            for (int i = 0; i < COUNT; i++) {
                float number = x.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                float found = Float.float16ToFloat(y.getAtIndex(ValueLayout.JAVA_SHORT, i));
                assertThat(found)
                        .as("%a", number)
                        .isEqualTo((Object) Float.float16ToFloat(Float.floatToFloat16(number)));
            }
        }
    }
}
