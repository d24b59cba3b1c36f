/// Measuring: what this machine can do at most, what a graph asks of it, and how several sides
/// compare in one process.
///
/// - **For**: ceilings (probes written in assembly), the work of a graph counted from the graph,
///   interleaved timing with medians and spread, agreement of results. `measure.peer` is how
///   somebody else's runtime takes part.
/// - **In and out**: graphs, arrays and things to call in; rates, counts and times out. Nothing is
///   printed.
/// - **Invariants**: a probe executes the instruction that it is named after and nothing else in
///   its hot loop; data are never zeros; a side's turn begins with calls that do not count.
/// - **Importers**: `cli`, `bench` and the adapters of peers; this module imports `compiler` and
///   `llvm-bindings`.
/// - **Start at** [Interleaved], [Ceilings] and [Work].
@NullMarked
package dev.komodo.measure;

import org.jspecify.annotations.NullMarked;
