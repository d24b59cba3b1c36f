package dev.komodo.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;

import org.junit.jupiter.api.Test;

import java.util.List;

class LoopParserTest {
    /// Every statement, expression and sort of constant.
    static final String EVERYTHING =
            """
            program @"every \\"thing\\"" {
              dim n: i64
              dim inf: i64
              workers w: i64
              input x: argument f32[n * 4]
              input h: argument f16[n]
              output y: argument f32[n * 4]
              output z: argument f64[(n + 2) * inf]
              constant c: constant f32[2048]
              table t: constant i32[4] = [2, 2] {1, -2, 3, -2147483648}
              table s: constant f32[3] = splat [3] {-0x0.0p0}
              prepared p: constant f32[2048]
              results d: result_dims i64[2] "k", "a \\"b\\""
              workspace n * 64
              function @poly(v: f32x8, u: f32x8) -> f32x8 {
                let q: f32x8 = fma(v, u, 0x1.8p0:f32x8)
                return maximum(q, nan:f32x8)
              }
              inline function @row(count: i64, &a: argument f32[count], &b: workspace f32[count]) {
                for unroll i = 0 to 4 {
                  store b[i] = a[i]
                }
              }
              prepare {
                for i = 0 to 2048 {
                  store p[i] = c[2047 - i] / s[0]
                }
              }
              run {
                # all of it, \\\\ escaped \\n lines
                var k: i64 = 0
                while k < n {
                  k = k + 1
                  if k == 7 {
                    break
                  } else {
                    # nothing
                  }
                }
                alloc scratch: workspace f32[n * 4] at 0
                call @row(4, &x[0], &scratch[(k * 2) - k])
                for parallel(8, worker) i = 0 to n step 2 {
                  alloc small: stack f64[16]
                  let e: f32x8 = x[i; 8; ramp(i, 1, 8) < broadcast(n * 4, 8)]
                  let g: f32x8 = x[ramp(i, -3, 8); 8; false:boolx8]
                  let half: f16 = h[i]
                  let r: f32x8 = @poly(e, shuffle(e, g; 0, 8, 1, 9, 2, 10, 3, 11)):f32x8
                  let m: boolx8 = not((r != e) | (e >= g))
                  let b: i32x8 = (bitcast.i32(e) >>> 3:i32x8) ^ -1:i32x8
                  let f: f32 = cast.f32(half) * inf:f32
                  if all(m) | any(b > 0:i32x8) {
                    fail index_out_of_bounds(i)
                  }
                  store y[i; m] = select(m, r, negate(abs(sqrt(e))))
                  stream y[i] = minimum(floor(e), ceil(e))
                  scatter y[ramp(i, 2, 8)] = round_even(truncate(e)) % $7fc00001:f32x8
                  store y[worker] = f
                }
                for vector(16) j = 0 to n {
                  store y[j] = x[j + w]
                }
              }
            }
            """;

    @Test
    void printsWhatItParsed() {
        LoopProgram program = LoopParser.parse(EVERYTHING);
        assertThat(LoopPrinter.print(program)).isEqualTo(EVERYTHING);
        assertThat(LoopParser.parse(LoopPrinter.print(program))).isEqualTo(program);
        LoopVerifier.verify(program);
    }

    @Test
    void keepsNamesThatAreWordsOfTheGrammar() {
        String text =
                """
                program @p {
                  dim let: i64
                  dim to: i64
                  workers for: i64
                  results true: result_dims i64[0]
                  workspace to
                  prepare {
                  }
                  run {
                    var if: i64 = to
                    if = let
                    for unroll = to to to step 3 {
                      var at: f32 = nan:f32
                      at = inf:f32
                      var return: f32 = at
                      return = at
                    }
                  }
                }
                """;
        assertThat(LoopPrinter.print(LoopParser.parse(text))).isEqualTo(text);
    }

    @Test
    void printsRawBitsOfNaNsAndInvalidConstants() {
        for (long bits : List.of(0x7f800001L, 0xffc00000L, 0x7fc00000L, 0xff800000L, -1L)) {
            Expr constant = new Expr.Constant(LoopType.scalar(dev.komodo.graph.DType.F32), bits);
            String text = program("let v: f32 = " + LoopPrinter.print(constant));
            Stmt.Let let = (Stmt.Let) LoopParser.parse(text).run().statements().getFirst();
            assertThat(let.value()).isEqualTo(constant);
        }
    }

    @Test
    void parsesDecimalsWithOneRounding() {
        assertThat(constant("0.1:f32")).isEqualTo(Float.floatToRawIntBits(0.1f));
        assertThat(constant("-2e3:f64")).isEqualTo(Double.doubleToRawLongBits(-2000));
        assertThat(constant("0x1.002001p0:f16")).isEqualTo(0x3c01);
        assertThat(constant("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void namesLineAndColumnOfAFault() {
        assertThatThrownBy(() -> LoopParser.parse(program("let v: f32 = y + 1")))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessage("Loop program, line 9, column 18: no variable 'y' is visible here");
        assertFault("let v: f33 = 1", "expected a type, found 'f33'");
        assertFault("let v: i64 = 1 + 2 + 3", "a second operator needs parentheses");
        assertFault("let v: i32 = 4000000000:i32", "'4000000000' is no constant of i32");
        assertFault("let v: i64 = frob(1)", "unknown operation 'frob'");
        assertFault("store z[0] = 1", "no buffer 'z' is visible here");
        assertFault("fail never(0)", "expected a status, found 'never'");
        assertFault("for sideways i = 0 to 1 {}", "expected 'parallel', found 'sideways'");
        assertFault("let v: i64 = 1 ~ 2", "unexpected character '~'");
        assertFault("# bad \\escape", "unknown escape");
        assertFault("let v: i64 = broadcast(1, 2000)", "expected a number from 1 to 1024");
        assertFault("for i = 0 to 9 step 0 {}", "expected a number from 1");
        assertThatThrownBy(() -> LoopParser.parse(program("break").replace("}\n}\n", "")))
                .isInstanceOf(InvalidGraphException.class);
        assertThatThrownBy(() -> LoopParser.parse("program @\"x"))
                .hasMessageContaining("a text in quotes does not end");
    }

    @Test
    void refusesDeepNestingWithoutOverflow() {
        String deep = "(".repeat(100_000) + "1" + ")".repeat(100_000);
        assertFault("let v: i64 = " + deep, "nested deeper than 256");
        assertFault("while true:bool {".repeat(100_000), "nested deeper than 256");
    }

    private static void assertFault(String statement, String message) {
        assertThatThrownBy(() -> LoopParser.parse(program(statement)))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("line 9");
    }

    private static long constant(String text) {
        String type = text.contains(":") ? text.substring(text.indexOf(':') + 1) : "i64";
        String whole = program("let v: " + type + " = " + text);
        Stmt.Let let = (Stmt.Let) LoopParser.parse(whole).run().statements().getFirst();
        return ((Expr.Constant) let.value()).bits();
    }

    static String program(String statements) {
        return """
        program @p {
          dim n: i64
          workers w: i64
          results d: result_dims i64[0]
          workspace 0
          prepare {
          }
          run {
            %s
          }
        }
        """
                .formatted(statements);
    }
}
