package dev.komodo.loop;

import dev.komodo.graph.DType;

/// What the parts of a word are in an [Expr.Dot]. The first part is the lowest bits.
public enum DotKind {
    /// Four bytes a word: without a sign on the left, with one on the right; the sum is i32 and
    /// wraps.
    BYTES(DType.I32, 4),
    /// Two i16 a word; the sum is i32 and wraps.
    SHORTS(DType.I32, 2),
    /// Two bf16 a word; the sum is f32. The upper parts' product is added first, then the lower
    /// parts', each by one `fma`. Open where an operand, the sum or what it becomes is subnormal:
    /// some machines take such numbers for zeros.
    BRAIN(DType.F32, 2);

    private final DType sum;
    private final int parts;

    DotKind(DType sum, int parts) {
        this.sum = sum;
        this.parts = parts;
    }

    /// The dtype of the sum.
    public DType sum() {
        return sum;
    }

    /// How many parts a word has.
    public int parts() {
        return parts;
    }
}
