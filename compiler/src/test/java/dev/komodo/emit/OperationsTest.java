package dev.komodo.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.jit.HostTarget;
import dev.komodo.jit.Targets;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;
import dev.komodo.loop.UnaryKind;
import dev.komodo.target.Target;
import dev.komodo.testing.JitRunner;
import dev.komodo.testing.Samples;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Every operation, on every dtype it takes, as scalar and as vectors of several widths, on every
/// pair of the elements that operations go wrong on: the JIT computes what the interpreter
/// computes.
class OperationsTest {
    private static final Set<BinaryKind> BITS =
            EnumSet.of(BinaryKind.AND, BinaryKind.OR, BinaryKind.XOR);
    private static final Set<BinaryKind> SHIFTS =
            EnumSet.of(
                    BinaryKind.SHIFT_LEFT, BinaryKind.SHIFT_RIGHT, BinaryKind.SHIFT_RIGHT_LOGICAL);

    /// A result per operation: its name and its value over the operands.
    private record Result(String name, Expr value) {}

    static Stream<Object[]> cases() {
        return Stream.of(HostTarget.detect(), Targets.named("x86-64-v3"))
                .flatMap(
                        target ->
                                Stream.of(DType.values())
                                        .flatMap(
                                                dtype ->
                                                        Stream.of(1, 4, 16)
                                                                .map(
                                                                        lanes ->
                                                                                new Object[] {
                                                                                    target.cpu(),
                                                                                    target,
                                                                                    dtype,
                                                                                    lanes
                                                                                })));
    }

    @ParameterizedTest(name = "{0} {2}x{3}")
    @MethodSource("cases")
    void operationsComputeWhatTheInterpreterComputes(
            String cpu, Target target, DType dtype, int lanes) {
        List<Long> samples = Samples.bits(dtype, lanes, 40);
        List<Long> left = new ArrayList<>();
        List<Long> right = new ArrayList<>();
        for (Long a : samples) {
            for (Long b : samples) {
                left.add(a);
                right.add(b);
            }
        }
        while (left.size() % lanes != 0) {
            left.add(0L);
            right.add(1L);
        }
        List<Result> results = results(dtype, lanes);
        LoopProgram program = program(dtype, lanes, left.size(), results);
        compare(program, target, left, right, results);
    }

    private static void compare(
            LoopProgram program,
            Target target,
            List<Long> left,
            List<Long> right,
            List<Result> results) {
        DType dtype = program.inputs().getFirst().dtype();
        try (Arena arena = Arena.ofShared();
                JitRunner jit = new JitRunner(program, target)) {
            LoopArguments inputs =
                    new LoopArguments(
                            List.of(),
                            1,
                            List.of(
                                    Samples.memory(arena, dtype, left),
                                    Samples.memory(arena, dtype, right)),
                            List.of(),
                            List.of(),
                            List.of(),
                            arena.allocate(8));
            List<Long> sizes = results.stream().map(_ -> (long) left.size()).toList();
            LoopArguments expected = Samples.withOutputs(arena, program, inputs, sizes);
            LoopArguments actual = Samples.withOutputs(arena, program, inputs, sizes);
            new LoopInterpreter(program).run(expected, 1);
            jit.run(actual);
            for (int r = 0; r < results.size(); r++) {
                requireEqual(
                        program.outputs().get(r),
                        results.get(r).name(),
                        expected.outputs().get(r),
                        actual.outputs().get(r),
                        left,
                        right);
            }
        }
    }

    private static void requireEqual(
            Buffer output,
            String name,
            MemorySegment expected,
            MemorySegment actual,
            List<Long> left,
            List<Long> right) {
        for (int i = 0; i < left.size(); i++) {
            assertThat(Samples.canonicalBits(actual, output.dtype(), i))
                    .as("%s(%x, %x)", name, left.get(i), right.get(i))
                    .isEqualTo(Samples.canonicalBits(expected, output.dtype(), i));
        }
    }

