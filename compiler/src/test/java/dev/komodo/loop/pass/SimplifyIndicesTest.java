package dev.komodo.loop.pass;

import org.junit.jupiter.api.Test;

class SimplifyIndicesTest {
    private final SimplifyIndices pass = new SimplifyIndices();

    @Test
    void foldsIntegerArithmetic() {
        PassText.assertRewrites(
                pass,
                """
                store y[(n * 1) + 0] = x[((n + 2) + 3) - 5]
                store y[2 + (3 * 4)] = x[((n * 2) * 3) + (n - n)]
                store y[n / 1] = x[(n % 1) + (7 / 0)]
                store y[cast.i64(2147483647:i32 + 1:i32)] = x[minimum(3, 4)]
                store y[select((1 < 2) & true:bool, n, 0)] = x[(1 + n) + (2 + n)]
                store y[n ^ n] = x[(n & -1) | 0]
                """,
                """
                store y[n] = x[n]
                store y[14] = x[n * 6]
                store y[n] = x[0]
                store y[-2147483648] = x[3]
                store y[n] = x[(n + n) + 3]
                store y[0] = x[n]
                """);
    }

    @Test
    void movesInvariantIndicesInFrontOfTheirLoop() {
        PassText.assertRewrites(
                pass,
                """
                for i = 0 to n {
                  for j = 0 to 20 {
                    let row: i64 = i * 20
                    store y[(j + 1) + row] = x[row + (n * 4)]
                  }
                  while x[i * 20] > x[n / 3] {
                    store y[i] = z[i]
                  }
                }
                """,
                """
                let index_1: i64 = n * 4
                let index_4: i64 = n / 3
                for i = 0 to n {
                  let index: i64 = i * 20
                  let index_2: i64 = index_1 + index
                  for j = 0 to 20 {
                    store y[(index + j) + 1] = x[index_2]
                  }
                  let index_3: i64 = i * 20
                  while x[index_3] > x[index_4] {
                    store y[i] = z[i]
                  }
                }
                """);
    }

    @Test
    void dropsWhatNobodyReadsOrNeverRuns() {
        PassText.assertRewrites(
                pass,
                """
                let a: i64 = k[0]
                let b: i64 = a + 1
                let c: i64 = n
                if true:bool {
                  let used: f32 = x[c]
                  store y[c] = used
                } else {
                  store y[0] = x[0]
                }
                if 1 > 2 {
                  store y[0] = x[0]
                }
                for i = 4 to 4 {
                  store y[i] = x[0]
                }
                """,
                """
                let used: f32 = x[n]
                store y[n] = used
                """);
    }

    @Test
    void neverChangesFloatArithmetic() {
        PassText.assertKeeps(
                pass,
                """
                let one: f32 = 0x1.0p0:f32
                store y[0] = (x[0] * 0x1.0p0:f32) + 0x0.0p0:f32
                store y[1] = (0x1.0p0:f32 + 0x1.0p1:f32) + one
                for i = 0 to n {
                  store y[i] = x[0] * x[1]
                }
                """);
    }

    @Test
    void keepsWhatAssignmentsAndMemoryChange() {
        PassText.assertKeeps(
                pass,
                """
                var s: i64 = 0
                for i = 0 to n {
                  store y[s * 4] = x[k[0] * 2]
                  s = s + 1
                }
                let copy: i64 = s
                s = 0
                store y[copy] = x[s]
                """);
    }

    @Test
    void keepsTheNamesThatSizesOfBuffersUse() {
        PassText.assertKeeps(
                pass,
                """
                let size: i64 = n
                alloc t: workspace f32[size] at 0
                store t[size] = x[0]
                """);
    }
}
