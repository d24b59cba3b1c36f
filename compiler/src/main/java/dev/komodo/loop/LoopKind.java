package dev.komodo.loop;

/// How the iterations of a [Stmt.For] are executed. The meaning is the same for all: in order, one
/// by one; a kind is a promise about independence and an order to the passes.
public sealed interface LoopKind {
    /// One after another.
    record Serial() implements LoopKind {}

    /// On the threads of the call's pool, in chunks of a multiple of `grain` iterations. Iterations
    /// are independent.
    ///
    /// @param grain the fewest iterations worth a thread, at least 1
    /// @param worker an i64 variable that is visible in the body: the index, from 0 and below the
    ///   program's number of workers, of the thread that executes the iteration; scratch is indexed
    ///   by it
    record Parallel(long grain, Expr.Var worker) implements LoopKind {}

    /// As explicit vectors of `lanes` iterations with a masked tail; the `vectorize` pass replaces
    /// it.
    ///
    /// @param lanes a power of two
    record Vector(int lanes) implements LoopKind {}

    /// Completely unrolled; bounds are constants. The `unroll` pass replaces it.
    record Unroll() implements LoopKind {}

    /// The one serial kind.
    LoopKind SERIAL = new Serial();

    /// The one unroll kind.
    LoopKind UNROLL = new Unroll();
}
