package dev.komodo.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.komodo.error.InvalidGraphException;

import org.junit.jupiter.api.Test;

class GraphParserTest {
    private static final String EVERYTHING =
            """
            graph @"every thing"(%0: x f32[n, 4], %1: "odd.\\"name" i64[m]) {
              guard n == m "two symbols"
              %2 = constant {0x1.0p0, nan, -inf, -0x0.0p0} : f32[4]
              %3 = weight 0 : f32[100, 100]
              %4 = dims [n, 4*m*n + 2*n - 1, max(m, n), floordiv(n + 1, 2)] : i64[4]
              %5 = iota axis=1 : i32[n, 4]
              %6 = broadcast %2 axes=[1] : f32[n, 4]
              %7 = floor_modulo %0, %6 : f32[n, 4]
              %8 = compare less_equal %7, %6 : bool[n, 4]
              %9 = select %8, %7, %6 : f32[n, 4]
              %10 = cast %9 : f16[n, 4]
              %11 = reduce maximum %10 axes=[0, 1] : f16[]
              %12 = argreduce arg_minimum %9 axis=1 last=true : i64[n]
              %13 = contract %9, %9 leftBatch=[0] rightBatch=[0] leftContracted=[1] rightContracted=[1] : f32[n]
              %14 = reshape %9 : f32[2*n, 1, 2]
              %15 = convolve %14, %14 strides=[1] padLow=[0] padHigh=[0] dilations=[1] groups=1 : f32[2*n, 2*n, 1]
              %16 = transpose %9 permutation=[1, 0] : f32[4, n]
              %17 = slice %16 starts=[3, 0] sizes=[2, n] steps=[-1, 1] : f32[2, n]
              %18 = reduce sum %17 axes=[0, 1] : f32[]
              %19 = pad %17, %18 low=[0, m] high=[1, 0] : f32[3, m + n]
              %20 = concat %17, %17 axis=0 : f32[4, n]
              %21 = gather %20, %1 axis=0 : f32[m, n]
              %22 = scatter maximum %21, %1, %21 axis=0 : f32[m, n]
              %23, %24 = sort %21 axis=1 descending=true : f32[m, n], i64[m, n]
              %25 = nonzero %21 count=?found<=(m*n) : i64[2, ?found<=(m*n)]
              %26 = while carries=[%18] captures=[%1] : f32[]
                condition(%0: c f32[], %1: k i64[m]) {
                  %2 = is_nan %0 : bool[]
                  return go = %2
                }
                body(%0: c f32[], %1: k i64[m]) {
                  %2 = negate %0 : f32[]
                  return c = %2
                }
              %27, %28 = scan carries=[%18] sequences=[%9] captures=[] length=n steps=?done<=n : f32[], f32[?done<=n, 4]
                body(%0: c f32[], %1: e f32[4]) {
                  %2 = constant splat true : bool[]
                  return go = %2, c = %0, e = %1
                }
              return sum = %27, "e 2" = %28
            }
            """;

    @Test
    void printsWhatItParsed() {
        Graph graph = GraphParser.parse(EVERYTHING);
        assertThat(GraphPrinter.print(graph)).isEqualTo(EVERYTHING);
        assertThat(GraphParser.parse(GraphPrinter.print(graph))).isEqualTo(graph);
    }

    @Test
    void leavesTheNameOutOfTheCanonicalForm() {
        String one = "graph @one(%0: x f32[]) { return y = %0 }";
        String two = "graph @two(%0: x f32[]) { return y = %0 }";
        assertThat(GraphPrinter.canonical(GraphParser.parse(one)))
                .isEqualTo(GraphPrinter.canonical(GraphParser.parse(two)));
    }

    @Test
    void namesLineAndColumn() {
        assertThatThrownBy(
                        () ->
                                GraphParser.parse(
                                        "graph @g(%0: x f32[]) {\n  %1 = expo %0 : f32[]\n}"))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageStartingWith("line 2, column")
                .hasMessageContaining("expo");
    }

    @Test
    void refusesDeepNestingWithoutOverflowingTheStack() {
        String deep = "max(n, ".repeat(100_000) + "n" + ")".repeat(100_000);
        for (String dim :
                new String[] {deep, "(".repeat(100_000) + "n", "?a<=".repeat(100_000) + "n"}) {
            assertThatThrownBy(() -> GraphParser.parse("graph @g(%0: x f32[" + dim + "]) {"))
                    .isInstanceOf(InvalidGraphException.class)
                    .hasMessageContaining("nested deeper");
        }
    }

    @Test
    void refusesExpressionsThatExplode() {
        String product = "(a + b + c + d)*".repeat(40) + "a";
        assertThatThrownBy(() -> GraphParser.parse("graph @g(%0: x f32[" + product + "]) {"))
                .isInstanceOf(InvalidGraphException.class)
                .hasMessageContaining("A dim is an expression of more than");
    }

    @Test
    void keepsTheBitsOfConstants() {
        String text =
                """
                graph @bits() {
                  %0 = constant {nan:0x7fa00000, nan, 0x0.000002p-126, 0x1.99999ap-4} : f32[4]
                  return y = %0
                }
                """;
        Graph graph = GraphParser.parse(text);
        Literal literal = ((Op.Constant) graph.nodes().getFirst().op()).literal();
        assertThat(literal.bits(0)).isEqualTo(0x7FA00000L);
        assertThat(literal.asDouble(2)).isEqualTo(Float.MIN_VALUE);
        assertThat(literal.asDouble(3)).isEqualTo(0.1f);
        assertThat(GraphPrinter.print(GraphParser.parse(GraphPrinter.print(graph))))
                .isEqualTo(GraphPrinter.print(graph));
    }
}
