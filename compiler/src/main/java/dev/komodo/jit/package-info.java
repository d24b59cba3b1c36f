/// From a loop program to callable code, and back from the cache.
///
/// - **For**: naming, object code, the check of objects, linking in isolation, and one shared image
///   per key.
/// - **In and out**: a [dev.komodo.loop.LoopProgram] (or a cache entry's bytes) in; a linked image
///   with its entries' symbols out.
/// - **Invariants**: every emitted definition's name ends in a 128-bit UUID; an entry's symbol is
///   read from the entry, never derived again; each image has a dylib of its own; only listed
///   symbols may be undefined. The ABI is described in package [dev.komodo.emit].
/// - **Importers**: `runtime`, `pipeline` and the front door.
/// - **Start at** [KernelLoader].
@NullMarked
package dev.komodo.jit;

import org.jspecify.annotations.NullMarked;
