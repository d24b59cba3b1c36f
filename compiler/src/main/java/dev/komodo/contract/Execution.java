package dev.komodo.contract;

import dev.komodo.loop.Expr;

import java.util.Objects;

/// On which threads a contraction runs. The numbers do not depend on it.
public sealed interface Execution {
    /// On one thread; the block may be inside a parallel loop of the caller's (over a batch).
    ///
    /// @param worker an i64 scalar: whose scratch to use; 0 outside of parallel loops
    record Serial(Expr worker) implements Execution {
        /// Refuses null.
        public Serial {
            Objects.requireNonNull(worker);
        }
    }

    /// On all workers, where the work is worth it.
    ///
    /// @param workers an i64 scalar: how many workers there are
    record Parallel(Expr workers) implements Execution {
        /// Refuses null.
        public Parallel {
            Objects.requireNonNull(workers);
        }
    }
}
