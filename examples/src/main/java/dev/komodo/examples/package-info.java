/// Complete programs to copy.
///
/// - **For**: showing the API in use, each file on its own.
/// - **Importers**: nobody but their tests.
/// - **Start at** [LogDensity], the example of the README.
@NullMarked
package dev.komodo.examples;

import org.jspecify.annotations.NullMarked;
