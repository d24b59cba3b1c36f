package dev.komodo.math;

/// A base of logarithms other than e, by two numbers in two floats each.
///
/// @param inverseHigh the inverse of its natural logarithm
/// @param inverseLow the rest of that
/// @param ofTwoHigh its logarithm of 2, so short that any exponent's product with it is exact
/// @param ofTwoLow the rest of that
record LogarithmBase(double inverseHigh, double inverseLow, double ofTwoHigh, double ofTwoLow) {
    private static final LogarithmBase TWO_F32 =
            new LogarithmBase(0x1.715476p0, 0x1.4ae0cp-26, 1, 0);
    private static final LogarithmBase TWO_F64 =
            new LogarithmBase(0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56, 1, 0);
    private static final LogarithmBase TEN_F32 =
            new LogarithmBase(0x1.bcb7b2p-2, -0x1.5b235ep-27, 0x1.3442p-2, -0x1.95ec1p-19);
    private static final LogarithmBase TEN_F64 =
            new LogarithmBase(
                    0x1.bcb7b1526e50ep-2,
                    0x1.95355baaafad3p-57,
                    0x1.34413509f78p-2,
                    0x1.fef311f12b358p-46);

    static LogarithmBase two(Formula f) {
        return f.isSingle() ? TWO_F32 : TWO_F64;
    }

    static LogarithmBase ten(Formula f) {
        return f.isSingle() ? TEN_F32 : TEN_F64;
    }
}
