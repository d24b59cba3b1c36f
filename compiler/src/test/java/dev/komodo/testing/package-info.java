/// What tests of several packages and modules share; published as the test-jar.
///
/// - **For**: random well-typed graphs with arguments for them ([GraphGenerator]), and the
///   comparison of results ([LiteralComparison]).
/// - **In and out**: a seed in; a [GeneratedGraph] out.
/// - **Invariants**: the same seed and options give the same graph and arguments for ever (within a
///   revision); generated programs are numerically tame: what rounding can change is never
///   compared, floored or indexed with, and each output comes with a bound of its error.
/// - **Importers**: tests only.
/// - **Start at** [GraphGenerator].
@NullMarked
package dev.komodo.testing;

import org.jspecify.annotations.NullMarked;
