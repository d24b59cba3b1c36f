package dev.komodo.library;

import dev.komodo.graph.Tensor;

/// The remainder of Stirling's formula.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.11.1.
final class StirlingRemainder {
    private static final double HALF_LOG_TWO_PI = 0x1.d67f1c864beb5p-1;

    /// From here on the series has an error of `2^-53`.
    private static final double LARGE = 16;

    private StirlingRemainder() {}

    /// `logGamma(x) - ((x - 1 / 2) log(x) - x + log(2 pi) / 2)`, for positive x.
    static Tensor of(Tensor x) {
        Tensor small = x.minimum(LARGE);
        Tensor main = small.sub(0.5).mul(small.log()).sub(small).add(HALF_LOG_TWO_PI);
        return x.less(LARGE).select(small.logGamma().sub(main), series(x.maximum(LARGE)));
    }

    private static Tensor series(Tensor x) {
        Tensor reciprocal = x.reciprocal();
        Tensor square = reciprocal.square();
        Tensor sum = square.mul(1 / 1188.0).add(-1 / 1680.0);
        sum = square.mul(sum).add(1 / 1260.0);
        sum = square.mul(sum).add(-1 / 360.0);
        sum = square.mul(sum).add(1 / 12.0);
        return sum.mul(reciprocal);
    }
}
