package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;

import java.util.function.UnaryOperator;

/// The complementary error function far out, where it underflows: `[s] -> [s]`. Beyond [#threshold]
/// the asymptotic series `erfc(x) = exp(-x^2) / (x sqrt(pi)) (1 - z + 3 z^2 - 15 z^3 + ...)`, `z =
/// 1 / (2 x^2)`, is exact to the last place: its first neglected term is below 5e-16 for f64 at 10,
/// below 1e-7 for f32 at 7. f16 and bf16 are computed in f32.
///
/// Source: M. Abramowitz, I. A. Stegun, "Handbook of mathematical functions", 7.1.23 (1964).
public final class ErrorTails {
    private static final double ROOT_PI = Math.sqrt(Math.PI);

    private ErrorTails() {}

    /// Where the series takes over.
    public static double threshold(DType dtype) {
        return dtype.arithmetic() == DType.F64 ? 10 : 7;
    }

    /// `log(erfc(x))`, also where erfc is 0: about `-x^2`.
    public static Tensor logErfc(Tensor x) {
        return logScaledErfc(1, x);
    }

    /// `log(factor * erfc(x))`.
    ///
    /// @param factor positive
    public static Tensor logScaledErfc(double factor, Tensor x) {
        return wide(
                x,
                wide -> {
                    double threshold = threshold(wide.dtype());
                    Tensor far = wide.maximum(threshold);
                    Tensor tail =
                            series(far)
                                    .log()
                                    .sub(far.mul(ROOT_PI / factor).log())
                                    .sub(far.mul(far));
                    Tensor body = wide.minimum(threshold).erfc().mul(factor).log();
                    return wide.greater(threshold).select(tail, body);
                });
    }

    /// `exp(-x^2) / erfc(x)`, also where both are 0: about `x sqrt(pi)`. The derivative of
    /// `log(erfc x)` is `-2 / sqrt(pi)` of it.
    public static Tensor gaussOverErfc(Tensor x) {
        return wide(
                x,
                wide -> {
                    double threshold = threshold(wide.dtype());
                    Tensor far = wide.maximum(threshold);
                    Tensor tail = far.mul(ROOT_PI).div(series(far));
                    Tensor near = wide.minimum(threshold);
                    Tensor body = near.mul(near).neg().exp().div(near.erfc());
                    return wide.greater(threshold).select(tail, body);
                });
    }

    private static Tensor wide(Tensor x, UnaryOperator<Tensor> function) {
        DType arithmetic = x.dtype().arithmetic();
        return function.apply(x.cast(arithmetic)).cast(x.dtype());
    }

    /// `1 - z + 3 z^2 - 15 z^3 + ...`, `z = 1 / (2 x^2)`.
    private static Tensor series(Tensor x) {
        int terms = x.dtype() == DType.F64 ? 11 : 6;
        double[] coefficients = new double[terms + 1];
        coefficients[0] = 1;
        for (int n = 1; n <= terms; n++) {
            coefficients[n] = -coefficients[n - 1] * (2 * n - 1);
        }
        Tensor z = x.mul(x).reciprocal().mul(0.5);
        Tensor sum = z.mul(coefficients[terms]);
        for (int n = terms - 1; n > 0; n--) {
            sum = sum.add(coefficients[n]).mul(z);
        }
        return sum.add(1);
    }
}
