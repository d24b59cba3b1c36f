package dev.komodo.library;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.List;

/// Random numbers as functions of a key. There is no state: a key and a shape give the same numbers
/// on any number of threads, and in the interpreter (bits and uniforms exactly, what goes through
/// elementary functions within their accuracy). Who needs other numbers uses another key: each call
/// of one kernel gets its key as an argument, or [#foldIn]s a number.
///
/// ```java
/// Tensor key = Random.key(g, 42);
/// List<Tensor> keys = Random.split(key, 2);
/// Tensor noise = Random.normal(keys.get(0), DType.F32, x.shape());
/// Tensor kept = Random.bernoulli(keys.get(1), probability);
/// ```
///
/// A key is a u32[2]; any two words are a good one. The bits are Threefry-2x32-20's, a block of two
/// words for each element, counted by its row-major position. One key may be split, folded and
/// drawn from: these are apart. Two draws from one key are not: equal elements get equal bits.
///
/// Distributions take their parameters as tensors, whose shape (broadcast) is the result's: to draw
/// more, broadcast a parameter. What parameters do not allow is NaN, or said in the description.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", SC11 (2011).
public final class Random {
    private Random() {}

    /// A key of a number: constants.
    public static Tensor key(GraphBuilder builder, long seed) {
        return Tensor.stack(
                0,
                builder.constant(DType.U32, seed >>> 32),
                builder.constant(DType.U32, seed & 0xFFFF_FFFFL));
    }

    /// A key of a number that is known at the call.
    ///
    /// @param seed an integer scalar
    public static Tensor key(Tensor seed) {
        Tensor number = number(seed, "The seed of a key");
        Tensor distance = seed.builder().constant(DType.U64, 32L);
        return Tensor.stack(0, number.shiftRight(distance).cast(DType.U32), number.cast(DType.U32));
    }

    private static Tensor number(Tensor scalar, String what) {
        if (!scalar.dtype().isInteger() || scalar.rank() != 0) {
            throw new InvalidGraphException(
                    what + " must be an integer scalar, found " + scalar.type());
        }
        return scalar.cast(DType.U64);
    }

