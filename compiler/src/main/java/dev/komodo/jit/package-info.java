/// From a loop program to callable code, and back from the cache.
///
/// - **For**: naming, emission's last step, object code, the check of objects, linking in
///   isolation, and the native ABI.
/// - **In and out**: a [dev.komodo.loop.LoopProgram] (or a cache entry's bytes) in; a linked image
///   with the addresses of its entries out.
/// - **Invariants**: every emitted definition's name ends in a 128-bit UUID; an entry's symbol is
///   read from the entry, never derived again; each image has a dylib of its own; only listed
///   symbols may be undefined.
/// - **Importers**: `runtime`, `pipeline` and the front door.
/// - **Start at** [FrameLayout] for the ABI.
///
/// ## The native ABI (version 1)
///
/// ```c
/// struct komodo_frame {                     // 8 words of 8 bytes, 64-byte aligned
///   const int64_t *dims;                    //  0 values of the program's dims, in order
///   void *const *constants;                 //  8 constants by slot, then the prepared buffers in order
///   void *workspace;                        // 16 64-byte aligned, as many bytes as plan says; null for 0
///   const komodo_runtime_table *runtime;    // 24 { int64_t abi_version; parallel_for }
///   komodo_pool *pool;                      // 32 null: one worker
///   int64_t workers;                        // 40 at least 1
///   int64_t *result_dims;                   // 48 one cell per data dim
///   uint64_t *failure;                      // 56 index << 8 | code of the lowest failure; all ones: none
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
package dev.komodo.jit;

import org.jspecify.annotations.NullMarked;
