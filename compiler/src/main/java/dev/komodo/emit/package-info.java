/// From a loop program to an LLVM module, one file per family of constructs.
///
/// - **For**: the translation of [dev.komodo.loop.LoopProgram]s and the native ABI of what comes
///   out. No fast-math flag, no libcall, no trap: the code computes bit for bit what
///   [dev.komodo.loop.LoopInterpreter] computes (the payload of a NaN apart).
/// - **In and out**: a program, a [dev.komodo.target.Target] and a [NameSource] in; a verified
///   module and the names of its definitions out.
/// - **Invariants**: every definition's name comes from the [NameSource]; entries are
///   `linkonce_odr`, all else is internal; every function is `nounwind`; no instruction can trap on
///   any value.
/// - **Importers**: `jit`, `runtime` (for [FrameLayout]), `pipeline` and the front door.
/// - **Start at** [ModuleEmitter]; [FrameLayout] for the ABI.
///
/// ## The native ABI (version 2)
///
/// ```c
/// struct komodo_frame {                     // 9 words of 8 bytes, 64-byte aligned
///   const int64_t *dims;                    //  0 values of the program's dims, in order
///   void *const *constants;                 //  8 constants by slot, then the prepared buffers in order
///   void *workspace;                        // 16 64-byte aligned, as many bytes as plan says; null for 0
///   const komodo_runtime_table *runtime;    // 24 { int64_t abi_version; parallel_for }
///   komodo_pool *pool;                      // 32 null: one worker
///   int64_t workers;                        // 40 at least 1
///   int64_t *result_dims;                   // 48 one cell per data dim
///   uint64_t *failure;                      // 56 index << 8 | code of the lowest failure; all ones: none
///   komodo_profile *profile;                // 64 read by kernels that were compiled with timers; may be null
/// };
/// int32_t run(komodo_frame *frame, void *a0, void *a1, ...);   // inputs, then outputs; 0, or the code of the failure
/// int32_t prepare(komodo_frame *frame);                        // writes the prepared buffers
/// int32_t plan(const int64_t *dims, int64_t workers, int64_t *out);
///     // out: workspace bytes, then bytes of each output at its bound; 0, or SIZE_OVERFLOW
/// ```
///
/// A failure is recorded by an atomic unsigned minimum, so the lowest flat index wins (then the
/// lowest code), whatever the threads.
@NullMarked
package dev.komodo.emit;

import org.jspecify.annotations.NullMarked;
