package dev.komodo.library;

import dev.komodo.graph.Tensor;

/// Derivatives of digamma of order 2 and beyond, `(-1)^(n + 1) n! zeta(n + 1, x)`, by Euler and
/// Maclaurin's formula for Hurwitz's zeta function.
///
/// Source: NIST Digital Library of Mathematical Functions, 5.15.1, 25.11.5.
final class Polygamma {
    /// Terms that are added one by one.
    private static final int DIRECT = 12;

    /// `B2j / (2j)!`.
    private static final double[] TAIL = {
        1 / 12.0,
        -1 / 720.0,
        1 / 30240.0,
        -1 / 1209600.0,
        1 / 47900160.0,
        -691 / 1307674368000.0,
        1 / 74724249600.0,
        -3617 / 10670622842880000.0,
        43867 / 5109094217170944000.0
    };

    private Polygamma() {}

    static Tensor of(int order, Tensor x) {
        double factorial = 1;
        for (int i = 2; i <= order; i++) {
            factorial *= i;
        }
        Tensor zeta = zeta(order + 1, x).mul(order % 2 == 0 ? -factorial : factorial);
        Tensor isEnd = x.equalTo(0);
        Tensor end =
                Series.constant(
                        x, order % 2 == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        Tensor positive = x.less(0).select(Series.constant(x, Double.NaN), zeta);
        return isEnd.select(end, positive);
    }

    /// The derivative of trigamma also below 0, where it is the reflected one less `2 pi^3 cos(pi
    /// x) / sin(pi x)^3`.
    static Tensor second(Tensor x) {
        Tensor isNegative = x.less(0);
        Tensor rest = x.sub(x.roundEven()).mul(Math.PI);
        Tensor safe = isNegative.select(rest, Series.constant(x, 1));
        Tensor sine = safe.sin();
        Tensor cubic =
                safe.cos().div(sine).div(sine.square()).mul(-2 * Math.PI * Math.PI * Math.PI);
        Tensor reflected = isNegative.select(x.neg().add(1), x);
        Tensor value = of(2, reflected);
        return isNegative.select(cubic.add(value), value);
    }

    private static Tensor zeta(int power, Tensor q) {
        Tensor sum = raised(q, power);
        for (int k = 1; k < DIRECT; k++) {
            sum = sum.add(raised(q.add(k), power));
        }
        Tensor end = q.add(DIRECT);
        Tensor term = raised(end, power);
        Tensor square = end.reciprocal().square();
        sum = sum.add(term.mul(end).mul(1.0 / (power - 1))).add(term.mul(0.5));
        Tensor factor = term.div(end).mul(power);
        for (int j = 0; j < TAIL.length; j++) {
            sum = sum.add(factor.mul(TAIL[j]));
            double next = (power + 2.0 * j + 1) * (power + 2.0 * j + 2);
            factor = factor.mul(square).mul(next);
        }
        return sum;
    }

    /// `x^-power`.
    private static Tensor raised(Tensor x, int power) {
        Tensor inverse = x.reciprocal();
        Tensor value = inverse;
        for (int i = 1; i < power; i++) {
            value = value.mul(inverse);
        }
        return value;
    }
}
