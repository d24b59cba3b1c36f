package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;

import java.util.List;

/// The regularised incomplete gamma functions: a series, a continued fraction, or [TemmeExpansion],
/// element by element; iterations end when every element has converged, after 1,000 at the most.
///
/// Source: NIST Digital Library of Mathematical Functions, 8.7.1, 8.7.3, 8.9.2; the choice between
/// them after W. Gautschi, "A computational procedure for incomplete gamma functions", ACM TOMS 5
/// (1979).
final class IncompleteGamma {
    private static final long ROUNDS = 1_000;

    private final Tensor a;
    private final Tensor x;
    private final double precision;

    /// Operands of one shape, of f32 or f64.
    private IncompleteGamma(Tensor a, Tensor x) {
        this.a = a;
        this.x = x;
        this.precision = Series.precision(a.dtype());
    }

    /// P, or Q. The operands broadcast.
    static Tensor of(Tensor a, Tensor x, boolean isUpper) {
        DType dtype = a.dtype();
        if (dtype != dtype.arithmetic()) {
            DType wide = dtype.arithmetic();
            return of(a.cast(wide), x.cast(wide), isUpper).cast(dtype);
        }
        Tensor both = a.add(x);
        Tensor shape = a.broadcastTo(both.shape());
        Tensor bound = x.broadcastTo(both.shape());
        Tensor isProper =
                shape.greater(0)
                        .and(bound.greater(0))
                        .and(shape.isInfinite().not())
                        .and(bound.isInfinite().not());
        Tensor one = Series.constant(a, 1);
        Tensor value =
                new IncompleteGamma(isProper.select(shape, one), isProper.select(bound, one))
                        .value(isUpper);
        return isProper.select(value, atEnds(shape, bound, isUpper));
    }

    /// P is 0 at x = 0 and where a is infinite, 1 at a = 0 and where x is infinite; NaN of negative
    /// operands and where both are 0, or both infinite.
    private static Tensor atEnds(Tensor a, Tensor x, boolean isUpper) {
        Tensor zero = Series.constant(a, isUpper ? 1 : 0);
        Tensor one = Series.constant(a, isUpper ? 0 : 1);
        Tensor unknown = Series.constant(a, Double.NaN);
        Tensor isNothing = x.equalTo(0).and(a.greater(0)).or(a.isInfinite().and(a.greater(0)));
        Tensor isAll = a.equalTo(0).and(x.greater(0)).or(x.isInfinite().and(x.greater(0)));
        Tensor isInvalid =
                a.less(0)
                        .or(x.less(0))
                        .or(a.isNaN())
                        .or(x.isNaN())
                        .or(isNothing.and(isAll))
                        .or(isNothing.or(isAll).not());
        return isInvalid.select(unknown, isAll.select(one, zero));
    }

    private Tensor value(boolean isUpper) {
        Tensor isUniform = TemmeExpansion.covers(a, x);
        Tensor isSmall = isUniform.not().and(a.less(1)).and(x.less(1.5));
        Tensor isFraction = isUniform.or(isSmall).not().and(x.greaterEqual(a.add(1)));
        Tensor isBelow = isUniform.or(isSmall).or(isFraction).not();
        Tensor isSeries = isUpper ? isBelow : isBelow.or(isSmall);
        Tensor large = Series.constant(a, TemmeExpansion.LEAST);
        Tensor uniform =
                TemmeExpansion.of(isUniform.select(a, large), isUniform.select(x, large), isUpper);
        Tensor lower = where(isSeries, 1, 1).series();
        Tensor upper = where(isFraction, 1, 2).fraction();
        Tensor rest =
                isUpper ? isSmall.select(where(isSmall, 0.5, 1).small(), oneLess(lower)) : lower;
        Tensor iterated = isFraction.select(isUpper ? upper : oneLess(upper), rest);
        return isUniform.select(uniform, iterated);
    }

    /// The operands where a condition holds, elsewhere ones for which little is to be done.
    private IncompleteGamma where(Tensor condition, double otherA, double otherX) {
        return new IncompleteGamma(
                condition.select(a, Series.constant(a, otherA)),
                condition.select(x, Series.constant(x, otherX)));
    }

    private static Tensor oneLess(Tensor value) {
        return value.neg().add(1);
    }

