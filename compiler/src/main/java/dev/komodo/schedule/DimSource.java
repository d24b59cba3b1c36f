package dev.komodo.schedule;

import dev.komodo.graph.Dim;
import dev.komodo.loop.Expr;

/// What an [Index] needs to know while it is mapped from a result to an operand.
interface DimSource {
    /// The value of a dim, an i64 scalar.
    Expr dim(Dim dim);

    /// How many lanes a position that is not uniform has.
    int lanes();

    /// Called when axes that one position covers are taken apart by divisions.
    void splits();
}
