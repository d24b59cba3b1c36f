/// Side-by-side measurements.
///
/// - **For**: what a call, a compilation and a load cost, by JMH; cold compile, cached load and run
///   of one hard member of each kernel family, beside ONNX Runtime and this machine's ceilings (by
///   `measure`).
/// - **In and out**: the models in `bench/models` and graphs built here in; a table on standard
///   output.
/// - **Invariants**: results are compared before they are timed; inputs are random, never zeros.
/// - **Importers**: nobody.
/// - **Start at** [Proofs]; JMH: [Benchmarks].
@NullMarked
package dev.komodo.bench;

import org.jspecify.annotations.NullMarked;
