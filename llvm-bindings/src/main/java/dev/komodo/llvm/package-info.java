/// The typed layer over LLVM's C API.
///
/// **For.** Building IR through LLVM's builder, optimising it, generating object code, and linking
/// objects into the process. Nobody above this package sees a pointer of LLVM's.
///
/// **In and out.** In: types, values and instructions, one call each. Out: object bytes, listings,
/// addresses of linked symbols, or an [LlvmException] with LLVM's text.
///
/// **Invariants.** LLVM runs only inside [LlvmThreads#call], under a fatal-error handler; every
/// context has a diagnostic handler; nothing thrown leaves an upcall. A context, its modules and
/// its builders belong to one thread and die with the context; use after close throws. What LLVM
/// takes on trust (operand types, argument counts) is checked here. A linked object sees only what
/// its own [OrcDylib] defines.
///
/// **Imported by** the `emit` and `jit` packages of the compiler. The generated bindings in
/// `dev.komodo.llvm.generated` are for this package alone.
///
/// **Start with** [LlvmThreads], then [LlvmContext] and [IrBuilder]; linking starts at [OrcJit].
@NullMarked
package dev.komodo.llvm;

import org.jspecify.annotations.NullMarked;
