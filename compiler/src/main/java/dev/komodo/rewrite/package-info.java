/// Graph to graph: rules that make a program smaller or cheaper without changing what it computes.
///
/// - **For**: normalising and stabilising what users, importers and differentiation write before it
///   is scheduled. [Rewriter] applies a [RuleSet] to a fixpoint; each [Rule] is a method in a
///   themed file, with before, after and its [Validity]; `docs/rewrites.md` lists them.
/// - **In and out**: a verified [dev.komodo.graph.Graph] in; another one out, with the same inputs,
///   outputs and guards.
/// - **Invariants**: a rule is directional and never makes a program dearer by more than a few
///   operations an element; results keep their types; floats keep what the rule's [Validity]
///   promises; graphs are rebuilt, not changed; dead nodes go; equal nodes become one. [SelfCheck]
///   runs the program before and after each rule.
/// - **Importers**: `autodiff` and everything right of it; this one imports `graph`, `library`,
///   `interp` and `error`.
/// - **Start at** [Rewriter], then [RuleSet].
@NullMarked
package dev.komodo.rewrite;

import org.jspecify.annotations.NullMarked;
