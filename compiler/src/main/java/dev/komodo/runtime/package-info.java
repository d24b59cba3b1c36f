/// Kernels, their arguments, and calls.
///
/// - **For**: what a user holds after compiling: [Kernel], its [Binding]s, and the [NDArray]s they
///   read and write.
/// - **In and out**: arrays over the caller's memory in; the same memory, written, out.
/// - **Invariants**: dtype, shape, size and liveness are checked before native code runs; a call
///   during which a kernel or an argument's arena is closed is an exception, never a crash; a bound
///   call allocates nothing, nor does a call by position ([Kernel#run]) with the shapes of the one
///   before.
/// - **Importers**: the front door `dev.komodo`, and users.
/// - **Start at** [Kernel].
///
/// | object | owner | between threads | closed by |
/// |---|---|---|---|
/// | [NDArray] | the arena it was made in | as its memory segment | its arena |
/// | [Kernel] | the caller | safe | `close`, which waits for running calls |
/// | [Binding] | the caller | one thread | `close` |
@NullMarked
package dev.komodo.runtime;

import org.jspecify.annotations.NullMarked;
