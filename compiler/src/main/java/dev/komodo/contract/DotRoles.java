package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.load;
import static dev.komodo.loop.Expressions.multiply;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.DType;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.Buffer;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.Optional;

/// Which sorts of sign and which zero points the operands of a product of words have.
///
/// Bytes: the instruction multiplies one operand without a sign by one with. The right operand is
/// packed as it is; where the left one has the same sort, 128 is added to it or taken from it. With
/// `p` and `q` what is packed, `z` and `w` what is still to be taken from it,
///
///     sum (p - z) (q - w) = sum p q - z (sum q - depth w) - w sum p,
///
/// in which the sums over `q` are the columns', those over `p` the rows'.
final class DotRoles {
    private static final long HALF_OF_BYTES = 128;
    private static final long NEGATIVE_ZERO = 0x8000;

    private final DotContraction contraction;
    private final boolean isBytes;
    private final boolean isFlipped;

    private DotRoles(DotContraction contraction) {
        this.contraction = contraction;
        this.isBytes = contraction.kind() == DotKind.BYTES;
        this.isFlipped = isBytes && contraction.left().dtype() == contraction.right().dtype();
    }

    static DotRoles of(DotContraction contraction) {
        return new DotRoles(contraction);
    }

    /// The left operand as it is packed.
    DotWords left(int lanes) {
        long padding = contraction.kind() == DotKind.BRAIN ? NEGATIVE_ZERO : 0;
        return new DotWords(contraction.kind(), contraction.left(), isFlipped, padding, lanes);
    }

    /// The right operand as it is packed.
    DotWords right(int lanes) {
        return new DotWords(contraction.kind(), contraction.right(), false, 0, lanes);
    }

    boolean isRightSigned() {
        return contraction.right().dtype() == DType.I8;
    }

    boolean isLeftSigned() {
        return !isRightSigned();
    }

    /// Whether the left bytes are the ones with a sign, which the instruction takes on the right.
    boolean isExchanged() {
        return isBytes && isLeftSigned();
    }

    boolean wantsRowSums() {
        return isBytes && contraction.right().zero().isPresent();
    }

    boolean wantsColumnSums() {
        return isBytes && (isFlipped || contraction.left().zero().isPresent());
    }

    /// Sums that were taken while packing.
    ///
    /// @param buffer where they are, if they were wanted
    /// @param origin where the sum of row or column 0 would be
    record Sums(Optional<Buffer> buffer, Expr origin) {}

    /// The contraction's epilogue, after what zero points add.
    Epilogue centred(Sums rows, Sums columns) {
        if (rows.buffer().isEmpty() && columns.buffer().isEmpty()) {
            return contraction.epilogue();
        }
        return (block, values, row, column, mask) -> {
            Expr centred = values;
            int lanes = values.type().lanes();
            Optional<Expr> right =
                    rows.buffer().isEmpty()
                            ? Optional.empty()
                            : contraction
                                    .right()
                                    .zero()
                                    .map(zero -> zero.at(block, column, lanes, mask))
                                    .map(zero -> block.bind("right_zero", zero));
            if (columns.buffer().isPresent()) {
                Expr at = add(columns.origin(), column);
                Expr sums = load(columns.buffer().get(), at, lanes);
                Expr depth = broadcast(cast(contraction.depth(), DType.I32), lanes);
                Expr shifted =
                        right.map(zero -> subtract(sums, multiply(depth, zero))).orElse(sums);
                Expr left = broadcast(block.let("left_zero", leftZero(block, row)), lanes);
                centred = subtract(centred, multiply(left, shifted));
            }
            if (rows.buffer().isPresent()) {
                Expr sum = load(rows.buffer().get(), add(rows.origin(), row));
                Expr spread = broadcast(sum, lanes);
                centred = subtract(centred, multiply(spread, right.orElseThrow()));
            }
            Expr done = block.bind("centred", centred);
            contraction.epilogue().store(block, done, row, column, mask);
        };
    }

    /// What is to be taken from the packed left elements of a row.
    private Expr leftZero(BlockBuilder block, Expr row) {
        long moved = !isFlipped ? 0 : isRightSigned() ? HALF_OF_BYTES : -HALF_OF_BYTES;
        Expr shift = integer(LoopType.scalar(DType.I32), moved);
        return contraction
                .left()
                .zero()
                .map(zero -> add(zero.at(block, row, 1, Optional.empty()), shift))
                .orElse(shift);
    }
}
