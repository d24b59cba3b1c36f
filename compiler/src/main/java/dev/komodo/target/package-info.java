/// What code is generated for: the machine, as far as schedules and LLVM need to know it.
///
/// - **For**: one description, [Target], hashed into the key and read by schedule, contract, maths
///   and emission.
/// - **Invariants**: tuning flags are no ISA features; two hosts with equal targets run each
///   other's code.
/// - **Importers**: `loop` and below; this package imports only `error`.
/// - **Start at** [Target].
@NullMarked
package dev.komodo.target;

import org.jspecify.annotations.NullMarked;
