package dev.komodo.contract;

import static dev.komodo.loop.Expressions.fma;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.load;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopKind;
import dev.komodo.loop.LoopProgram;
import dev.komodo.loop.LoopType;
import dev.komodo.loop.Space;
import dev.komodo.loop.Stmt;
import dev.komodo.target.Target;

import java.util.ArrayList;
import java.util.List;

/// A program that does nothing but multiply and add in registers: what it reaches on one core is
/// the ceiling for products on that core. Benchmarks measure against it.
///
/// The program has the dim `rounds`, an input of two vectors, and an output of one vector for each
/// running sum.
///
/// @param target the machine
/// @param dtype f32 or f64
public record FmaCeiling(Target target, DType dtype) {
    /// Enough independent sums for two units of latency 5, few enough for 16 registers.
    private static final int SUMS = 12;

    /// Rounds in one iteration of the loop.
    private static final int UNROLL = 8;

    private int lanes() {
        return target.lanes(dtype.byteSize());
    }

    /// Floating-point operations of a call: a multiplication and an addition for each element of
    /// each sum and round.
    ///
    /// @param rounds the value of the dim, a multiple of 8
    public double operations(long rounds) {
        return 2.0 * SUMS * lanes() * rounds;
    }

    /// Elements of the input.
    public long inputElements() {
        return 2L * lanes();
    }

    /// Elements of the output.
    public long outputElements() {
        return (long) SUMS * lanes();
    }

    /// The program.
    public LoopProgram program() {
        BlockBuilder.Names names = new BlockBuilder.Names();
        Expr.Var rounds = new Expr.Var(names.fresh("rounds"), LoopType.INDEX);
        Expr.Var workers = new Expr.Var(names.fresh("workers"), LoopType.INDEX);
        Buffer input = new Buffer("factors", dtype, Space.ARGUMENT, index(inputElements()));
        Buffer output = new Buffer("sums", dtype, Space.ARGUMENT, index(outputElements()));
        BlockBuilder run = new BlockBuilder(names);
        Expr left = run.bind("left", load(input, index(0), lanes()));
        Expr right = run.bind("right", load(input, index(lanes()), lanes()));
        List<Expr.Var> sums = new ArrayList<>();
        for (int sum = 0; sum < SUMS; sum++) {
            sums.add(run.declare("sum", left));
        }
        run.loop(
                "round",
                index(0),
                rounds,
                UNROLL,
                LoopKind.SERIAL,
                (block, _) -> {
                    for (int step = 0; step < UNROLL; step++) {
                        sums.forEach(sum -> block.assign(sum, fma(left, right, sum)));
                    }
                });
        for (int sum = 0; sum < SUMS; sum++) {
            run.store(output, index((long) sum * lanes()), sums.get(sum));
        }
        return new LoopProgram(
                "fma_ceiling",
                List.of(rounds),
                workers,
                List.of(input),
                List.of(output),
                List.of(),
                List.of(),
                List.of(),
                new Buffer("results", DType.I64, Space.RESULT_DIMS, index(0)),
                List.of(),
                List.of(),
                Stmt.Block.EMPTY,
                run.build(),
                index(0));
    }
}
