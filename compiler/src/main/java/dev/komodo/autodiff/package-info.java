/// Derivatives of tensor programs, as tensor programs.
///
/// - **For**: gradients of log-densities and losses. Nodes that compute the derivative are added to
///   the graph that computes the value, so both share what they have in common, and one kernel
///   gives both.
/// - **In and out**: [dev.komodo.graph.Tensor]s of a builder in, tensors of that builder out.
/// - **Invariants**: one visible table says for each op what its derivative is: [Adjoints] backward
///   (op to adjoint), [Tangents] forward (op to tangent), both over [UnaryDerivatives] and
///   [BinaryDerivatives]. Only floats have derivatives: what passes through integers or truth
///   values is constant. A derivative that is not defined is an error that names the op, never a
///   number. What a select did not choose takes no part in a derivative, be it NaN or infinite
///   ([Cotangent]). The work is linear in the number of nodes.
/// - **Importers**: users and the front door; this one imports `rewrite`, `interp`, `library`,
///   `graph` and `error`.
/// - **Start at** [Derivatives], then [Adjoints].
///
/// ## Where functions are not smooth
///
/// At a kink the derivative is the mean of the derivatives on both sides: `|x|` has 0 at 0, and
/// equal elements share the derivative of a maximum or minimum equally. Steps (`floor`, `sign` ...)
/// have the derivative 0. Where the derivative is infinite (`sqrt` and `log` at 0) it is infinite,
/// but a change of 0 stays 0 there, as in `x * log(x)`.
@NullMarked
package dev.komodo.autodiff;

import org.jspecify.annotations.NullMarked;
