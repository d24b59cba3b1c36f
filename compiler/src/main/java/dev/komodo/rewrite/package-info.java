/// Graph to graph: rules that make a program smaller or cheaper without changing what it computes.
///
/// - **For**: normalising what users and importers write before it is scheduled. [Rewriter] applies
///   a [RuleSet] to a fixpoint; each [Rule] is a class of its own that shows before and after.
/// - **In and out**: a verified [dev.komodo.graph.Graph] in; another one out, with the same inputs,
///   outputs and guards.
/// - **Invariants**: a rule is directional and never makes a program dearer; results keep their
///   types; floats keep their bits (payloads of NaN and the last place of folded functions apart);
///   graphs are rebuilt, not changed; dead nodes go; equal nodes become one.
/// - **Importers**: `autodiff` and everything right of it; this one imports `graph`, `library`,
///   `interp` and `error`.
/// - **Start at** [Rewriter], then [RuleSet].
@NullMarked
package dev.komodo.rewrite;

import org.jspecify.annotations.NullMarked;