    private static List<Result> results(DType dtype, int lanes) {
        LoopType type = new LoopType(dtype, lanes);
        Expr a = new Expr.Var("a", type);
        Expr b = new Expr.Var("b", type);
        List<Result> results = new ArrayList<>();
        for (DType to : DType.values()) {
            results.add(new Result("cast to " + to, Expressions.cast(a, to)));
        }
        if (dtype != dtype.arithmetic()) {
            return results;
        }
        for (UnaryKind kind : UnaryKind.values()) {
            if (takes(kind, dtype)) {
                results.add(new Result(kind.name(), Expressions.unary(kind, a)));
            }
        }
        for (BinaryKind kind : BinaryKind.values()) {
            if (takes(kind, dtype)) {
                results.add(new Result(kind.name(), Expressions.binary(kind, a, b)));
            }
        }
        for (CompareOp kind : CompareOp.values()) {
            Expr condition = Expressions.compare(kind, a, b);
            results.add(new Result(kind.name(), condition));
            results.add(new Result("select " + kind, Expressions.select(condition, a, b)));
        }
        if (dtype.isFloat()) {
            results.add(new Result("fma", Expressions.fma(a, b, b)));
            results.add(new Result("scale", new Expr.Scale(numbers(a), b)));
            results.add(new Result("fma of a square", Expressions.fma(a, a, b)));
        }
        for (DType to : DType.values()) {
            boolean isBits = to.isInteger() && dtype != DType.BOOL;
            if (isBits && to != dtype && to.width() == dtype.width()) {
                results.add(new Result("bitcast to " + to, Expressions.bitcast(a, to)));
            }
        }
        if (dtype == DType.I32) {
            List<Float> table = IntStream.range(-8, 8).mapToObj(i -> i / 3f).toList();
            results.add(new Result("lookup", new Expr.Lookup(table, a)));
            for (DotKind kind : List.of(DotKind.BYTES, DotKind.SHORTS)) {
                results.add(new Result("dot " + kind, new Expr.Dot(kind, a, b, a)));
                results.add(new Result("dot of one", new Expr.Dot(kind, b, a, a)));
            }
        }
        if (dtype == DType.BOOL) {
            results.add(new Result("any", spread(new Expr.Test(a, false), lanes)));
            results.add(new Result("all", spread(new Expr.Test(a, true), lanes)));
        }
        return results;
    }

    /// Zero for NaN, whose product with an infinite power of two is open.
    private static Expr numbers(Expr a) {
        Expr zero = Expressions.number(a.type(), 0);
        return Expressions.select(Expressions.equal(a, a), a, zero);
    }

    private static Expr spread(Expr scalar, int lanes) {
        return Expressions.broadcast(scalar, lanes);
    }

    private static boolean takes(UnaryKind kind, DType dtype) {
        return switch (kind) {
            case NEGATE, ABS -> dtype != DType.BOOL;
            case SQRT, FLOOR, CEIL, TRUNCATE, ROUND_EVEN -> dtype.isFloat();
            case NOT -> !dtype.isFloat();
        };
    }

    private static boolean takes(BinaryKind kind, DType dtype) {
        if (SHIFTS.contains(kind)) {
            return dtype.isInteger();
        }
        return BITS.contains(kind) ? !dtype.isFloat() : dtype != DType.BOOL;
    }

    private static LoopProgram program(DType dtype, int lanes, long count, List<Result> results) {
        Expr size = Expressions.index(count);
        Buffer x = new Buffer("x", dtype, Space.ARGUMENT, size);
        Buffer y = new Buffer("y", dtype, Space.ARGUMENT, size);
        List<Buffer> outputs = new ArrayList<>();
        for (int r = 0; r < results.size(); r++) {
            DType to = results.get(r).value().type().dtype();
            outputs.add(new Buffer("out" + r, to, Space.ARGUMENT, size));
        }
        BlockBuilder.Names names = new BlockBuilder.Names();
        LoopType type = new LoopType(dtype, lanes);
        Stmt.Block run =
                new BlockBuilder(names)
                        .inner(
                                block ->
                                        block.loop(
                                                "i",
                                                Expressions.index(0),
                                                size,
                                                lanes,
                                                dev.komodo.loop.LoopKind.SERIAL,
                                                (inner, i) -> {
                                                    inner.add(
                                                            new Stmt.Let(
                                                                    new Expr.Var("a", type),
                                                                    Expressions.load(x, i, lanes)));
                                                    inner.add(
                                                            new Stmt.Let(
                                                                    new Expr.Var("b", type),
                                                                    Expressions.load(y, i, lanes)));
                                                    for (int r = 0; r < results.size(); r++) {
                                                        inner.store(
                                                                outputs.get(r),
                                                                i,
                                                                results.get(r).value());
                                                    }
                                                }));
        return new LoopProgram(
                "operations",
                List.of(),
                new Expr.Var("workers", LoopType.INDEX),
                List.of(x, y),
                outputs,
                List.of(),
                List.of(),
                List.of(),
                new Buffer("cells", DType.I64, Space.RESULT_DIMS, Expressions.index(0)),
                List.of(),
                List.of(),
                Stmt.Block.EMPTY,
                run,
                Expressions.index(0));
    }
}
