/// Relocatable objects: read without trust, and linked without LLVM.
///
/// - **For**: what an object of Komodo's says about itself, and a linker for exactly the objects
///   that LLVM makes of Komodo's kernels: code and constants, no writable data, which refer to
///   themselves and to a few functions of the C library. LLVM's library need not be loaded for it.
/// - **In and out**: bytes of an object in; its symbols ([ElfObject]), or code at fixed addresses
///   ([PlacedObject]) out.
/// - **Invariants**: any bytes are safe to give: every offset and count is checked against the
///   bytes there are, the image is made in a Java array, where an index out of bounds is an
///   exception, and it is as large as the object at most, but for alignment. An image refers to
///   itself and to the functions that the caller names, nothing else. Memory is never writable and
///   executable at once. What is damaged is refused ([ObjectRefusedException]); what is only
///   unfamiliar is named ([UnfamiliarObjectException]) and left to LLVM's linker.
/// - **Importers**: `jit`. It imports `dev.komodo.natives` only.
/// - **Start at** [ObjectLinker].
@NullMarked
package dev.komodo.link;

import org.jspecify.annotations.NullMarked;
