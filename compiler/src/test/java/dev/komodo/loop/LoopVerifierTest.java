package dev.komodo.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.komodo.error.InternalCompilerException;
import dev.komodo.graph.DType;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class LoopVerifierTest {
    private static final Expr ZERO = Expressions.index(0);

    private static String program(String functions, String statements) {
        return """
        program @p {
          dim n: i64
          workers w: i64
          input x: argument f32[n]
          input h: argument f16[n]
          output y: argument f32[n]
          output k: argument i64[n]
          prepared q: constant f32[4]
          results d: result_dims i64[0]
          workspace 64
          %s
          prepare {
          }
          run {
            %s
          }
        }
        """
                .formatted(functions, statements);
    }

    private static void assertFault(String statements, String message) {
        assertFault("", statements, message);
    }

    private static void assertFault(String functions, String statements, String message) {
        LoopProgram parsed = LoopParser.parse(program(functions, statements));
        assertThatThrownBy(() -> LoopVerifier.verify(parsed))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("^ " + message);
    }

    private static LoopProgram with(Stmt... statements) {
        LoopProgram empty = LoopParser.parse(program("", ""));
        return new LoopProgram(
                empty.name(),
                empty.dims(),
                empty.workers(),
                empty.inputs(),
                empty.outputs(),
                empty.constants(),
                empty.tables(),
                empty.prepared(),
                empty.resultDims(),
                empty.resultDimNames(),
                empty.functions(),
                empty.prepare(),
                new Stmt.Block(List.of(statements)),
                empty.workspaceBytes());
    }

    private static void assertFault(Stmt statement, String message) {
        assertThatThrownBy(() -> LoopVerifier.verify(with(statement)))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining("^ " + message);
    }

    @Test
    void reportsAllFaultsAtOnceBelowTheirLines() {
        LoopProgram parsed =
                LoopParser.parse(
                        program(
                                "",
                                """
                                let a: f32 = 1
                                for i = 0 to n {
                                  store x[i] = 0x1.0p0:f64
                                }
                                break
                                """));
        InternalCompilerException failure =
                catchThrowableOfType(
                        InternalCompilerException.class, () -> LoopVerifier.verify(parsed));
        assertThat(failure)
                .hasMessageContaining("breaks rules of the loop language (4, marked by ^)")
                .hasMessageContaining(
                        """
                            let a: f32 = 1
                              ^ the value of a must be f32, found i64
                            for i = 0 to n {
                              store x[i] = 0x1.0p0:f64
                                ^ buffer x is read-only here
                                ^ a f64 is stored to x: argument f32[n]
                            }
                            break
                              ^ break stands in a serial loop or while only
                        """);
    }

    @Test
    void checksTypesOfExpressions() {
        assertFault("let a: f32 = x[0] + x[0; 4]", "add takes operands of one type");
        assertFault("let a: f16 = h[0] + h[0]", "add on f16: arithmetic on f16 does not exist");
        assertFault("let a: bool = h[0] < h[0]", "< on f16");
        assertFault("let a: f32 = x[0] & x[0]", "and does not exist for f32");
        assertFault("let a: f32 = x[0] << x[0]", "shift_left does not exist for f32");
        assertFault("let a: i64 = sqrt(n)", "sqrt does not exist for i64");
        assertFault("let a: f32 = not(x[0])", "not does not exist for f32");
        assertFault("let a: bool = negate(true:bool)", "negate does not exist for bool");
        assertFault("let a: i64 = fma(n, n, n)", "fma does not exist for i64");
        assertFault("let a: f32 = select(n, x[0], x[0])", "select of f32 takes a condition bool");
        assertFault("let a: i64 = bitcast.i64(x[0])", "bitcast from f32 to i64 does not exist");
        assertFault("let a: f32x4 = x[ramp(0, 1, 8); 4]", "the index of a load of 4 lanes");
        assertFault("let a: f32x4 = x[0; 4; true:bool]", "the mask of a load of 4 lanes is bool");
        assertFault("let a: i64x4 = broadcast(ramp(0, 1, 2), 4)", "broadcast takes scalars");
        assertFault("let a: f32x4 = ramp(x[0], x[0], 4)", "ramp takes integers");
        assertFault("let a: i64 = shuffle(n; 1)", "shuffle picks lane 1 of 1");
        assertFault("let a: bool = any(n)", "any and all take a mask");
        assertFault("let a: i32 = $80000000:i32", "constant bits $80000000 are no i32");
        assertFault(
                new Stmt.Let(
                        new Expr.Var("a", LoopType.INDEX),
                        new Expr.Load(
                                new Buffer("y", DType.F32, Space.ARGUMENT, ZERO),
                                ZERO,
                                4096,
                                Optional.empty())),
                "buffer y is used as 'y: argument f32[0]', defined as 'y: argument f32[n]'");
    }

    @Test
    void checksScopes() {
        assertFault(
                "if true:bool { let a: i64 = 0 } let a: i64 = 1", "variable a is defined twice");
        Expr.Var a = new Expr.Var("a", LoopType.INDEX);
        assertFault(new Stmt.Assign(a, ZERO), "variable a is not defined before its use");
        assertFault(new Stmt.Let(new Expr.Var("1a", LoopType.INDEX), ZERO), "'1a' is no name");
        Stmt inner = new Stmt.While(Expressions.bool(false, 1), block(new Stmt.Let(a, ZERO)));
        Stmt.Block outer = block(inner, new Stmt.Fail(Status.SIZE_OVERFLOW, a));
        assertFault(
                new Stmt.If(Expressions.bool(true, 1), outer, Stmt.Block.EMPTY),
                "variable a is not visible here: its block has ended");
        assertFault(
                new Stmt.Let(a, new Expr.Var("n", LoopType.scalar(DType.I32))),
                "variable n is used as i32, defined as i64");
    }

    private static Stmt.Block block(Stmt... statements) {
        return new Stmt.Block(List.of(statements));
    }

    @Test
    void checksStatements() {
        assertFault("let a: i64 = 0 a = 1", "a is assigned, but not declared by var");
        assertFault(
                "var a: i64 = 0 for parallel(1, v) i = 0 to n { a = i }",
                "a is assigned inside a parallel loop and declared outside");
        assertFault("for parallel(0, v) i = 0 to n { }", "the grain of a parallel loop");
        assertFault("for parallel(1, v) i = 0 to n { break }", "break stands in a serial loop");
        assertFault(
                "for parallel(1, v) i = 0 to n { for parallel(1, u) j = 0 to n { } }",
                "a parallel loop runs inside a parallel loop");
        assertFault("for vector(3) i = 0 to n { }", "a vector loop takes a power of two");
        assertFault("for vector(4) i = 0 to n { break }", "a vector loop holds let, store, if");
        assertFault("for unroll i = 0 to n { }", "the bounds of an unrolled loop are constants");
        assertFault("while n { }", "a condition must be bool, found i64");
        assertFault("store y[ramp(0, 1, 4)] = x[0; 4]", "the index must be i64, found i64x4");
        assertFault("scatter y[0] = x[0; 4]", "the index must be i64x4, found i64");
        assertFault("store y[0; true:bool] = x[0; 4]", "a mask must be boolx4");
        assertFault("store q[0] = x[0]", "buffer q is read-only here");
        assertFault("fail ok(0)", "ok is no failure");
        assertFault("fail bound_exceeded(x[0])", "the index of a failure must be i64");
        assertFault("alloc s: stack f32[n]", "a stack buffer has a small constant size");
        assertFault("alloc s: stack f64[1500] alloc t: stack f64[549]", "the stack buffers of a");
        assertFault("alloc s: stack f32[4] at 0", "a stack buffer has no offset");
        assertFault("alloc s: workspace f32[4]", "a workspace buffer has an offset");
        assertFault(
                "var a: i64 = 1 alloc s: workspace f32[a] at 0",
                "the size of s reads memory or a variable that is assigned");
        assertFault("alloc s: workspace f32[cast.i64(x[0])] at 0", "the size of s reads memory");
        assertFault("alloc s: constant f32[4]", "alloc gives stack or workspace");
    }

    @Test
    void checksFunctionsAndCalls() {
        String f = "function @f(m: i64, &a: argument f32[m], &b: argument f32[m]) {\n";
        String store = f + "store b[0] = a[0] }";
        assertFault(store, "call @f(1, &x[0])", "@f takes 1 scalars and 2 buffers, found 1 and 1");
        assertFault(store, "call @f(x[0], &x[0], &y[0])", "the argument m of @f must be i64");
        assertFault(store, "call @f(1, &x[0], &k[0])", "@f takes b as f32, found i64");
        assertFault(store, "call @f(1, &y[0], &x[0])", "buffer x is read-only here");
        assertFault("call @g()", "@g is no function without a result that is defined before");
        assertFault("let a: f32 = @g():f32", "@g is no function with a result");
        String g = "function @g(a: f32) -> f32 { return a }";
        assertFault(g, "let a: f32x4 = @g(x[0]):f32x4", "@g gives f32, used as f32x4");
        assertFault(g, "let a: f32 = @g(n):f32", "@g takes a as f32, found i64");
        assertFault(g + g, "", "function @g is defined twice");
        assertFault(g.replace("return a", "return a + 1"), "", "add takes operands of one type");
        assertFault(f + "alloc t: workspace f32[4] at 0 }", "", "workspace exists in run only");
        assertFault(
                "function @h(a: f32) -> f32 { while true:bool { break } return a }",
                "",
                "a function with a result holds let, var, assignments and if only");
        String parallel = f + "for parallel(1, v) i = 0 to m { } }";
        assertFault(
                parallel,
                "for parallel(1, v) i = 0 to n { call @f(1, &x[0], &y[0]) }",
                "a parallel loop runs inside a parallel loop");
    }

    @Test
    void checksTheHeader() {
        assertHeader(
                "results d: result_dims i64[0]", "results d: result_dims f32[0]", "results are");
        assertHeader(
                "results d: result_dims i64[0]", "results d: result_dims i64[1]", "results are");
        assertHeader(
                "prepared q: constant f32[4]", "prepared q: constant f32[n]", "size of q must");
        assertHeader("input x: argument", "input x: workspace", "input x must be in argument");
        assertHeader("workspace 64", "workspace x[0]", "buffer x is not visible here");
        assertHeader("input h:", "input x:", "buffer x is defined twice");
        assertHeader("dim n: i64", "dim n: i32", "dim n must be i64");
        assertHeader(
                "prepared q",
                "table t: constant f32[3] = [2] {0, 0} prepared q",
                "table t holds 2 elements of f32");
    }

    private static void assertHeader(String old, String changed, String message) {
        LoopProgram parsed = LoopParser.parse(program("", "").replace(old, changed));
        assertThatThrownBy(() -> LoopVerifier.verify(parsed))
                .isInstanceOf(InternalCompilerException.class)
                .hasMessageContaining(message);
    }

    @Test
    void prepareSeesNeitherDimsNorTheCallersBuffers() {
        assertHeader(
                "prepare {",
                "prepare { store q[n] = 0x0.0p0:f32",
                "variable n is not defined before its use");
        assertHeader("prepare {", "prepare { store q[0] = x[0]", "buffer x is not visible here");
    }

    @Test
    void refusesDeepProgramsWithoutOverflow() {
        Expr deep = ZERO;
        for (int i = 0; i < 100_000; i++) {
            deep = new Expr.Unary(UnaryKind.NEGATE, deep);
        }
        assertFault(new Stmt.Fail(Status.SIZE_OVERFLOW, deep), "an expression is deeper than 256");
        Stmt statement = new Stmt.Break();
        for (int i = 0; i < 100_000; i++) {
            statement = new Stmt.While(Expressions.bool(true, 1), block(statement));
        }
        assertFault(statement, "blocks are nested deeper than 256");
    }

    @Test
    void emissionTakesNoVectorOrUnrolledLoops() {
        for (String kind : List.of("vector(4)", "unroll")) {
            String text = "if n == 0 { for %s i = 0 to 4 { store y[i] = x[i] } }".formatted(kind);
            LoopProgram parsed = LoopParser.parse(program("", text));
            LoopVerifier.verify(parsed);
            assertThatThrownBy(() -> LoopVerifier.requireEmittable(parsed))
                    .hasMessageContaining("is not ready for emission (1, marked by ^)")
                    .hasMessageContaining("4 {\n        ^ a");
        }
        LoopVerifier.requireEmittable(LoopParser.parse(program("", "for i = 0 to 4 { }")));
    }
}
