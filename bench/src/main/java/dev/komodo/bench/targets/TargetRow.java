package dev.komodo.bench.targets;

import java.io.IOException;

/// A row of the table.
interface TargetRow {
    /// What it is called, and picked by.
    String name();

    /// Measures it.
    ///
    /// @param turns how many turns each side has
    /// @throws dev.komodo.bench.model.MismatchException if results differ
    RowResult measure(int turns) throws IOException;
}
