/// The failures of the compiler, sorted by who must act.
///
/// - **For**: one small sealed family of unchecked exceptions. [InvalidGraphException]: the caller
///   asked for something that has no meaning. [UnsupportedException]: it has a meaning, and Komodo
///   cannot do it yet, or ([UnsupportedHostException]) not on this machine.
///   [InternalCompilerException]: our bug. [NativeFailureException]: LLVM or the operating system
///   refused. [ExecutionException]: a kernel ran, and an element had no defined result.
/// - **In and out**: messages say what was asked, what was found, where, and what to do.
/// - **Invariants**: context is added as suppressed exceptions; nothing is swallowed.
/// - **Importers**: every package; this one imports nothing.
/// - **Start at** [CompilerException].
@NullMarked
package dev.komodo.error;

import org.jspecify.annotations.NullMarked;
