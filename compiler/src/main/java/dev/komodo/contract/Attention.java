package dev.komodo.contract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Expr;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// `result[row, column] = sum over key of weight[row, key] * value[column, key]`, where a row's
/// weights are the softmax of its scores, and a score is a function of the product of a query and a
/// key: `score[row, key] = f(sum over k of query[row, k] * key[key, k])`.
///
/// No more than a block of [#BLOCK_KEYS] scores of a few rows exists at a time. The numbers:
///
/// - the products are those that the package description defines;
/// - keys are taken in blocks of [#BLOCK_KEYS], in order. For each row, `m` is the largest score so
///   far, `t` is `m`, or 0 where `m` is minus infinity; `p = exp(score - t)`; the block's sum takes
///   the `p` in lanes, as the reduction tree takes a contiguous chunk; its products are sums of `p
///   * value` by `fma`, in order, from 0;
/// - `l = l * c + sum` and `o = o * c + products` with `c = exp(the m before - t)` join the blocks;
///   after the last one the result is `o / l`.
///
/// Without a softmax, weights are the scores themselves, and blocks join as those of a contraction
/// do.
///
/// They depend on the operands alone, not on the target, the rows beside or threads. A row that is
/// wholly minus infinity, or has an infinite or undefined score, is NaN, as with weights in memory.
///
/// source: M. Milakov and N. Gimelshein, "Online normalizer calculation for softmax", 2018; T. Dao,
/// "FlashAttention-2", 2023, algorithm 1.
///
/// @param dtype what is computed in: f32 or f64
/// @param rows an i64 scalar, at least 0
/// @param keys an i64 scalar, at least 0; of no keys the result is 0
/// @param factors what is multiplied: queries and keys; more than one for derivatives
/// @param columns the extent of values, at least 1
/// @param value the values; their own axis is the columns, their contracted axis the keys
/// @param scores what is done with products
/// @param weighting what scores become
/// @param seen present where scores are minus infinity from some key on: such blocks are left out,
///   and values of keys that a whole tile of rows does not see take no part, be they NaN or
///   infinite
/// @param epilogue what is done with the result
public record Attention(
        DType dtype,
        Expr rows,
        Expr keys,
        List<Factors> factors,
        long columns,
        PackSource value,
        Scores scores,
        Weighting weighting,
        Optional<Seen> seen,
        Epilogue epilogue) {
    /// How many keys are taken at a time: part of the numeric contract.
    public static final long BLOCK_KEYS = Contraction.BLOCK_DEPTH;

    /// Refuses other dtypes.
    public Attention {
        if (dtype != DType.F32 && dtype != DType.F64) {
            throw new IllegalArgumentException("Attention computes in f32 or f64, found " + dtype);
        }
        Objects.requireNonNull(rows);
        Objects.requireNonNull(keys);
        factors = List.copyOf(factors);
        Objects.requireNonNull(value);
        Objects.requireNonNull(scores);
        Objects.requireNonNull(weighting);
        Objects.requireNonNull(seen);
        Objects.requireNonNull(epilogue);
    }

    /// Queries and keys.
    ///
    /// @param depth their extent, at least 1
    /// @param query the queries; their own axis is the rows
    /// @param key the keys; their own axis is the keys
    public record Factors(long depth, PackSource query, PackSource key) {
        /// Refuses null.
        public Factors {
            Objects.requireNonNull(query);
            Objects.requireNonNull(key);
        }
    }

    /// What scores become.
    public sealed interface Weighting {
        /// Weights are the softmax of the row's scores.
        ///
        /// @param hidden what becomes of rows of which each score is minus infinity
        record Softmax(Hidden hidden) implements Weighting {}

        /// Weights are the scores: the result is their product with the values.
        record Scores() implements Weighting {}

        /// The result is the largest score of the row, in a single column, minus infinity of none;
        /// NaNs among the scores are passed over. There are no values.
        record Largest() implements Weighting {}
    }

    /// What becomes of a row of which each score is minus infinity.
    public enum Hidden {
        /// NaN.
        UNDEFINED,
        /// Zeros.
        ZERO
    }

    /// How many keys are seen.
    @FunctionalInterface
    public interface Seen {
        /// The number of keys, of which the first ones are meant, that a row and the rows before it
        /// see at most.
        ///
        /// @param block where statements may be added
        /// @param row an i64 scalar
        /// @return an i64 scalar; it may be negative, or more than there are
        Expr by(BlockBuilder block, Expr row);
    }

    /// From products of queries and keys to scores: scale, mask, cap.
    @FunctionalInterface
    public interface Scores {
        /// Scores of neighbouring keys.
        ///
        /// @param block where statements may be added
        /// @param products finished products of each pair of factors, in the attention's dtype
        /// @param row an i64 scalar: the row of all lanes
        /// @param key an i64 scalar: the key of lane 0
        /// @param mask where false, the lane is no key; its score is not used
        /// @return as many scores, in the attention's dtype
        Expr of(BlockBuilder block, List<Expr> products, Expr row, Expr key, Optional<Expr> mask);
    }
}
