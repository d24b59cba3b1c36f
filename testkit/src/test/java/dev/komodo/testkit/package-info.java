/// Proofs by experiment of what the cache and the linker promise, across modules and processes.
///
/// - **For**: experiments that need several JVMs, killed ones, damaged files, other users or much
///   time, and the little harness that they share.
/// - **In and out**: nothing in but the class path; assertions, and figures under
///   `target/experiments`, out.
/// - **Invariants**: a claim is checked on values, bit for bit, never on exit codes alone; a child
///   that died by a signal is told from one that answered wrongly; no step waits for time, only for
///   lines of another process; where a protection can be taken away, a test takes it away and sees
///   the experiment fail.
/// - **Importers**: nobody.
/// - **Start at** [dev.komodo.testkit.WrongBodyTest], the defect that the project began with.
@NullMarked
package dev.komodo.testkit;

import org.jspecify.annotations.NullMarked;