    /// New keys, independent of each other and of what else is drawn from this one.
    ///
    /// @param key u32[2]
    /// @param count how many
    public static List<Tensor> split(Tensor key, int count) {
        Tensor rows = split(key, Dim.of(count));
        List<Tensor> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(rows.slice(0, i, i + 1).squeeze(0));
        }
        return List.copyOf(keys);
    }

    /// New keys as the rows of a matrix, for the steps of a scan: `u32[2] -> u32[count, 2]`.
    public static Tensor split(Tensor key, Dim count) {
        return Threefry.of(checked(key), Threefry.Purpose.SPLIT, Shape.of(count)).keys();
    }

    /// A new key for a number: `u32[2] -> u32[2]`. Numbers count modulo 2^62.
    public static Tensor foldIn(Tensor key, long number) {
        return foldIn(key, key.builder().constant(DType.I64, number));
    }

    /// A new key for a number: `u32[2], integer [] -> u32[2]`. Numbers count modulo 2^62.
    public static Tensor foldIn(Tensor key, Tensor number) {
        Tensor counter = number(number, "The number that is folded into a key");
        return Threefry.at(checked(key), Threefry.Purpose.FOLD, counter).keys();
    }

    /// The words of elements.
    static Threefry draw(Tensor key, Shape shape) {
        return Threefry.of(checked(key), Threefry.Purpose.DRAW, shape);
    }

    private static Tensor checked(Tensor key) {
        if (key.dtype() != DType.U32 || !key.shape().equals(Shape.of(2))) {
            throw new InvalidGraphException(
                    "A key is a u32[2] (Random.key makes one of a seed), found " + key.type());
        }
        return key;
    }

    /// Uniform bits: all integers of a dtype are equally likely.
    ///
    /// @param dtype an integer type
    public static Tensor bits(Tensor key, DType dtype, Shape shape) {
        if (!dtype.isInteger()) {
            throw new InvalidGraphException(
                    "Random bits are integers, found " + dtype + "; uniform gives floats");
        }
        Threefry words = draw(key, shape);
        return (dtype.width() == 64 ? words.joined() : words.first()).cast(dtype);
    }

    /// Uniform i64 integers in `[0, bound)`: the upper half of 64 random bits times the bound, so
    /// that no integer is more likely than another by more than `bound / 2^64`.
    ///
    /// Source: D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019),
    /// without the rejection.
    ///
    /// @param bound positive, at most 2^32
    public static Tensor integers(Tensor key, long bound, Shape shape) {
        if (bound < 1 || bound > 1L << 32) {
            throw new InvalidGraphException(
                    "The bound of random integers must lie in [1, 2^32], found " + bound);
        }
        Threefry words = draw(key, shape);
        Tensor factor = key.builder().constant(DType.U64, bound);
        Tensor distance = key.builder().constant(DType.U64, 32L);
        Tensor lower = words.second().cast(DType.U64).mul(factor).shiftRight(distance);
        Tensor product = words.first().cast(DType.U64).mul(factor).add(lower);
        return product.shiftRight(distance).cast(DType.I64);
    }

    /// Uniform floats in `[0, 1)`: `k / 2^p` with p the bits of the significand (11, 8, 24 or 53
    /// for f16, bf16, f32, f64) and each k equally likely.
    public static Tensor uniform(Tensor key, DType dtype, Shape shape) {
        return RandomFractions.halfOpen(draw(key, shape), dtype);
    }

    /// Normal floats of mean 0 and variance 1: `sqrt(-2 log u) cos(2 pi v)`, u from 32 bits (64 in
    /// f64), v from as many. f32 reaches 6.7, f64 9.4 standard deviations.
    ///
    /// Source: G. E. P. Box, M. E. Muller, "A note on the generation of random normal deviates",
    /// Ann. Math. Stat. 29 (1958).
    public static Tensor normal(Tensor key, DType dtype, Shape shape) {
        DType inner = dtype.arithmetic();
        Threefry words = draw(key, shape);
        Threefry others =
                inner == DType.F64
                        ? Threefry.of(key, Threefry.Purpose.SECOND_DRAW, shape)
                        : new Threefry(words.second(), words.second());
        Tensor radius = RandomFractions.positive(words, inner).log().mul(-2).sqrt();
        Tensor turn = RandomFractions.turn(others.first(), others.second(), inner);
        return radius.mul(turn.mul(2 * Math.PI).cos()).cast(dtype);
    }

    /// Exponential floats of mean 1: `-log u`, u in `(0, 1]` from 32 bits (64 in f64); as fine as
    /// the dtype in the tail, in steps of 2^-24 (2^-53 in f64) near 0, which itself is possible.
    ///
    /// Source: L. Devroye, "Non-uniform random variate generation" (1986), II.2.
    public static Tensor exponential(Tensor key, DType dtype, Shape shape) {
        Threefry words = draw(key, shape);
        return RandomFractions.positive(words, dtype.arithmetic()).log().abs().cast(dtype);
    }

    /// Gumbel floats (location 0, scale 1): `-log(-log(1 - u))`, u in `(0, 1)` and fine near 0,
    /// where the upper tail comes from.
    ///
    /// Source: as [#exponential].
    public static Tensor gumbel(Tensor key, DType dtype, Shape shape) {
        DType inner = dtype.arithmetic();
        double below = 1 - Math.scalb(1.0, -RandomFractions.significandBits(inner));
        Tensor u = RandomFractions.positive(draw(key, shape), inner).minimum(below);
        return u.neg().log1p().neg().log().neg().cast(dtype);
    }

    /// True with the given probability: `[s] -> bool[s]`, by [#uniform] numbers of the
    /// probability's dtype (f32 for the floats of 16 bits). NaN and what is not positive is never
    /// true, 1 and more always.
    public static Tensor bernoulli(Tensor key, Tensor probability) {
        DType inner = probability.dtype().arithmetic();
        return uniform(key, inner, probability.shape()).less(probability.cast(inner));
    }

    /// Which of the categories along an axis, by their unnormalised log-probabilities: `[..., c,
    /// ...] -> i64[..., ...]`. The largest of logits with [#gumbel] noise: minus infinity is never
    /// drawn unless all are.
    ///
    /// Source: E. J. Gumbel, "Statistical theory of extreme values" (1954); C. J. Maddison, D.
    /// Tarlow, T. Minka, "A* sampling", NeurIPS (2014), section 2.
    public static Tensor categorical(Tensor key, Tensor logits, int axis) {
        DType inner = logits.dtype().arithmetic();
        return logits.cast(inner).add(gumbel(key, inner, logits.shape())).argMax(axis);
    }

    /// Gamma floats of a shape parameter and scale 1: `[s] -> [s]`. Shape 0 gives 0, infinity
    /// itself, what is negative NaN; see [RandomGamma].
    public static Tensor gamma(Tensor key, Tensor shape) {
        return RandomGamma.sample(key, shape);
    }

    /// The logarithm of [#gamma]'s numbers, which does not underflow where the shape parameter is
    /// small.
    public static Tensor logGamma(Tensor key, Tensor shape) {
        return RandomGamma.logarithm(key, shape);
    }

    /// Beta floats: `a / (a + b)` of two [#gamma]s, by their logarithms: `[s], [s] -> [s]`.
    ///
    /// Source: L. Devroye, "Non-uniform random variate generation" (1986), IX.4, theorem 4.1.
    public static Tensor beta(Tensor key, Tensor alpha, Tensor beta) {
        List<Tensor> keys = split(key, 2);
        Tensor like = alpha.add(beta);
        Tensor first = logGamma(keys.get(0), alpha.broadcastTo(like.shape()));
        Tensor second = logGamma(keys.get(1), beta.broadcastTo(like.shape()));
        return first.sub(second).sigmoid();
    }

    /// The numbers below n in a random order: `i64[n]`, each order equally likely but for equal
    /// 64-bit keys (less than `n^2 / 2^65`).
    public static Tensor permutation(Tensor key, Dim n) {
        return bits(key, DType.U64, Shape.of(n)).argSort(0);
    }

    /// The slices of a tensor along an axis in a random order: `[s] -> [s]`.
    public static Tensor shuffled(Tensor key, Tensor x, int axis) {
        return x.gather(permutation(key, x.dim(axis)), axis < 0 ? axis + x.rank() : axis);
    }

    /// Poisson counts of a mean: `[s] -> i64[s]`. What is negative or NaN gives -1; see
    /// [RandomPoisson].
    public static Tensor poisson(Tensor key, Tensor mean) {
        return RandomPoisson.sample(key, mean);
    }
}
