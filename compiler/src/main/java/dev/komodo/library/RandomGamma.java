package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;

import java.util.List;

/// Gamma variates by rejection, all elements at once: each round proposes for every element and
/// keeps what is accepted for those that have nothing yet, until all have. A proposal is accepted
/// with a probability of at least 0.95, so a million elements take about five rounds.
///
/// Source: G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", ACM TOMS 26
/// (2000); shapes below 1 by its section 6: `gamma(a) = gamma(a + 1) u^(1 / a)`.
final class RandomGamma {
    /// Rounds at most. That an element has nothing after them has a probability below 10^-80 (it
    /// gets the mode).
    private static final int ROUNDS = 64;

    private RandomGamma() {}

    static Tensor sample(Tensor key, Tensor shape) {
        Tensor alpha = shape.cast(shape.dtype().arithmetic());
        Draw draw = draw(key, alpha);
        Tensor sample = draw.scale.mul(draw.cube).mul(draw.logFactor.exp());
        return proper(alpha).select(sample, degenerate(alpha)).cast(shape.dtype());
    }

    static Tensor logarithm(Tensor key, Tensor shape) {
        Tensor alpha = shape.cast(shape.dtype().arithmetic());
        Draw draw = draw(key, alpha);
        Tensor logarithm = draw.scale.log().add(draw.cube.log()).add(draw.logFactor);
        return proper(alpha).select(logarithm, degenerate(alpha).log()).cast(shape.dtype());
    }

    private static Tensor proper(Tensor alpha) {
        return alpha.greater(0).and(alpha.isInfinite().not());
    }

    /// 0 and infinity are themselves, the others NaN.
    private static Tensor degenerate(Tensor alpha) {
        return alpha.less(0).select(alpha.builder().constant(alpha.dtype(), Double.NaN), alpha);
    }

    /// The variate is `scale * cube * exp(logFactor)`.
    private record Draw(Tensor scale, Tensor cube, Tensor logFactor) {}

    private static Draw draw(Tensor key, Tensor alpha) {
        Tensor one = alpha.builder().constant(alpha.dtype(), 1.0);
        Tensor valid = proper(alpha).select(alpha, one);
        Tensor small = valid.less(1);
        Tensor scale = small.select(valid.add(1), valid).sub(1.0 / 3);
        List<Tensor> keys = Random.split(key, 2);
        Tensor cube = cube(keys.get(0), scale);
        Tensor uniform =
                RandomFractions.positive(Random.draw(keys.get(1), alpha.shape()), alpha.dtype());
        Tensor zero = alpha.builder().constant(alpha.dtype(), 0.0);
        return new Draw(scale, cube, small.select(uniform.log().div(valid), zero));
    }

    /// The accepted `v = (1 + x / sqrt(9 d))^3` of each element.
    ///
    /// @param d the shape less a third
    private static Tensor cube(Tensor key, Tensor d) {
        DType dtype = d.dtype();
        Tensor slope = d.mul(9).sqrt().reciprocal();
        Tensor nothing = d.builder().constant(DType.BOOL, 0L).broadcastTo(d.shape());
        Tensor mode = d.builder().constant(dtype, 1.0).broadcastTo(d.shape());
        Tensor first = d.builder().constant(DType.I64, 0L);
        return d.builder()
                .whileLoop(
                        List.of(first, nothing, mode),
                        carries -> carries.get(0).less(ROUNDS).and(carries.get(1).all().not()),
                        carries -> {
                            List<Tensor> keys = Random.split(Random.foldIn(key, carries.get(0)), 2);
                            Tensor x = Random.normal(keys.get(0), dtype, d.shape());
                            Tensor root = x.mul(slope).add(1);
                            Tensor v = root.mul(root).mul(root);
                            Tensor u =
                                    RandomFractions.positive(
                                            Random.draw(keys.get(1), d.shape()), dtype);
                            // of a negative v the logarithm is NaN: not accepted
                            Tensor bound = x.square().mul(0.5).add(d.mul(v.log().add(1).sub(v)));
                            Tensor accepted = u.log().less(bound);
                            Tensor done = carries.get(1);
                            return List.of(
                                    carries.get(0).add(1),
                                    done.or(accepted),
                                    done.not().and(accepted).select(v, carries.get(2)));
                        })
                .get(2);
    }
}
