package dev.komodo.testing;

import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.ConstantTable;
import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;
import dev.komodo.loop.LoopArguments;
import dev.komodo.loop.LoopFunction;
import dev.komodo.loop.LoopInterpreter;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Random loop programs that verify, stay in bounds, read nothing that was not written, and whose
/// parallel and vector iterations are independent: the interpreter and native code must agree on
/// every bit but the payloads of NaNs. The same seed gives the same programs.
///
/// ```java
/// LoopProgramGenerator generator = new LoopProgramGenerator(seed);
/// LoopProgram program = generator.next();
/// LoopArguments one = generator.arguments(program), other = generator.arguments(program); // equal
/// ```
public final class LoopProgramGenerator {
    private static final int EXTENT = LoopExpressionGenerator.EXTENT;
    private static final long WORKERS = LoopStatementGenerator.WORKERS;

    private final Random random;
    private int count;
    private List<LoopFunction> functions = new ArrayList<>();
    private LoopExpressionGenerator expressions;
    private LoopStatementGenerator statements;

    /// A generator.
    public LoopProgramGenerator(long seed) {
        random = new Random(seed);
        expressions = new LoopExpressionGenerator(random, functions);
        statements = new LoopStatementGenerator(random, expressions, functions);
    }

    /// The next program.
    public LoopProgram next() {
        functions = new ArrayList<>();
        expressions = new LoopExpressionGenerator(random, functions);
        statements = new LoopStatementGenerator(random, expressions, functions);
        BlockBuilder.Names names = new BlockBuilder.Names();
        Expr.Var n = new Expr.Var(names.fresh("n"), LoopType.INDEX);
        Expr.Var workers = new Expr.Var(names.fresh("workers"), LoopType.INDEX);
        Expr size = Expressions.add(n, Expressions.index(EXTENT));
        List<Buffer> inputs = new ArrayList<>();
        List<Buffer> outputs = new ArrayList<>();
        for (DType dtype : DType.values()) {
            inputs.add(new Buffer(names.fresh("in." + dtype), dtype, Space.ARGUMENT, size));
            outputs.add(new Buffer(names.fresh("out." + dtype), dtype, Space.ARGUMENT, size));
        }
        Expr extent = Expressions.index(EXTENT);
        Buffer weights = new Buffer(names.fresh("weights"), DType.F32, Space.CONSTANT, extent);
        Buffer packed = new Buffer(names.fresh("packed"), DType.F32, Space.CONSTANT, extent);
        ConstantTable table = table(names.fresh("table"));
        Buffer cells =
                new Buffer(
                        names.fresh("cells"), DType.I64, Space.RESULT_DIMS, Expressions.index(1));
        pureFunctions();
        blockFunctions();
        BlockBuilder prepare = new BlockBuilder(names);
        prepare.loop(
                "s",
                Expressions.index(0),
                extent,
                (inner, i) ->
                        inner.store(
                                packed,
                                Expressions.subtract(Expressions.index(EXTENT - 1), i),
                                Expressions.multiply(
                                        Expressions.load(weights, i),
                                        Expressions.load(weights, i))));
        List<Buffer> readable = new ArrayList<>(inputs);
        readable.addAll(List.of(weights, packed, table.buffer()));
        readable.addAll(outputs);
        LoopExpressionGenerator.Scope scope =
                new LoopExpressionGenerator.Scope(
                        new ArrayList<>(List.of(n)), new ArrayList<>(), readable, false);
        BlockBuilder run = new BlockBuilder(names);
        LoopStatementGenerator.Place place =
                new LoopStatementGenerator.Place(
                        run, scope, outputs, new ArrayList<>(), Optional.empty(), 0);
        statements.write(place, 4 + random.nextInt(6));
        run.store(cells, Expressions.index(0), expressions.value(scope, LoopType.INDEX, 2));
        return new LoopProgram(
                "random" + count++,
                List.of(n),
                workers,
                inputs,
                outputs,
                List.of(weights),
                List.of(table),
                List.of(packed),
                cells,
                List.of("count"),
                functions,
                prepare.build(),
                run.build(),
                Expressions.index(statements.workspaceBytes()));
    }

