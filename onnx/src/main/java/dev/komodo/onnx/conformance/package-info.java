/// Models with inputs and the outputs expected of them.
///
/// **What this room is for.** It runs ONNX's own test cases, and any in their layout: finds them in
/// folders and archives, imports each model, runs it, compares.
///
/// **In and out.** In: folders with `model.onnx` and `test_data_set_*/{input_i,output_i}.pb`, trees
/// of such folders, zip archives of such trees. Out: a [dev.komodo.onnx.conformance.CaseResult] for
/// each case.
///
/// **Invariants.**
/// - One case never stops a run: whatever it throws is its own result. Only what Komodo refuses by
///   name ([dev.komodo.error.UnsupportedException]) is unsupported; anything else is a failure.
/// - Archives are hostile. Nothing is written outside a case's own scratch folder, nothing beyond
///   the limits of [dev.komodo.onnx.conformance.CaseArchive]; the scratch folder is removed.
/// - What a result depends on is in the case and in the table
///   [dev.komodo.onnx.conformance.ComparisonRules]; nothing else is special.
///
/// **Who may import it.** The command line, tests.
///
/// **Where to start.** [dev.komodo.onnx.conformance.ConformanceSuite].
@NullMarked
package dev.komodo.onnx.conformance;

import org.jspecify.annotations.NullMarked;
