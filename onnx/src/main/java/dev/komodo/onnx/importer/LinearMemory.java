package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Tensor;

import java.util.List;
import java.util.OptionalInt;

/// How a step of LinearAttention changes its memory, and reads it.
///
/// source: ONNX, LinearAttention (operator set 27); S. Yang, J. Kautz, A. Hatamizadeh, "Gated Delta
/// Networks", arXiv:2412.06464 (2024), for the rule `gated_delta`.
///
/// @param decays the input with the logarithms of what is kept, if the rule forgets
/// @param corrects the input with the rates of correction, if the rule replaces
/// @param heads of keys and values
/// @param readers heads of queries, a multiple
record LinearMemory(OptionalInt decays, OptionalInt corrects, long heads, long readers) {
    private static final int DECAY = 4;
    private static final int RATE = 5;

    static LinearMemory of(NodeContext node, String rule, long heads, long readers) {
        OptionalInt decay = OptionalInt.of(DECAY);
        OptionalInt rate = OptionalInt.of(RATE);
        OptionalInt none = OptionalInt.empty();
        return switch (rule) {
            case "linear" -> new LinearMemory(none, none, heads, readers);
            case "gated" -> new LinearMemory(decay, none, heads, readers);
            case "delta" -> new LinearMemory(none, rate, heads, readers);
            case "gated_delta" -> new LinearMemory(decay, rate, heads, readers);
            default -> throw node.unsupported("update_rule '" + rule + "'");
        };
    }

    /// The memory after a step.
    ///
    /// @param state `[n, heads, key, value]`
    /// @param step query, key, value, then decay and rate as far as the rule has them, each `[n,
    ///   heads, size]`
    Tensor updated(Tensor state, List<Tensor> step) {
        DType dtype = state.dtype();
        Tensor key = step.get(1).cast(dtype);
        Tensor written = step.get(2).cast(dtype).expandDims(2);
        Tensor kept =
                decays.isPresent() ? state.mul(step.get(3).cast(dtype).exp().expandDims(3)) : state;
        if (corrects.isPresent()) {
            Tensor found = key.expandDims(2).matmul(kept);
            written = step.getLast().cast(dtype).expandDims(2).mul(written.sub(found));
        }
        return kept.add(key.expandDims(3).mul(written));
    }

    /// What a query finds: `[n, readers, value]`.
    Tensor read(Tensor state, Tensor query, Dim batch) {
        Tensor grouped =
                query.cast(state.dtype()).reshape(batch, heads, readers / heads, query.dim(2));
        return grouped.matmul(state).reshape(batch, readers, state.dim(3));
    }
}
