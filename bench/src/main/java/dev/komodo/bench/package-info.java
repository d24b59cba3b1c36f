/// Side-by-side measurements.
///
/// - **For**: what a call, a compilation and a load cost, by JMH; what the commands of
///   `bench.targets`, `bench.sweep` and `bench.function` have in common.
/// - **In and out**: graphs built here in; JMH's report on standard output.
/// - **Invariants**: JMH's code is generated when it runs, so the build has no annotation
///   processor.
/// - **Importers**: the commands' packages.
/// - **Start at** [Benchmarks]; what Komodo must reach: [dev.komodo.bench.targets].
@NullMarked
package dev.komodo.bench;

import org.jspecify.annotations.NullMarked;
