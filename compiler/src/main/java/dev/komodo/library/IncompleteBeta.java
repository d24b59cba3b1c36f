package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.ScanStep;
import dev.komodo.graph.Tensor;

import java.util.List;

/// The regularised incomplete beta function by its continued fraction, of the operands or, beyond
/// the mean, of the mirrored ones; iterations end when every element has converged, after 5,000 at
/// the most, which is enough for a and b up to a million.
///
/// Source: NIST Digital Library of Mathematical Functions, 8.17.4, 8.17.22; the prefix as in A. R.
/// DiDonato, A. H. Morris, "Algorithm 708", ACM TOMS 18 (1992).
final class IncompleteBeta {
    private static final long ROUNDS = 5_000;

    /// From here on both operands' gamma functions are taken by Stirling's formula.
    private static final double LARGE = 8;

    /// Beyond the mean, but up to here, the fraction of the operands themselves converges in some
    /// 300 steps; for b below 1 it is preferred, for the value may be far below 1.
    private static final double SLOW = 0.999;

    private final Tensor a;
    private final Tensor b;
    private final Tensor x;

    /// `1 - x`, as precise as it is known.
    private final Tensor y;

    private IncompleteBeta(Tensor a, Tensor b, Tensor x, Tensor y) {
        this.a = a;
        this.b = b;
        this.x = x;
        this.y = y;
    }

    /// `I_x(a, b)`. The operands broadcast.
    static Tensor of(Tensor a, Tensor b, Tensor x) {
        DType dtype = x.dtype();
        if (dtype != dtype.arithmetic()) {
            DType wide = dtype.arithmetic();
            return of(a.cast(wide), b.cast(wide), x.cast(wide)).cast(dtype);
        }
        Tensor all = a.add(b).add(x);
        Tensor first = a.broadcastTo(all.shape());
        Tensor second = b.broadcastTo(all.shape());
        Tensor bound = x.broadcastTo(all.shape());
        Tensor isPositive =
                first.greater(0)
                        .and(second.greater(0))
                        .and(first.isInfinite().or(second.isInfinite()).not());
        Tensor isInside = isPositive.and(bound.greater(0)).and(bound.less(1));
        Tensor one = Series.constant(x, 1);
        Tensor half = Series.constant(x, 0.5);
        Tensor value =
                inside(
                        isInside.select(first, one),
                        isInside.select(second, one),
                        isInside.select(bound, half));
        Tensor isEnd = isPositive.and(bound.equalTo(0).or(bound.equalTo(1)));
        return isInside.select(value, isEnd.select(bound, Series.constant(x, Double.NaN)));
    }

    private static Tensor inside(Tensor a, Tensor b, Tensor x) {
        Tensor y = x.neg().add(1);
        Tensor isBeyond = x.greater(a.add(1).div(a.add(b).add(2)));
        Tensor isMirrored = isBeyond.and(b.greaterEqual(1).or(x.greater(SLOW)));
        IncompleteBeta at =
                new IncompleteBeta(
                        isMirrored.select(b, a),
                        isMirrored.select(a, b),
                        isMirrored.select(y, x),
                        isMirrored.select(x, y));
        Tensor value = at.prefix().div(at.a).mul(at.fraction());
        return isMirrored.select(value.neg().add(1), value);
    }

    /// `x^a y^b / B(a, b)`. Of large operands it is `sqrt(a b / (2 pi (a + b))) exp(-(a E(-t / a) +
    /// b E(t / b)) + ...)` with `E(m) = m - log(1 + m)`, `t = a y - b x`, and the remainders of
    /// Stirling's formula.
    private Tensor prefix() {
        Tensor isLarge = a.greaterEqual(LARGE).and(b.greaterEqual(LARGE));
        Tensor least = Series.constant(a, LARGE);
        Tensor half = Series.constant(a, 0.5);
        Tensor one = Series.constant(a, 1);
        IncompleteBeta large =
                new IncompleteBeta(
                        isLarge.select(a, least),
                        isLarge.select(b, least),
                        isLarge.select(x, half),
                        isLarge.select(y, half));
        IncompleteBeta small =
                new IncompleteBeta(
                        isLarge.select(one, a),
                        isLarge.select(one, b),
                        isLarge.select(half, x),
                        isLarge.select(half, y));
        return isLarge.select(large.largePrefix(), small.smallPrefix());
    }

    private Tensor largePrefix() {
        Tensor distance = a.mul(y).sub(b.mul(x));
        Tensor sum = a.add(b);
        Tensor aboveA = x.mul(sum.div(a));
        Tensor aboveB = y.mul(sum.div(b));
        Tensor exponent =
                a.mul(Series.excess(distance.div(a).neg(), aboveA))
                        .add(b.mul(Series.excess(distance.div(b), aboveB)));
        Tensor remainders =
                StirlingRemainder.of(sum).sub(StirlingRemainder.of(a)).sub(StirlingRemainder.of(b));
        Tensor scale = a.div(sum).mul(b).mul(1 / (2 * Math.PI)).sqrt();
        return scale.mul(remainders.sub(exponent).exp());
    }

    private Tensor smallPrefix() {
        Tensor isSmallX = x.less(y);
        Tensor logX = isSmallX.select(x.log(), y.neg().log1p());
        Tensor logY = isSmallX.select(x.neg().log1p(), y.log());
        Tensor exponent = a.mul(logX).add(b.mul(logY));
        return exponent.sub(SpecialFunctions.logBeta(a, b)).exp();
    }

    /// Lentz's method, two steps of the fraction at a time.
    private Tensor fraction() {
        double tiny = Series.tiny(x.dtype());
        Tensor one = Series.constant(x, 1).broadcastTo(x.shape());
        Tensor sum = a.add(b);
        Tensor first = apart(oneLess(sum.mul(x).div(a.add(1))), tiny).reciprocal();
        return x.builder()
                .scan(
                        Dim.of(ROUNDS),
                        List.of(Series.constant(x, 0), one, first, first, Series.all(x), one),
                        List.of(),
                        (carries, _) -> {
                            Tensor m = carries.get(0).add(1);
                            Tensor twice = a.add(m.add(m));
                            Tensor even = m.mul(b.sub(m)).mul(x).div(twice.sub(1).mul(twice));
                            Tensor odd =
                                    a.add(m)
                                            .mul(sum.add(m))
                                            .mul(x)
                                            .div(twice.mul(twice.add(1)))
                                            .neg();
                            Tensor d = apart(even.mul(carries.get(2)).add(1), tiny).reciprocal();
                            Tensor c = apart(even.div(carries.get(1)).add(1), tiny);
                            Tensor half = carries.get(3).mul(d).mul(c);
                            Tensor nextD = apart(odd.mul(d).add(1), tiny).reciprocal();
                            Tensor nextC = apart(odd.div(c).add(1), tiny);
                            Tensor step = nextD.mul(nextC);
                            Tensor distance = step.mul(d.mul(c)).sub(1).abs();
                            Tensor active = carries.get(4);
                            Tensor next = active.select(half.mul(step), carries.get(3));
                            Tensor goesOn = Series.goesOn(active, distance, carries.get(5));
                            return ScanStep.of(
                                            List.of(m, nextC, nextD, next, goesOn, distance),
                                            List.of())
                                    .goOnWhile(goesOn.any());
                        })
                .carries()
                .get(3);
    }

    private static Tensor oneLess(Tensor value) {
        return value.neg().add(1);
    }

    /// The value, held away from 0.
    private static Tensor apart(Tensor value, double tiny) {
        return value.abs().less(tiny).select(Series.constant(value, tiny), value);
    }
}
