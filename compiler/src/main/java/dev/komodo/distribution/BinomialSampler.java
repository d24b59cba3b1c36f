package dev.komodo.distribution;

import dev.komodo.graph.DType;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Random;

import java.util.List;

/// Binomial counts, in f64 whatever the dtype of the parameters, all elements at once: means below
/// 10 (of successes or failures, whichever are fewer) by searching the distribution function from
/// 0, others by transformed rejection.
///
/// Source: L. Devroye, "Non-uniform random variate generation" (1986), X.4 (sequential search); W.
/// Hörmann, "The generation of binomial random variates", J. Stat. Comput. Simul. 46 (1993),
/// algorithm BTRS.
final class BinomialSampler {
    private static final double LARGE = 10;

    /// A mean below 10 exceeds this count with a probability below 2^-66.
    private static final int LAST_COUNT = 52;

    /// Rounds of rejection at most; about a quarter of the proposals is rejected.
    private static final int ROUNDS = 128;

    private BinomialSampler() {}

    /// Counts as i64, -1 where a parameter is NaN.
    ///
    /// @param trials `[s]`, integers
    /// @param probability `[s]`, in [0, 1]
    static Tensor sample(Tensor key, Tensor trials, Tensor probability) {
        Tensor n = trials.cast(DType.F64);
        Tensor wanted = probability.cast(DType.F64);
        Tensor mirrored = wanted.greater(0.5);
        Tensor p = mirrored.select(wanted.neg().add(1), wanted);
        Tensor large = n.mul(p).greaterEqual(LARGE);
        List<Tensor> keys = Random.split(key, 2);
        Tensor searched =
                searched(keys.get(0), large.not().and(n.greater(0)).select(n, zero(n)), p);
        Tensor rejected = rejected(keys.get(1), n, p, large);
        Tensor count = large.select(rejected, searched);
        Tensor mirror = mirrored.select(n.sub(count), count);
        return Evaluation.countOf(n.add(wanted), mirror);
    }

    private static Tensor zero(Tensor like) {
        return like.builder().constant(like.dtype(), 0.0);
    }

    /// The first k at which the distribution function exceeds a uniform number.
    private static Tensor searched(Tensor key, Tensor n, Tensor p) {
        GraphBuilder builder = n.builder();
        Tensor uniform = Random.uniform(key, DType.F64, n.shape());
        Tensor odds = p.div(p.neg().add(1));
        Tensor first = n.mul(p.neg().log1p()).exp();
        Tensor zero = zero(n);
        return builder.whileLoop(
                        List.of(zero, zero.broadcastTo(n.shape()), first, first),
                        carries ->
                                carries.get(0)
                                        .less(LAST_COUNT)
                                        .and(carries.get(3).lessEqual(uniform).any()),
                        carries -> {
                            Tensor next = carries.get(0).add(1);
                            Tensor below = carries.get(3).lessEqual(uniform).and(next.lessEqual(n));
                            Tensor ratio = n.sub(carries.get(0)).div(next).mul(odds);
                            Tensor probability = carries.get(2).mul(ratio.maximum(0));
                            Tensor sum = carries.get(3).add(probability);
                            return List.of(
                                    next,
                                    below.select(next, carries.get(1)),
                                    probability,
                                    below.select(sum, carries.get(3)));
                        })
                .get(1);
    }

    /// Algorithm BTRS.
    ///
    /// @param wanted the elements that are waited for; the others are of no use
    private static Tensor rejected(Tensor key, Tensor n, Tensor p, Tensor wanted) {
        Tensor deviation = n.mul(p).mul(p.neg().add(1)).sqrt();
        Tensor b = deviation.mul(2.53).add(1.15);
        Tensor a = b.mul(0.0248).add(p.mul(0.01)).sub(0.0873);
        Tensor first = n.builder().constant(DType.I64, 0L);
        return n.builder()
                .whileLoop(
                        List.of(first, wanted.not(), n.mul(p).floor()),
                        carries -> carries.get(0).less(ROUNDS).and(carries.get(1).all().not()),
                        carries -> {
                            List<Tensor> keys = Random.split(Random.foldIn(key, carries.get(0)), 2);
                            Tensor u = Random.uniform(keys.get(0), DType.F64, n.shape()).sub(0.5);
                            Tensor v = Random.uniform(keys.get(1), DType.F64, n.shape());
                            Tensor us = u.abs().neg().add(0.5);
                            Tensor k =
                                    a.mul(2).div(us).add(b).mul(u).add(n.mul(p)).add(0.5).floor();
                            Tensor hat = v.div(a.div(us.square()).add(b)).log();
                            Tensor scale = b.reciprocal().mul(5.1).add(2.83).mul(deviation).log();
                            Tensor inside = k.greaterEqual(0).and(k.lessEqual(n));
                            Tensor below =
                                    hat.add(scale)
                                            .lessEqual(relative(n, p, k.maximum(0).minimum(n)));
                            Tensor bound = b.reciprocal().mul(-4.2).add(0.92);
                            Tensor quickly = us.greaterEqual(0.07).and(v.lessEqual(bound));
                            Tensor accepted = quickly.or(inside.and(below));
                            Tensor done = carries.get(1);
                            return List.of(
                                    carries.get(0).add(1),
                                    done.or(accepted),
                                    done.not().and(accepted).select(k, carries.get(2)));
                        })
                .get(2);
    }

    /// The logarithm of the probability of k by that of the mode.
    private static Tensor relative(Tensor n, Tensor p, Tensor k) {
        Tensor odds = p.div(p.neg().add(1));
        Tensor mode = n.add(1).mul(p).floor();
        Tensor modeLeft = n.sub(mode).add(1);
        Tensor left = n.sub(k).add(1);
        return mode.add(0.5)
                .mul(mode.add(1).div(odds.mul(modeLeft)).log())
                .add(n.add(1).mul(modeLeft.div(left).log()))
                .add(k.add(0.5).mul(odds.mul(left).div(k.add(1)).log()))
                .add(GammaFunctions.remainder(mode.add(1)))
                .add(GammaFunctions.remainder(modeLeft))
                .sub(GammaFunctions.remainder(k.add(1)))
                .sub(GammaFunctions.remainder(left));
    }
}
