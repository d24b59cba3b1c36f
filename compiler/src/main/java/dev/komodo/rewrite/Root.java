package dev.komodo.rewrite;

import dev.komodo.graph.BinaryOp;
import dev.komodo.graph.Op;
import dev.komodo.graph.ReduceOp;
import dev.komodo.graph.UnaryOp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a rule starts from. Rules are found by it, so that an op is shown only to the rules that
/// could apply.
public sealed interface Root {
    /// A member of a family of ops.
    ///
    /// @param kind a [UnaryOp], [BinaryOp] or [ReduceOp]
    record Kind(Enum<?> kind) implements Root {}

    /// Every op of a record.
    ///
    /// @param family the record
    record Family(Class<? extends Op> family) implements Root {}

    /// Functions and reductions.
    ///
    /// @param kinds each a [UnaryOp], [BinaryOp] or [ReduceOp]
    static List<Root> of(Enum<?>... kinds) {
        return Arrays.stream(kinds).<Root>map(Kind::new).toList();
    }

    /// All ops of one record, or of several.
    @SafeVarargs // the array is only read
    static List<Root> of(Class<? extends Op>... families) {
        List<Root> roots = new ArrayList<>();
        for (Class<? extends Op> family : families) {
            roots.add(new Family(family));
        }
        return List.copyOf(roots);
    }

    /// What is enough to tell which roots admit an op.
    static Object kindOf(Op op) {
        return switch (op) {
            case Op.Unary unary -> unary.kind();
            case Op.Binary binary -> binary.kind();
            case Op.Reduce reduce -> reduce.kind();
            case Op other -> other.getClass();
        };
    }
}
