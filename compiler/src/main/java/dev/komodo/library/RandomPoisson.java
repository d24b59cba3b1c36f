package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import java.util.List;

/// Poisson counts, in f64 whatever the dtype of the mean, all elements at once: means below 10 by
/// searching the distribution function from 0, others by transformed rejection.
///
/// Source: L. Devroye, "Non-uniform random variate generation" (1986), X.3.3 (sequential search);
/// W. Hörmann, "The transformed rejection method for generating Poisson random variables",
/// Insurance: Mathematics and Economics 12 (1993), algorithm PTRS; the probabilities by C. Loader,
/// "Fast and accurate computation of binomial probabilities" (2000), which do not cancel for large
/// means.
final class RandomPoisson {
    private static final double LARGE = 10;

    /// A mean below 10 exceeds this count with a probability below 2^-66.
    private static final int LAST_COUNT = 52;

    /// Rounds of rejection at most; less than a quarter of the proposals is rejected.
    private static final int ROUNDS = 128;

    private static final int TABULATED = 16;

    private RandomPoisson() {}

    static Tensor sample(Tensor key, Tensor mean) {
        Tensor rate = mean.cast(DType.F64);
        GraphBuilder builder = rate.builder();
        Tensor large = rate.greaterEqual(LARGE);
        Tensor few = rate.greaterEqual(0).and(large.not());
        Tensor zero = builder.constant(DType.F64, 0.0);
        List<Tensor> keys = Random.split(key, 2);
        Tensor searched = searched(keys.get(0), few.select(rate, zero));
        Tensor rejected =
                rejected(keys.get(1), rate.maximum(LARGE), large.and(rate.isInfinite().not()));
        Tensor none = builder.constant(DType.F64, -1.0);
        return large.select(rejected, few.select(searched, none)).cast(DType.I64);
    }

    /// The first k at which the distribution function exceeds a uniform number.
    private static Tensor searched(Tensor key, Tensor rate) {
        GraphBuilder builder = rate.builder();
        Tensor uniform = Random.uniform(key, DType.F64, rate.shape());
        Tensor first = rate.neg().exp();
        Tensor zero = builder.constant(DType.F64, 0.0);
        return builder.whileLoop(
                        List.of(zero, zero.broadcastTo(rate.shape()), first, first),
                        carries ->
                                carries.get(0)
                                        .less(LAST_COUNT)
                                        .and(carries.get(3).lessEqual(uniform).any()),
                        carries -> {
                            Tensor next = carries.get(0).add(1);
                            Tensor below = carries.get(3).lessEqual(uniform);
                            Tensor probability = carries.get(2).mul(rate.div(next));
                            Tensor sum = carries.get(3).add(probability);
                            return List.of(
                                    next,
                                    below.select(next, carries.get(1)),
                                    probability,
                                    below.select(sum, carries.get(3)));
                        })
                .get(1);
    }

    /// Algorithm PTRS.
    ///
    /// @param wanted the elements that are waited for; the others keep their rate
    private static Tensor rejected(Tensor key, Tensor rate, Tensor wanted) {
        GraphBuilder builder = rate.builder();
        Tensor b = rate.sqrt().mul(2.53).add(0.931);
        Tensor a = b.mul(0.02483).sub(0.059);
        Tensor first = builder.constant(DType.I64, 0L);
        return builder.whileLoop(
                        List.of(first, wanted.not(), rate.floor()),
                        carries -> carries.get(0).less(ROUNDS).and(carries.get(1).all().not()),
                        carries -> {
                            List<Tensor> keys = Random.split(Random.foldIn(key, carries.get(0)), 2);
                            Tensor u =
                                    Random.uniform(keys.get(0), DType.F64, rate.shape()).sub(0.5);
                            Tensor v = Random.uniform(keys.get(1), DType.F64, rate.shape());
                            Tensor us = u.abs().neg().add(0.5);
                            Tensor k = a.mul(2).div(us).add(b).mul(u).add(rate).add(0.43).floor();
                            Tensor accepted = accepted(rate, a, b, us, v, k);
                            Tensor done = carries.get(1);
                            return List.of(
                                    carries.get(0).add(1),
                                    done.or(accepted),
                                    done.not().and(accepted).select(k, carries.get(2)));
                        })
                .get(2);
    }

    private static Tensor accepted(Tensor rate, Tensor a, Tensor b, Tensor us, Tensor v, Tensor k) {
        Tensor bound = b.sub(2).reciprocal().mul(-3.6224).add(0.9277);
        Tensor quickly = us.greaterEqual(0.07).and(v.lessEqual(bound));
        Tensor refused = k.less(0).or(us.less(0.013).and(v.greater(us)));
        Tensor inverseAlpha = b.sub(3.4).reciprocal().mul(1.1328).add(1.1239);
        Tensor scaled = v.mul(inverseAlpha).div(a.div(us.square()).add(b)).log();
        return quickly.or(refused.not().and(scaled.lessEqual(logProbability(rate, k.maximum(0)))));
    }

    /// `log(exp(-m) m^k / k!)`: for k above 0 it is `-m D(k / m) - s(k) - log(2 pi k) / 2` with
    /// `D(x) = x log x + 1 - x` and Stirling's error s.
    private static Tensor logProbability(Tensor rate, Tensor k) {
        Tensor distance = k.sub(rate).div(rate);
        Tensor deviance = distance.add(1).mul(distance.log1p()).sub(distance).mul(rate);
        Tensor normal = k.mul(2 * Math.PI).log().mul(0.5);
        Tensor positive = deviance.add(stirlingError(k)).add(normal);
        return k.equalTo(0).select(rate, positive).neg();
    }

    /// `log k! - (log(2 pi k) / 2 + k log k - k)`.
    private static Tensor stirlingError(Tensor k) {
        double[] table = new double[TABULATED];
        double factorial = 1;
        for (int i = 1; i < TABULATED; i++) {
            factorial *= i;
            table[i] =
                    StrictMath.log(factorial)
                            - StrictMath.log(2 * Math.PI * i) / 2
                            - i * StrictMath.log(i)
                            + i;
        }
        Tensor position = k.minimum(TABULATED - 1.0).cast(DType.I64);
        Tensor exact = k.builder().constants(DType.F64, table).gather(position, 0);
        Tensor inverse = k.maximum(TABULATED).reciprocal();
        Tensor square = inverse.square();
        Tensor series =
                square.mul(-1.0 / 1680).add(1.0 / 1260).mul(square).add(-1.0 / 360).mul(square);
        return k.less(TABULATED).select(exact, series.add(1.0 / 12).mul(inverse));
    }
}
