package dev.komodo.loop;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A statement.
public sealed interface Stmt {
    /// Statements in order; names that they define are visible to the end of the block.
    ///
    /// @param statements the statements
    record Block(List<Stmt> statements) {
        /// Nothing.
        public static final Block EMPTY = new Block(List.of());

        /// Copies the list.
        public Block {
            statements = List.copyOf(statements);
        }
    }

    /// Binds a name to a value, once.
    record Let(Expr.Var variable, Expr value) implements Stmt {}

    /// Declares a variable that may be assigned.
    record Declare(Expr.Var variable, Expr initial) implements Stmt {}

    /// Gives a declared variable another value.
    record Assign(Expr.Var variable, Expr value) implements Stmt {}

    /// How a store treats memory.
    enum StoreKind {
        /// Through the caches.
        PLAIN,
        /// Past the caches, for large results that nobody reads soon.
        NON_TEMPORAL,
        /// To a vector of indices; where two lanes name one element, the higher lane wins.
        SCATTER
    }

    /// Writes elements: consecutive from a scalar index, or with [StoreKind#SCATTER] one for each
    /// lane of a vector index.
    ///
    /// @param mask bool in the value's lanes; where false, nothing is written and no memory is
    ///   touched
    record Store(Buffer buffer, Expr index, Expr value, Optional<Expr> mask, StoreKind kind)
            implements Stmt {}

    /// Says that an element, with its neighbours, will soon be wanted in near memory. A hint: no
    /// effect, and the index may lie outside the buffer.
    ///
    /// @param write whether the element will be written
    record Prefetch(Buffer buffer, Expr index, boolean write) implements Stmt {}

    /// `for (index = begin; index < end; index += step) body`. Begin and end are evaluated once.
    ///
    /// @param step positive
    record For(Expr.Var index, Expr begin, Expr end, long step, LoopKind kind, Block body)
            implements Stmt {
        /// Refuses a step that is not positive.
        public For {
            Objects.requireNonNull(kind);
            if (step <= 0) {
                throw new IllegalArgumentException("A loop's step must be positive, found " + step);
            }
        }
    }

    /// Repeats the body while the condition, evaluated anew each time, holds.
    record While(Expr condition, Block body) implements Stmt {}

    /// Leaves the innermost serial loop or while.
    record Break() implements Stmt {}

    /// One of two blocks.
    record If(Expr condition, Block then, Block otherwise) implements Stmt {}

    /// Makes a [Space#STACK] or [Space#WORKSPACE] buffer visible to the end of the block. Its
    /// elements are not initialised.
    ///
    /// @param byteOffset where the buffer begins in the workspace (a multiple of 64), present for
    ///   [Space#WORKSPACE] only
    record Alloc(Buffer buffer, Optional<Expr> byteOffset) implements Stmt {}

    /// Runs a function without a result.
    ///
    /// @param buffers for each buffer parameter, where it begins
    /// @param scalars for each scalar parameter, its value
    record Call(String function, List<BufferArgument> buffers, List<Expr> scalars) implements Stmt {
        /// Copies the lists.
        public Call {
            buffers = List.copyOf(buffers);
            scalars = List.copyOf(scalars);
        }
    }

    /// The part of a buffer, from an element on, that a callee sees as its parameter.
    ///
    /// @param offset the element that becomes element 0
    record BufferArgument(Buffer buffer, Expr offset) {}

    /// Records a failure: of all failures of a call, the one with the lowest index (then the lowest
    /// status) is reported. Goes on.
    ///
    /// @param status why
    /// @param index an i64 scalar: the flat index of the element that failed
    record Fail(Status status, Expr index) implements Stmt {}

    /// Marks where a part of the source begins; no effect. Printed as `# text`.
    record Comment(String text) implements Stmt {}
}
