/// What a run of several chains says, for people.
///
/// - **For**: a table for a terminal and a page for a browser.
/// - **In**: a [dev.komodo.examples.posterior.chains.SamplingRun]. **Out**: text.
/// - **Invariants**: a page needs no network and no script; texts from outside are escaped.
/// - **Importers**: programs.
/// - **Start at** [HtmlReport].
@NullMarked
package dev.komodo.examples.posterior.report;

import org.jspecify.annotations.NullMarked;
