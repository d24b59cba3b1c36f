package dev.komodo.loop.pass;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InternalCompilerException;

import org.junit.jupiter.api.Test;

class VectorizeTest {
    private final Vectorize pass = new Vectorize();

    @Test
    void makesAMainLoopAndAMaskedTail() {
        PassText.assertRewrites(
                pass,
                """
                for vector(8) i = 0 to n {
                  let v: f32 = x[i] * x[0]
                  store y[i] = v
                }
                """,
                """
                let i.whole: i64 = (maximum(n, 0) / 8) * 8
                for i = 0 to i.whole step 8 {
                  let v: f32x8 = x[i; 8] * broadcast(x[0], 8)
                  store y[i] = v
                }
                if i.whole < n {
                  let mask: boolx8 = ramp(i.whole, 1, 8) < broadcast(n, 8)
                  let v_1: f32x8 = x[i.whole; 8; mask] * broadcast(x[0; 1; any(mask)], 8)
                  store y[i.whole; mask] = v_1
                }
                """);
    }

    @Test
    void dropsTheTailOrTheLoopWhereBoundsAreConstants() {
        PassText.assertRewrites(
                pass,
                """
                for vector(4) i = 0 to 8 {
                  stream y[i] = x[i]
                }
                for vector(4) j = 1 to 4 {
                  store y[j] = x[j]
                }
                for vector(4) l = 5 to 5 {
                  store y[l] = x[l]
                }
                """,
                """
                for i = 0 to 8 step 4 {
                  stream y[i] = x[i; 4]
                }
                let mask: boolx4 = ramp(1, 1, 4) < 4:i64x4
                store y[1; mask] = x[1; 4; mask]
                """);
    }

    @Test
    void gathersAndScattersWhereTheStrideIsNotOne() {
        PassText.assertRewrites(
                pass,
                """
                for vector(2) i = 0 to 2 {
                  let even: i64 = i * 2
                  let j: i64 = k[i + 1]
                  store y[even] = (x[j] + x[3 - i]) + x[even + (0 - i)]
                }
                """,
                """
                for i = 0 to 2 step 2 {
                  let even: i64 = i * 2
                  let j: i64x2 = k[i + 1; 2]
                  scatter y[ramp(even, 2, 2)] = (x[j; 2] + x[ramp(3 - i, -1, 2); 2]) + x[even + (0 - i); 2]
                }
                """);
    }

    @Test
    void keepsSumsDifferencesAndProductsOfIndicesAffine() {
        PassText.assertRewrites(
                pass,
                """
                for vector(2) i = 0 to 2 {
                  store y[(i - n) + n] = x[i + (n * 3)]
                  store y[(n - i) + (i * 2)] = x[(i * n) - (i * 4)]
                  store y[i - i] = x[i / 2]
                }
                """,
                """
                for i = 0 to 2 step 2 {
                  store y[(i - n) + n] = x[i + (n * 3); 2]
                  store y[(n - i) + (i * 2)] = x[ramp((i * n) - (i * 4), n + -4, 2); 2]
                  scatter y[broadcast(i - i, 2)] = x[ramp(i, 1, 2) / 2:i64x2; 2]
                }
                """);
    }

    @Test
    void turnsVaryingBranchesIntoMasks() {
        PassText.assertRewrites(
                pass,
                """
                for vector(2) i = 0 to 2 {
                  if x[i] < z[0] {
                    store y[i] = z[i]
                  } else {
                    fail index_out_of_bounds(k[i])
                  }
                  if z[0] < z[1] {
                    store y[i] = z[i]
                  }
                }
                """,
                """
                for i = 0 to 2 step 2 {
                  let holds: boolx2 = x[i; 2] < broadcast(z[0], 2)
                  store y[i; holds] = z[i; 2; holds]
                  let mask: boolx2 = not(holds)
                  if any(mask) {
                    let failed: i64x2 = select(mask, k[i; 2; mask], 9223372036854775807:i64x2)
                    let failed_1: i64 = minimum(shuffle(failed; 0), shuffle(failed; 1))
                    fail index_out_of_bounds(failed_1)
                  }
                  if z[0] < z[1] {
                    store y[i] = z[i; 2]
                  }
                }
                """);
    }

    @Test
    void widensPureFunctions() {
        String function =
                "function @f(a: f32, b: f32) -> f32 { let c: f32 = a * b return c + 0x1.0p0:f32 }";
        PassText.assertRewrites(
                pass,
                function,
                """
                for vector(4) i = 0 to 4 {
                  store y[i] = @f(x[i], @f(x[0], x[1]):f32):f32
                }
                """,
                function
                        + """

                        function @f.x4(a: f32x4, b: f32x4) -> f32x4 {
                          let c: f32x4 = a * b
                          return c + 0x1.0p0:f32x4
                        }
                        """,
                """
                for i = 0 to 4 step 4 {
                  store y[i] = @f.x4(x[i; 4], broadcast(@f(x[0], x[1]):f32, 4)):f32x4
                }
                """);
    }

    @Test
    void leavesOtherLoops() {
        PassText.assertKeeps(
                pass,
                """
                for i = 0 to n {
                  for parallel(4, v) j = 0 to n step 2 {
                    store y[j] = x[i]
                  }
                }
                """);
        PassText.assertRewrites(
                pass, "for vector(1) i = 0 to n step 3 { }", "for i = 0 to n step 3 { }");
    }

    @Test
    void refusesVectorsInAVectorLoop() {
        assertThatThrownBy(
                        () ->
                                pass.run(
                                        PassText.program(
                                                "",
                                                "for vector(4) i = 0 to 4 { store y[i] = x[i; 4]"
                                                        + " }")))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("vectorize: a vector loop holds scalars only, found f32x4");
    }
}
