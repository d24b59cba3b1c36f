/// The table of targets: what Komodo must reach on each row, and against whom.
///
/// - **For**: one command, one run, one table: ratios to every peer, what was asked and whether it
///   is reached, scaling from one thread to two, this machine's ceilings.
/// - **In and out**: models, names of rows in; a table and JSON out.
/// - **Invariants**: all sides of a row, at one thread and at two, take turns in one process;
///   results are compared before they are timed; a row that differs fails the command, a slow one
///   does not.
/// - **Importers**: nobody.
/// - **Start at** [TargetList] for what is asked, [Targets] for the command.
@NullMarked
package dev.komodo.bench.targets;

import org.jspecify.annotations.NullMarked;
