package dev.komodo.contract;

import static dev.komodo.loop.Expressions.add;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.bitcast;
import static dev.komodo.loop.Expressions.broadcast;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.compare;
import static dev.komodo.loop.Expressions.index;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.minimum;
import static dev.komodo.loop.Expressions.or;
import static dev.komodo.loop.Expressions.select;
import static dev.komodo.loop.Expressions.subtract;

import dev.komodo.graph.CompareOp;
import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.BlockBuilder;
import dev.komodo.loop.DotKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

import java.util.Optional;

/// An operand's elements as words of neighbours along the contracted axis. What lies beyond its end
/// is such that its products change no sum: 0, and for bf16 -0 on the left.
///
/// bf16: the first element of a pair is the upper half, because that is added first.
///
/// @param kind what a word holds
/// @param operand the elements
/// @param isFlipped whether bytes get the other sort of sign: `x - 128`, or `x + 128`
/// @param padding the bits of what lies beyond the end
/// @param lanes words of a vector
record DotWords(DotKind kind, NarrowOperand operand, boolean isFlipped, long padding, int lanes) {
    private static final long SIGN_OF_BYTE = 0x80;
    private static final int HALF = 16;

    /// Words of neighbours along the contracted axis: as many elements as a vector of words holds.
    ///
    /// @param mask of the elements
    Expr along(BlockBuilder block, Expr outer, Expr k, Optional<Expr> mask) {
        int count = lanes * kind.parts();
        Expr elements =
                operand.source().elements(block, outer, k, PackSource.Direction.K, count, mask);
        Expr parts = parts(block, elements, outer, false, Optional.empty());
        Expr kept =
                mask.map(some -> select(some, parts, integer(parts.type(), padding))).orElse(parts);
        Expr words = block.bind("words", bitcast(kept, DType.I32));
        return kind == DotKind.BRAIN ? exchanged(words) : words;
    }

    /// Words of neighbouring rows or columns, from `k` on.
    ///
    /// @param last present where elements behind it may be asked for: the last position along the
    ///   contracted axis
    Expr across(BlockBuilder block, Expr outer, Expr k, Optional<Expr> mask, Optional<Expr> last) {
        Expr words = integer(new LoopType(DType.I32, lanes), 0);
        for (int number = 0; number < kind.parts(); number++) {
            Expr position = add(k, index(number));
            Expr at = last.map(end -> minimum(position, end)).orElse(position);
            Expr elements =
                    operand.source()
                            .elements(block, outer, at, PackSource.Direction.OUTER, lanes, mask);
            Expr parts = parts(block, elements, outer, true, mask);
            Expr kept = last.map(end -> within(position, end, parts)).orElse(parts);
            Expr part = cast(bitcast(kept, unsigned()), DType.I32);
            int slot = kind == DotKind.BRAIN ? kind.parts() - 1 - number : number;
            Expr moved =
                    slot == 0
                            ? part
                            : binary(
                                    BinaryKind.SHIFT_LEFT,
                                    part,
                                    integer(part.type(), (long) slot * 32 / kind.parts()));
            words = block.bind("words", number == 0 ? moved : or(words, moved));
        }
        return words;
    }

    private Expr within(Expr position, Expr last, Expr parts) {
        Expr isThere = broadcast(compare(CompareOp.LESS_EQUAL, position, last), lanes);
        return select(isThere, parts, integer(parts.type(), padding));
    }

    private DType unsigned() {
        return kind == DotKind.BYTES ? DType.U8 : DType.U16;
    }

    /// Elements as the integers that words are made of.
    ///
    /// @param isAcross whether the lanes are neighbouring rows or columns
    private Expr parts(
            BlockBuilder block, Expr elements, Expr outer, boolean isAcross, Optional<Expr> mask) {
        LoopType type = elements.type();
        return switch (kind) {
            case BYTES ->
                    isFlipped
                            ? binary(BinaryKind.XOR, elements, integer(type, SIGN_OF_BYTE))
                            : elements;
            case SHORTS -> {
                Expr wide = cast(elements, DType.I16);
                yield operand.zero()
                        .map(
                                zero ->
                                        isAcross
                                                ? zero.at(block, outer, type.lanes(), mask)
                                                : broadcast(
                                                        zero.at(block, outer, 1, Optional.empty()),
                                                        type.lanes()))
                        .map(zero -> subtract(wide, cast(zero, DType.I16)))
                        .orElse(wide);
            }
            case BRAIN -> bitcast(elements, DType.I16);
        };
    }

    /// The halves of each word, exchanged.
    private static Expr exchanged(Expr words) {
        Expr half = integer(words.type(), HALF);
        return or(
                binary(BinaryKind.SHIFT_LEFT, words, half),
                binary(BinaryKind.SHIFT_RIGHT_LOGICAL, words, half));
    }
}
