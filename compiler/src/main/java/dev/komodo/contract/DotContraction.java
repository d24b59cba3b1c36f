package dev.komodo.contract;

import static dev.komodo.loop.Expressions.constant;

import dev.komodo.graph.DType;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;
import dev.komodo.target.Target;

import java.util.Objects;
import java.util.Optional;

/// A product of matrices of 8-bit integers, or of bf16, by instructions that add the products of
/// several neighbours along the contracted axis at once.
///
/// `result[row, column] = sum over k of (left[row, k] - zero) * (right[column, k] - zero)`.
/// Integers: exact, modulo 2^32. bf16: the numbers are those of a [Contraction] in f32 to which the
/// elements are cast first, bit for bit; see [DotGemm].
///
/// @param kind how elements are packed into words
/// @param rows an i64 scalar, at least 0
/// @param columns an i64 scalar, at least 0
/// @param depth an i64 scalar: the extent of the contracted axis, at least 0
/// @param left the left operand; its own axis is the rows
/// @param right the right operand; its own axis is the columns
/// @param epilogue what is done with the result, i32 or f32
/// @param execution on which threads
public record DotContraction(
        DotKind kind,
        Expr rows,
        Expr columns,
        Expr depth,
        NarrowOperand left,
        NarrowOperand right,
        Epilogue epilogue,
        Execution execution) {
    /// Words of a block of the contracted axis: what stays in the level 1 cache beside the sums.
    private static final long BLOCK_WORDS = 256;

    /// Refuses null.
    public DotContraction {
        Objects.requireNonNull(rows);
        Objects.requireNonNull(columns);
        Objects.requireNonNull(depth);
        Objects.requireNonNull(epilogue);
        Objects.requireNonNull(execution);
        boolean isBrain = left.dtype() == DType.BF16;
        if (isBrain != (right.dtype() == DType.BF16) || isBrain != (kind == DotKind.BRAIN)) {
            throw new IllegalArgumentException(
                    "No product of %s and %s in %s".formatted(left.dtype(), right.dtype(), kind));
        }
    }

    /// How a target multiplies elements of two dtypes, if it is worth packing them: integers
    /// everywhere, bf16 where the processor has products of it.
    public static Optional<DotKind> kind(Target target, DType left, DType right) {
        if (left == DType.BF16 && right == DType.BF16) {
            boolean isInstruction = target.has("avx512bf16") && target.has("avx512vl");
            return isInstruction ? Optional.of(DotKind.BRAIN) : Optional.empty();
        }
        if (left.byteSize() != 1 || right.byteSize() != 1) {
            return Optional.empty();
        }
        boolean isInstruction =
                (target.has("avx512vnni") && target.has("avx512vl"))
                        || (target.has("avxvnni") && target.vectorBits() <= 256);
        return Optional.of(isInstruction ? DotKind.BYTES : DotKind.SHORTS);
    }

    /// Elements of a block of the contracted axis: those of the definition for bf16, whose numbers
    /// depend on them.
    long blockDepth() {
        return kind == DotKind.BRAIN ? Contraction.BLOCK_DEPTH : BLOCK_WORDS * kind.parts();
    }

    /// Whether the contracted axis is known to fit one block.
    boolean isOneBlock() {
        return constant(depth).filter(extent -> extent <= blockDepth()).isPresent();
    }

    /// The extents, as those who cut a result into tasks want them.
    Contraction extents() {
        return new Contraction(
                kind.sum(),
                rows,
                columns,
                depth,
                left.source(),
                right.source(),
                epilogue,
                execution);
    }
}
