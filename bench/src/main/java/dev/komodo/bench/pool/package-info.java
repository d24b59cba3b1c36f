/// How the thread pool would do on machines that are not at hand.
///
/// - **For**: what a loop gains from up to 64 threads, where that ends and why, without such a
///   machine; a deterministic model, no measurement.
/// - **In and out**: loops with their costs on one thread and a machine in; times out.
/// - **Invariants**: shares and pieces are those of `native/src/main/c/parallel_for.c`, which a
///   test holds against the pool itself; the same input gives the same output.
/// - **Importers**: nobody.
/// - **Start at** [dev.komodo.bench.pool.PoolModel].
@NullMarked
package dev.komodo.bench.pool;

import org.jspecify.annotations.NullMarked;