    /// Native memory for a call, filled in the same way each time; outputs too.
    public LoopArguments arguments(LoopProgram program) {
        Random values = new Random(program.name().hashCode());
        List<Long> dims = List.of((long) values.nextInt(40));
        LoopInterpreter sizes = new LoopInterpreter(program);
        Arena arena = Arena.ofAuto();
        return new LoopArguments(
                dims,
                WORKERS,
                program.inputs().stream().map(b -> filled(b, sizes, dims, arena, values)).toList(),
                program.outputs().stream().map(b -> filled(b, sizes, dims, arena, values)).toList(),
                program.constants().stream()
                        .map(b -> filled(b, sizes, dims, arena, values))
                        .toList(),
                program.prepared().stream()
                        .map(b -> filled(b, sizes, dims, arena, values))
                        .toList(),
                filled(program.resultDims(), sizes, dims, arena, values));
    }

    private static MemorySegment filled(
            Buffer buffer, LoopInterpreter sizes, List<Long> dims, Arena arena, Random values) {
        long elements = sizes.elements(buffer, dims);
        LiteralBuilder literal = new LiteralBuilder(buffer.dtype(), elements);
        for (long i = 0; i < elements; i++) {
            literal.putBits(i, bits(buffer.dtype(), values));
        }
        MemorySegment source = literal.build().data();
        MemorySegment segment = arena.allocate(Math.max(8, source.byteSize()), 64);
        segment.copyFrom(source);
        return segment;
    }

    private static long bits(DType dtype, Random values) {
        double[] special = {0.0, -0.0, 1, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-310, 1e-40};
        double value =
                values.nextInt(12) == 0
                        ? special[values.nextInt(special.length)]
                        : values.nextGaussian() * 8;
        return switch (dtype) {
            case F16, BF16, F32, F64 -> Conversion.ofDouble(dtype, value);
            case I8, I16, I32, I64, U8, U16, U32, U64 ->
                    dtype.wrap(
                            values.nextInt(9) == 0 ? values.nextLong() : values.nextInt(-50, 50));
            case BOOL -> values.nextInt(2);
        };
    }

    private ConstantTable table(String name) {
        LiteralBuilder data = new LiteralBuilder(DType.I64, EXTENT);
        for (int i = 0; i < EXTENT; i++) {
            data.putBits(i, random.nextInt(EXTENT));
        }
        Literal literal = data.build();
        return new ConstantTable(
                new Buffer(name, DType.I64, Space.CONSTANT, Expressions.index(EXTENT)), literal);
    }

    private void pureFunctions() {
        for (int f = 0; f < 3; f++) {
            int lanes = expressions.pick(List.of(1, 1, 4, 8));
            LoopType type = new LoopType(expressions.pick(List.of(DType.F32, DType.F64)), lanes);
            BlockBuilder.Names names = new BlockBuilder.Names();
            Expr.Var x = new Expr.Var(names.fresh("x"), type);
            Expr.Var y = new Expr.Var(names.fresh("y"), type);
            LoopExpressionGenerator.Scope scope =
                    new LoopExpressionGenerator.Scope(
                            new ArrayList<>(List.of(x, y)), List.of(), List.of(), lanes == 1);
            BlockBuilder body = new BlockBuilder(names);
            for (int i = 0; i < 2; i++) {
                scope.variables().add(body.bind("v", expressions.value(scope, type, 3)));
            }
            Expr result = expressions.value(scope, type, 3);
            functions.add(
                    new LoopFunction(
                            "pure" + f,
                            List.of(),
                            List.of(x, y),
                            body.build(),
                            Optional.of(result),
                            random.nextBoolean()));
        }
    }

    private void blockFunctions() {
        for (int f = 0; f < 2; f++) {
            BlockBuilder.Names names = new BlockBuilder.Names();
            Expr.Var k = new Expr.Var(names.fresh("k"), LoopType.INDEX);
            Expr.Var x = new Expr.Var(names.fresh("x"), new LoopType(DType.F32, 8));
            Expr size = Expressions.index(EXTENT);
            DType dtype = expressions.pick(List.of(DType.values()));
            Buffer from = new Buffer(names.fresh("from"), dtype, Space.ARGUMENT, size);
            Buffer to = new Buffer(names.fresh("to"), dtype, Space.ARGUMENT, size);
            LoopExpressionGenerator.Scope scope =
                    new LoopExpressionGenerator.Scope(
                            new ArrayList<>(List.of(k, x)),
                            new ArrayList<>(),
                            new ArrayList<>(List.of(from, to)),
                            false);
            BlockBuilder body = new BlockBuilder(names);
            statements.write(
                    new LoopStatementGenerator.Place(
                            body, scope, List.of(to), new ArrayList<>(), Optional.empty(), 2),
                    3);
            functions.add(
                    new LoopFunction(
                            "block" + f,
                            List.of(from, to),
                            List.of(k, x),
                            body.build(),
                            Optional.empty(),
                            random.nextBoolean()));
        }
    }
}
