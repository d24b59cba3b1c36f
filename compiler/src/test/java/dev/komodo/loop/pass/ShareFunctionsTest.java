package dev.komodo.loop.pass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopParser;
import dev.komodo.loop.LoopPrinter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopVerifier;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;

class ShareFunctionsTest {
    private static LoopProgram program(String functions, String run) {
        return LoopParser.parse(
                """
                program @shared {
                  dim n: i64
                  workers workers: i64
                  input x: argument f32[n + 100]
                  output y: argument f32[n]
                  results results: result_dims i64[0]
                  workspace 0
                %s  prepare {
                  }
                  run {
                %s  }
                }
                """
                        .formatted(functions, run));
    }

    /// Adds to each element of `y` what stands an offset further in `x`, scaled.
    private static String add(String name, String buffer, String index, String value) {
        return """
          function @%1$s(n: i64, &%2$s: argument f32[n + 100], &sum: argument f32[n]) {
            # %1$s
            for %3$s = 0 to n {
              let at: i64 = %3$s + 1
              store sum[%3$s] = sum[%3$s] + %4$s
            }
          }
        """
                .formatted(name, buffer, index, value);
    }

    private static String call(String name) {
        return "    call @" + name + "(n, &x[0], &y[0])\n";
    }

    private static LoopProgram shared(String functions, String run) {
        LoopProgram program = program(functions, run);
        LoopVerifier.verify(program);
        LoopProgram shared = new ShareFunctions().run(program);
        LoopVerifier.verify(shared);
        assertThat(result(shared)).isEqualTo(result(program));
        assertThat(new ShareFunctions().run(shared)).isEqualTo(shared);
        return shared;
    }

    private static List<Float> result(LoopProgram program) {
        int n = 7;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = arena.allocate(4L * (n + 100));
            for (int i = 0; i < n + 100; i++) {
                x.setAtIndex(ValueLayout.JAVA_FLOAT, i, i * i);
            }
            MemorySegment y = arena.allocate(4L * n);
            new LoopInterpreter(program)
                    .run(
                            new LoopArguments(
                                    List.of((long) n),
                                    2,
                                    List.of(x),
                                    List.of(y),
                                    List.of(),
                                    List.of(),
                                    arena.allocate(8)),
                            7);
            return IntStream.range(0, n)
                    .mapToObj(i -> y.getAtIndex(ValueLayout.JAVA_FLOAT, i))
                    .toList();
        }
    }

    private static List<String> names(LoopProgram program) {
        return program.functions().stream().map(LoopFunction::name).toList();
    }

    @Test
    void functionsThatDifferInNamesAloneBecomeOne() {
        LoopProgram program =
                shared(
                        add("a", "left", "i", "left[i + 4]")
                                + add("b", "right", "j", "right[j + 4]"),
                        call("a") + call("b"));
        assertThat(names(program)).containsExactly("a");
        assertThat(LoopPrinter.print(program))
                .contains("call @a(n, &x[0], &y[0])\n    call @a(n, &x[0], &y[0])");
    }

    @Test
    void offsetsBecomeOneParameterIfTheyMoveTogether() {
        LoopProgram program =
                shared(
                        add("a", "x", "i", "(x[i + 4] + x[i + 9])")
                                + add("b", "x", "i", "(x[i + 40] + x[i + 45])")
                                + add("c", "w", "k", "(w[k + 20] + w[k + 25])"),
                        call("c") + call("a") + call("b"));
        assertThat(LoopPrinter.print(program.functions().getFirst()))
                .contains("offset: i64")
                .contains("let at: i64 = i + 1")
                .contains("x[i + offset] + x[(i + offset) + 5]");
        assertThat(names(program)).containsExactly("a");
        assertThat(LoopPrinter.print(program))
                .contains("call @a(n, 20, &x[0], &y[0])\n    call @a(n, 4, ")
                .contains("call @a(n, 40, ");
    }

    @Test
    void eachIndependentOffsetIsAParameter() {
        LoopProgram program =
                shared(
                        add("a", "x", "i", "(x[i + 4] + x[i + 9])")
                                + add("b", "x", "i", "(x[i + 40] + x[i + 50])")
                                + add("c", "x", "i", "(x[i + 4] + x[i + 9])"),
                        call("c") + call("a") + call("b"));
        assertThat(names(program)).containsExactly("a");
        assertThat(LoopPrinter.print(program))
                .contains("call @a(n, 4, 9, &x[0], &y[0])\n    call @a(n, 4, 9, ")
                .contains("call @a(n, 40, 50, ");
    }

    @Test
    void whatIsNoOffsetKeepsFunctionsApart() {
        assertThat(
                        names(
                                shared(
                                        add("a", "x", "i", "x[i * 2]")
                                                + add("b", "x", "i", "x[i * 3]")
                                                + add("c", "x", "i", "(x[i] * 0x1.0p1:f32)"),
                                        call("a") + call("b") + call("c"))))
                .containsExactly("a", "b", "c");
    }

    @Test
    void moreOffsetsThanRegistersAreWorthKeepFunctionsApart() {
        String first = "x[i + 1]";
        String second = "x[i + 1]";
        for (int i = 1; i <= ShareFunctions.MOST_PARAMETERS; i++) {
            first = "(%s + x[i + %d])".formatted(first, i);
            second = "(%s + x[i + %d])".formatted(second, i * i + 5);
        }
        String call = call("a") + call("b");
        assertThat(names(shared(add("a", "x", "i", first) + add("b", "x", "i", second), call)))
                .containsExactly("a");
        first = "(%s + x[i + 9])".formatted(first);
        second = "(%s + x[i + 90])".formatted(second);
        assertThat(names(shared(add("a", "x", "i", first) + add("b", "x", "i", second), call)))
                .containsExactly("a", "b");
    }

    @Test
    void callersOfWhatBecameOneBecomeOne() {
        String caller =
                """
                  function @%1$s(n: i64, &x: argument f32[n + 100], &y: argument f32[n]) {
                    call @%2$s(n, &x[0], &y[0])
                  }
                """;
        LoopProgram program =
                shared(
                        add("a", "x", "i", "x[i]")
                                + add("b", "x", "i", "x[i]")
                                + caller.formatted("c", "a")
                                + caller.formatted("d", "b"),
                        call("d") + call("c"));
        assertThat(names(program)).containsExactly("a", "c");
    }

    @Test
    void pureFunctionsKeepTheirConstants() {
        String pure =
                """
                  function @%s(at: i64) -> i64 {
                    return at + %d
                  }
                """;
        LoopProgram program =
                shared(
                        pure.formatted("p", 3)
                                + pure.formatted("q", 4)
                                + pure.formatted("r", 3)
                                + add("a", "x", "i", "x[@p(i):i64]")
                                + add("b", "x", "i", "x[@q(i):i64]")
                                + add("c", "x", "i", "x[@r(i):i64]"),
                        call("a") + call("b") + call("c"));
        assertThat(names(program)).containsExactly("p", "q", "a", "b");
    }
}