    /// `x^a exp(-x) / gamma(a + 1)`; of large a by what is left of Stirling's formula.
    private Tensor prefix() {
        Tensor isLarge = a.greaterEqual(16);
        Tensor large = isLarge.select(a, Series.constant(a, 16));
        Tensor bound = isLarge.select(x, Series.constant(a, 16));
        Tensor ratio = bound.sub(large).div(large);
        Tensor exponent =
                Series.excess(ratio, bound.div(large))
                        .mul(large)
                        .add(StirlingRemainder.of(large))
                        .neg();
        Tensor far = exponent.exp().div(large.mul(2 * Math.PI).sqrt());
        Tensor small = isLarge.select(Series.constant(a, 1), a);
        Tensor at = isLarge.select(Series.constant(a, 1), x);
        Tensor near = small.mul(at.log()).sub(at).sub(small.add(1).logGamma()).exp();
        return isLarge.select(far, near);
    }

    /// P: `prefix sum x^k / ((a + 1) ... (a + k))`.
    private Tensor series() {
        Tensor one = Series.constant(a, 1).broadcastTo(a.shape());
        Tensor sum =
                a.builder()
                        .scan(
                                Dim.of(ROUNDS),
                                List.of(a, one, one),
                                List.of(),
                                (carries, _) -> {
                                    Tensor next = carries.get(0).add(1);
                                    Tensor term = carries.get(1).mul(x).div(next);
                                    Tensor total = carries.get(2).add(term);
                                    Tensor goesOn = term.greater(total.mul(precision)).any();
                                    return ScanStep.of(List.of(next, term, total), List.of())
                                            .goOnWhile(goesOn);
                                })
                        .carries()
                        .getLast();
        return prefix().mul(sum);
    }

    /// Q by Lentz's method in W. J. Thompson and A. R. Barnett's form: `x^a exp(-x) / gamma(a) / (x
    /// + 1 - a - 1 (1 - a) / (x + 3 - a - ...))`.
    private Tensor fraction() {
        Tensor first = x.sub(a).add(1);
        double tiny = Series.tiny(a.dtype());
        Tensor start = Series.constant(a, 1 / tiny).broadcastTo(a.shape());
        Tensor inverse = first.reciprocal();
        Tensor zero = Series.constant(a, 0);
        Tensor value =
                a.builder()
                        .scan(
                                Dim.of(ROUNDS),
                                List.of(
                                        zero,
                                        first,
                                        start,
                                        inverse,
                                        inverse,
                                        Series.all(a),
                                        inverse),
                                List.of(),
                                (carries, _) -> {
                                    Tensor k = carries.get(0).add(1);
                                    Tensor b = carries.get(1).add(2);
                                    Tensor factor = k.mul(a.sub(k));
                                    Tensor d = apart(factor.mul(carries.get(3)).add(b), tiny);
                                    Tensor c = apart(b.add(factor.div(carries.get(2))), tiny);
                                    Tensor step = c.div(d);
                                    Tensor distance = step.sub(1).abs();
                                    Tensor active = carries.get(5);
                                    Tensor next =
                                            active.select(carries.get(4).mul(step), carries.get(4));
                                    Tensor goesOn = Series.goesOn(active, distance, carries.get(6));
                                    return ScanStep.of(
                                                    List.of(
                                                            k,
                                                            b,
                                                            c,
                                                            d.reciprocal(),
                                                            next,
                                                            goesOn,
                                                            distance),
                                                    List.of())
                                            .goOnWhile(goesOn.any());
                                })
                        .carries()
                        .get(4);
        return prefix().mul(a).mul(value);
    }

    /// The value, held away from 0.
    private static Tensor apart(Tensor value, double tiny) {
        return value.abs().less(tiny).select(Series.constant(value, tiny), value);
    }

    /// Q for a below 1 and x below 1.5: `1 - x^a / gamma(1 + a)` without cancellation, less `a x^a
    /// / gamma(1 + a) sum (-x)^k / (k! (a + k))`. The gamma function's logarithm at 1 + a is
    /// corrected by what rounding that sum lost.
    private Tensor small() {
        Tensor above = a.add(1);
        Tensor lost = a.sub(above.sub(1));
        Tensor logarithm = above.logGamma().add(lost.mul(above.digamma()));
        Tensor exponent = a.mul(x.log()).sub(logarithm);
        Tensor power = Series.constant(a, 1).broadcastTo(a.shape());
        Tensor sum = Series.constant(a, 0).broadcastTo(a.shape());
        for (int k = 1; k <= 24; k++) {
            power = power.mul(x).mul(-1.0 / k);
            sum = sum.add(power.div(a.add(k)));
        }
        return exponent.expm1().neg().sub(exponent.exp().mul(a).mul(sum));
    }
}
