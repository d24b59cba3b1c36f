package dev.komodo.loop.pass;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InternalCompilerException;

import org.junit.jupiter.api.Test;

class UnrollTest {
    private final Unroll pass = new Unroll();

    @Test
    void copiesTheBodyForEachIndex() {
        PassText.assertRewrites(
                pass,
                """
                for unroll i = 1 to 6 step 3 {
                  let a: f32 = x[i]
                  var s: f32 = a
                  for j = 0 to i {
                    s = s + x[j]
                  }
                  store y[i] = s
                }
                """,
                """
                let a_1: f32 = x[1]
                var s_1: f32 = a_1
                for j_1 = 0 to 1 {
                  s_1 = s_1 + x[j_1]
                }
                store y[1] = s_1
                let a_2: f32 = x[4]
                var s_2: f32 = a_2
                for j_2 = 0 to 4 {
                  s_2 = s_2 + x[j_2]
                }
                store y[4] = s_2
                """);
    }

    @Test
    void unrollsInsideOutAndSharesStackBuffers() {
        PassText.assertRewrites(
                pass,
                """
                for unroll i = 0 to 2 {
                  alloc t: stack f32[4]
                  for unroll j = 0 to 2 {
                    store t[j] = x[i]
                  }
                }
                for unroll l = 3 to 3 {
                  store y[l] = x[l]
                }
                """,
                """
                alloc t: stack f32[4]
                store t[0] = x[0]
                store t[1] = x[0]
                store t[0] = x[1]
                store t[1] = x[1]
                """);
    }

    @Test
    void renamesBuffersOfInnerBlocks() {
        PassText.assertRewrites(
                pass,
                """
                for unroll i = 0 to 2 {
                  if n > i {
                    alloc t: stack f32[4]
                    store t[0] = x[i]
                    store y[i] = t[0]
                  }
                }
                """,
                """
                if n > 0 {
                  alloc t_1: stack f32[4]
                  store t_1[0] = x[0]
                  store y[0] = t_1[0]
                }
                if n > 1 {
                  alloc t_2: stack f32[4]
                  store t_2[0] = x[1]
                  store y[1] = t_2[0]
                }
                """);
    }

    @Test
    void leavesOtherLoops() {
        PassText.assertKeeps(pass, "for i = 0 to 4 { store y[i] = x[i] }");
    }

    @Test
    void refusesTooManyCopies() {
        assertThatThrownBy(() -> pass.run(PassText.program("", "for unroll i = 0 to 1025 { }")))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("'for unroll i = 0 to 1025 {' has 1025 iterations");
    }
}
