package dev.komodo.loop.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopProgram;

import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;

class InsertFmaTest {
    private final InsertFma pass = new InsertFma();

    @Test
    void fusesNestedProducts() {
        PassText.assertRewrites(
                pass,
                """
                store y[0] = (x[0] * x[1]) + x[2]
                store y[1] = x[2] + (x[0] * x[1])
                store y[2] = (x[0] * x[1]) - x[2]
                store y[3] = x[2] - (x[0] * x[1])
                store y[4] = x[2] - (0x1.0p1:f32 * x[1])
                store y[5] = (x[0] * x[1]) - negate(x[2])
                store y[0] = ((x[0; 4] * x[1; 4]) + (x[2; 4] * x[3; 4])) + (x[4; 4] * x[5; 4])
                """,
                """
                store y[0] = fma(x[0], x[1], x[2])
                store y[1] = fma(x[0], x[1], x[2])
                store y[2] = fma(x[0], x[1], negate(x[2]))
                store y[3] = fma(negate(x[0]), x[1], x[2])
                store y[4] = fma(-0x1.0p1:f32, x[1], x[2])
                store y[5] = fma(x[0], x[1], x[2])
                store y[0] = fma(x[4; 4], x[5; 4], fma(x[0; 4], x[1; 4], x[2; 4] * x[3; 4]))
                """);
    }

    @Test
    void fusesProductsThatAreBoundAndUsedOnce() {
        PassText.assertRewrites(
                pass,
                """
                var s: f32 = x[0]
                let a: f32 = x[1]
                let p: f32 = a * s
                s = x[2]
                store y[0] = s
                let q: f32 = p + a
                if n > 1 {
                  let r: f32 = a * x[0]
                  store y[0] = r - q
                }
                """,
                """
                var s: f32 = x[0]
                let a: f32 = x[1]
                let p.b: f32 = s
                s = x[2]
                store y[0] = s
                let q: f32 = fma(a, p.b, a)
                if n > 1 {
                  let r.b: f32 = x[0]
                  store y[0] = fma(a, r.b, negate(q))
                }
                """);
    }

    @Test
    void fusesIntoTheResultOfAFunction() {
        PassText.assertRewrites(
                pass,
                "function @f(a: f64) -> f64 { let p: f64 = a * a return p + a }",
                "",
                "function @f(a: f64) -> f64 { return fma(a, a, a) }",
                "");
    }

    @Test
    void leavesEverythingElse() {
        PassText.assertKeeps(
                pass,
                """
                let twice: f32 = x[0] * x[1]
                store y[0] = twice + twice
                let shared: f32 = x[0] * x[1]
                store y[1] = shared + x[0]
                store y[2] = shared
                let outside: f32 = x[0] * x[1]
                for i = 0 to n {
                  store y[i] = outside + x[i]
                }
                let often: f32 = x[0] * x[1]
                while (often + x[0]) > x[1] {
                  store y[0] = x[0]
                }
                let divided: f32 = x[0] * x[1]
                store y[3] = divided / x[0]
                store y[4] = negate(x[0] * x[1]) + x[2]
                let integer: i64 = (k[0] * k[1]) + k[2]
                """);
    }

    @Test
    void computesWhatMathFmaComputes() {
        LoopProgram fused =
                pass.run(
                        PassText.program(
                                "",
                                """
                                for i = 0 to n {
                                  let p: f32 = x[i] * z[i]
                                  let c: f32 = cast.f32(k[i])
                                  store y[i] = p - c
                                  let a: f64 = cast.f64(x[i])
                                  store e[i] = cast.f64(c) - (a * a)
                                }
                                """));
        int n = 200;
        Random random = new Random(5);
        float[] x = new float[n];
        float[] z = new float[n];
        long[] k = new long[n];
        for (int i = 0; i < n; i++) {
            x[i] = 1 + random.nextFloat();
            z[i] = 1 + random.nextFloat();
            k[i] = random.nextInt(4);
        }
        float[] y = new float[n];
        double[] e = new double[n];
        LoopArguments arguments =
                new LoopArguments(
                        List.of((long) n),
                        1,
                        List.of(
                                MemorySegment.ofArray(x),
                                MemorySegment.ofArray(z),
                                MemorySegment.ofArray(k)),
                        List.of(MemorySegment.ofArray(y), MemorySegment.ofArray(e)),
                        List.of(),
                        List.of(),
                        MemorySegment.ofArray(new long[0]));
        new LoopInterpreter(fused).run(arguments, 1);
        int differs = 0;
        for (int i = 0; i < n; i++) {
            assertThat(y[i]).isEqualTo(Math.fma(x[i], z[i], -(float) k[i]));
            assertThat(e[i]).isEqualTo(Math.fma(-(double) x[i], (double) x[i], (double) k[i]));
            differs += y[i] == x[i] * z[i] - k[i] ? 0 : 1;
        }
        assertThat(differs).as("results that two roundings change").isGreaterThan(n / 4);
    }
}
