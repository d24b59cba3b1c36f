package dev.komodo.math;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.DType;
import dev.komodo.graph.UnaryOp;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.Targets;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.LoopVerifier;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.pass.InsertFma;
import dev.komodo.target.Target;
import dev.komodo.testing.JitRunner;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;

/// Formulas in whole loop programs: vectors, the interpreter and the emitted code give the bits of
/// the scalar formula, and no pass changes them.
class CompiledFormulasTest {
    private static final int COUNT = 512;
    private static final List<String> PAIRS = List.of("ATAN2", "POWER");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXP",
                "EXP2",
                "EXPM1",
                "LOG",
                "LOG2",
                "LOG10",
                "LOG1P",
                "SIN",
                "COS",
                "TAN",
                "ASIN",
                "ACOS",
                "ATAN",
                "SINH",
                "COSH",
                "TANH",
                "ASINH",
                "ACOSH",
                "ATANH",
                "CBRT",
                "SIGMOID",
                "SOFTPLUS",
                "ERF",
                "ERFC",
                "LOG_GAMMA",
                "DIGAMMA",
                "TRIGAMMA",
                "GAMMA",
                "ERF_INVERSE",
                "ERFC_INVERSE",
                "BESSEL_J0",
                "BESSEL_J1",
                "BESSEL_I0",
                "BESSEL_I1",
                "BESSEL_I0_SCALED",
                "BESSEL_I1_SCALED",
                "ATAN2",
                "POWER"
            })
    void vectorsGiveTheBitsOfScalars(String op) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            LoopProgram program = program(op, dtype, 8);
            LoopVerifier.verify(program);
            assertThat(new InsertFma().run(program)).isEqualTo(program);
            try (Arena arena = Arena.ofShared()) {
                LoopArguments arguments = arguments(arena, dtype);
                new LoopInterpreter(program).run(arguments, 1);
                compare(op, dtype, arguments, "interpreted");
                for (Target target :
                        List.of(
                                HostTarget.detect(),
                                Targets.named("x86-64-v3"),
                                Targets.named("x86-64-v2"))) {
                    arguments.outputs().getFirst().fill((byte) 0);
                    try (JitRunner jit = new JitRunner(program, target)) {
                        jit.run(arguments);
                    }
                    compare(op, dtype, arguments, "compiled for " + target.cpu());
                }
            }
        }
    }

    private static LoopProgram program(String op, DType dtype, int lanes) {
        BlockBuilder.Names names = new BlockBuilder.Names();
        Expr.Var workers = new Expr.Var(names.fresh("workers"), LoopType.INDEX);
        List<Buffer> inputs = List.of(buffer(names, "a", dtype), buffer(names, "b", dtype));
        Buffer output = buffer(names, "y", dtype);
        BlockBuilder block = new BlockBuilder(names);
        block.loop(
                "i",
                Expressions.index(0),
                Expressions.index(COUNT),
                lanes,
                LoopKind.SERIAL,
                (inner, i) -> {
                    Expr a = inner.let("a", Expressions.load(inputs.getFirst(), i, lanes));
                    Expr b = inner.let("b", Expressions.load(inputs.getLast(), i, lanes));
                    Expr y =
                            PAIRS.contains(op)
                                    ? VectorMath.binary(BinaryOp.valueOf(op), a, b, inner)
                                    : VectorMath.unary(UnaryOp.valueOf(op), a, inner);
                    inner.store(output, i, y);
                });
        return new LoopProgram(
                "formula",
                List.of(),
                workers,
                inputs,
                List.of(output),
                List.of(),
                List.of(),
                List.of(),
                new Buffer("result_dims", DType.I64, Space.RESULT_DIMS, Expressions.index(0)),
                List.of(),
                List.of(),
                Stmt.Block.EMPTY,
                block.build(),
                Expressions.index(0));
    }

    private static Buffer buffer(BlockBuilder.Names names, String hint, DType dtype) {
        return new Buffer(names.fresh(hint), dtype, Space.ARGUMENT, Expressions.index(COUNT));
    }

    /// Raw bits of any float, every other one brought to a moderate size.
    private static LoopArguments arguments(Arena arena, DType dtype) {
        Random random = new Random(7);
        MemorySegment a = arena.allocate((long) COUNT * dtype.byteSize(), 64);
        MemorySegment b = arena.allocate((long) COUNT * dtype.byteSize(), 64);
        MemorySegment y = arena.allocate((long) COUNT * dtype.byteSize(), 64);
        for (MemorySegment segment : List.of(a, b)) {
            for (int i = 0; i < COUNT; i++) {
                double moderate = random.nextGaussian() * 20;
                if (dtype == DType.F32) {
                    float any = Float.intBitsToFloat(random.nextInt());
                    segment.setAtIndex(
                            ValueLayout.JAVA_FLOAT, i, i % 2 == 0 ? any : (float) moderate);
                } else {
                    double any = Double.longBitsToDouble(random.nextLong());
                    segment.setAtIndex(ValueLayout.JAVA_DOUBLE, i, i % 2 == 0 ? any : moderate);
                }
            }
        }
        return new LoopArguments(
                List.of(),
                1,
                List.of(a, b),
                List.of(y),
                List.of(),
                List.of(),
                arena.allocate(Long.BYTES));
    }

    private static void compare(String op, DType dtype, LoopArguments arguments, String how) {
        ScalarCode.FloatPairFormula single = single(op);
        ScalarCode.DoublePairFormula twofold = twofold(op);
        MemorySegment a = arguments.inputs().getFirst();
        MemorySegment b = arguments.inputs().getLast();
        MemorySegment y = arguments.outputs().getFirst();
        for (int i = 0; i < COUNT; i++) {
            if (dtype == DType.F32) {
                float x = a.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                float expected = single.at(x, b.getAtIndex(ValueLayout.JAVA_FLOAT, i));
                float found = y.getAtIndex(ValueLayout.JAVA_FLOAT, i);
                assertThat(Float.floatToIntBits(found))
                        .as("%s %s of %s: %s, not %s", how, op, x, found, expected)
                        .isEqualTo(Float.floatToIntBits(expected));
            } else {
                double x = a.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                double expected = twofold.at(x, b.getAtIndex(ValueLayout.JAVA_DOUBLE, i));
                double found = y.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
                assertThat(Double.doubleToLongBits(found))
                        .as("%s %s of %s: %s, not %s", how, op, x, found, expected)
                        .isEqualTo(Double.doubleToLongBits(expected));
            }
        }
    }

    private static ScalarCode.FloatPairFormula single(String op) {
        if (PAIRS.contains(op)) {
            return ScalarCode.single(BinaryOp.valueOf(op));
        }
        ScalarCode.FloatFormula formula = ScalarCode.single(UnaryOp.valueOf(op));
        return (a, _) -> formula.at(a);
    }

    private static ScalarCode.DoublePairFormula twofold(String op) {
        if (PAIRS.contains(op)) {
            return ScalarCode.twofold(BinaryOp.valueOf(op));
        }
        ScalarCode.DoubleFormula formula = ScalarCode.twofold(UnaryOp.valueOf(op));
        return (a, _) -> formula.at(a);
    }
}
