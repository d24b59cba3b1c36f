package dev.komodo.schedule;

import static dev.komodo.loop.Expressions.and;
import static dev.komodo.loop.Expressions.binary;
import static dev.komodo.loop.Expressions.bitcast;
import static dev.komodo.loop.Expressions.cast;
import static dev.komodo.loop.Expressions.equal;
import static dev.komodo.loop.Expressions.integer;
import static dev.komodo.loop.Expressions.less;
import static dev.komodo.loop.Expressions.or;
import static dev.komodo.loop.Expressions.select;

import dev.komodo.graph.Conversion;
import dev.komodo.graph.DType;
import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;
import dev.komodo.loop.LoopType;

/// Elements as integers without a sign, of as many bits, that are in the same order: zeros of both
/// signs are one key, NaNs another, above all else. Backwards, all bits are inverted: elements that
/// are equal stay equal, so a stable order of keys is one of elements in either direction.
///
/// @param elements the dtype of the elements
/// @param descending whether the order is backwards
record SortKey(DType elements, boolean descending) {
    /// The dtype of keys.
    DType dtype() {
        return switch (elements.byteSize()) {
            case 1 -> DType.U8;
            case 2 -> DType.U16;
            case 4 -> DType.U32;
            default -> DType.U64;
        };
    }

    private long ones() {
        return dtype().largest();
    }

    private long sign() {
        return 1L << (elements.width() - 1);
    }

    private Expr constant(long bits) {
        return integer(LoopType.scalar(dtype()), bits);
    }

    /// The key of an element.
    Expr of(KernelWriter writer, Expr element) {
        Expr key =
                switch (elements.kind()) {
                    case BOOLEAN -> cast(element, dtype());
                    case UNSIGNED -> element;
                    case SIGNED -> xor(bitcast(element, dtype()), sign());
                    case FLOAT -> floating(writer.snapshot("bits", bitcast(element, dtype())));
                };
        return writer.snapshot("key", descending ? xor(key, ones()) : key);
    }

    private Expr xor(Expr key, long bits) {
        return binary(BinaryKind.XOR, key, constant(bits));
    }

    /// A positive float's bits are in order; a negative one's are in the opposite order.
    private Expr floating(Expr bits) {
        Expr magnitude = and(bits, constant(ones() ^ sign()));
        Expr isNegative = less(constant(sign() - 1), bits);
        Expr ordered = select(isNegative, xor(bits, ones()), or(bits, constant(sign())));
        Expr isZero = equal(magnitude, constant(0));
        Expr infinity = constant(Conversion.ofDouble(elements, Double.POSITIVE_INFINITY));
        Expr isNaN = less(infinity, magnitude);
        return select(isNaN, constant(ones()), select(isZero, constant(sign()), ordered));
    }
}
