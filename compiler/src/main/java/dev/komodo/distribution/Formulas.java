package dev.komodo.distribution;

import dev.komodo.graph.DType;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

/// Parts of log-densities: constants, and products with logarithms that are 0 where a factor is.
final class Formulas {
    static final double LOG_TWO = 0x1.62e42fefa39efp-1;
    static final double LOG_PI = 0x1.250d048e7a1bdp0;

    /// `log(2 pi) / 2`.
    static final double HALF_LOG_TWO_PI = 0x1.d67f1c864beb5p-1;

    private Formulas() {}

    /// `a log(x)`, 0 where both are 0. The derivative by `a` is `log(x)` also at `a = 0`, `x > 0`.
    static Tensor timesLog(Tensor a, Tensor x) {
        return a.mul(a.equalTo(0).and(x.equalTo(0)).select(constant(x, 1), x).log());
    }

    /// `a log(1 - x)`, 0 where a is 0 and x is 1.
    static Tensor timesLogOneMinus(Tensor a, Tensor x) {
        return a.mul(a.equalTo(0).and(x.equalTo(1)).select(constant(x, 0), x).neg().log1p());
    }

    /// `log(1 + z^2)`, also where the square overflows: far out it is `2 log|z|`.
    static Tensor logOnePlusSquare(Tensor z) {
        Tensor distance = z.abs();
        Tensor far = distance.greater(z.dtype() == DType.F64 ? 0x1p30 : 0x1p15);
        Tensor argument = far.select(distance.sub(1), z.square());
        return argument.log1p().mul(far.select(constant(z, 2), constant(z, 1)));
    }

    /// The number of elements, a scalar of the same dtype.
    static Tensor count(Tensor x) {
        return x.builder().dims(x.shape().elements()).reshape(Shape.SCALAR).cast(x.dtype());
    }

    private static Tensor constant(Tensor like, double value) {
        return like.builder().constant(like.dtype(), value);
    }
}
