package dev.komodo.loop;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A function of a program. With a result it is pure: no buffers, and no statements but lets,
/// variables of its own and conditionals. Functions see nothing but their parameters (and what
/// their body defines).
///
/// @param name unique in its program, a readable hint for the symbol
/// @param buffers the buffer parameters
/// @param scalars the scalar (or vector) parameters
/// @param body the statements
/// @param result the value, over the parameters and the body's names
/// @param inline whether the function must be inlined into its callers
public record LoopFunction(
        String name,
        List<Buffer> buffers,
        List<Expr.Var> scalars,
        Stmt.Block body,
        Optional<Expr> result,
        boolean inline) {
    /// Copies the lists.
    public LoopFunction {
        Objects.requireNonNull(name);
        buffers = List.copyOf(buffers);
        scalars = List.copyOf(scalars);
        Objects.requireNonNull(body);
        Objects.requireNonNull(result);
    }
}
