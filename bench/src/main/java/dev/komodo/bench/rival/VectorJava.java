package dev.komodo.bench.rival;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/// The same with the JDK's Vector API (an incubator module): products in tiles of registers,
/// exponentials and logarithms by the JDK's own vector routines.
final class VectorJava implements FloatKernels {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int DEPTH_BLOCK = 256;

    @Override
    public void product(float[] a, float[] b, float[] c, int from, int to, int k, int n) {
        for (int firstDepth = 0; firstDepth < k; firstDepth += DEPTH_BLOCK) {
            int lastDepth = Math.min(k, firstDepth + DEPTH_BLOCK);
            int column = 0;
            for (; column + 2 * LANES <= n; column += 2 * LANES) {
                int row = from;
                for (; row + 4 <= to; row += 4) {
                    tile(a, b, c, row, column, firstDepth, lastDepth, k, n);
                }
                for (; row < to; row++) {
                    strip(a, b, c, row, column, column + 2 * LANES, firstDepth, lastDepth, k, n);
                }
            }
            for (int row = from; row < to && column < n; row++) {
                strip(a, b, c, row, column, n, firstDepth, lastDepth, k, n);
            }
        }
    }

    /// Four rows by two vectors; `c` is begun at depth 0 and continued after it.
    private static void tile(
            float[] a,
            float[] b,
            float[] c,
            int row,
            int column,
            int firstDepth,
            int lastDepth,
            int k,
            int n) {
        int at = row * n + column;
        boolean isFirst = firstDepth == 0;
        FloatVector sum00 = start(c, at, isFirst);
        FloatVector sum01 = start(c, at + LANES, isFirst);
        FloatVector sum10 = start(c, at + n, isFirst);
        FloatVector sum11 = start(c, at + n + LANES, isFirst);
        FloatVector sum20 = start(c, at + 2 * n, isFirst);
        FloatVector sum21 = start(c, at + 2 * n + LANES, isFirst);
        FloatVector sum30 = start(c, at + 3 * n, isFirst);
        FloatVector sum31 = start(c, at + 3 * n + LANES, isFirst);
        for (int depth = firstDepth; depth < lastDepth; depth++) {
            FloatVector left = FloatVector.fromArray(SPECIES, b, depth * n + column);
            FloatVector right = FloatVector.fromArray(SPECIES, b, depth * n + column + LANES);
            FloatVector factor = FloatVector.broadcast(SPECIES, a[row * k + depth]);
            sum00 = factor.fma(left, sum00);
            sum01 = factor.fma(right, sum01);
            factor = FloatVector.broadcast(SPECIES, a[(row + 1) * k + depth]);
            sum10 = factor.fma(left, sum10);
            sum11 = factor.fma(right, sum11);
            factor = FloatVector.broadcast(SPECIES, a[(row + 2) * k + depth]);
            sum20 = factor.fma(left, sum20);
            sum21 = factor.fma(right, sum21);
            factor = FloatVector.broadcast(SPECIES, a[(row + 3) * k + depth]);
            sum30 = factor.fma(left, sum30);
            sum31 = factor.fma(right, sum31);
        }
        sum00.intoArray(c, at);
        sum01.intoArray(c, at + LANES);
        sum10.intoArray(c, at + n);
        sum11.intoArray(c, at + n + LANES);
        sum20.intoArray(c, at + 2 * n);
        sum21.intoArray(c, at + 2 * n + LANES);
        sum30.intoArray(c, at + 3 * n);
        sum31.intoArray(c, at + 3 * n + LANES);
    }

    private static FloatVector start(float[] c, int at, boolean isFirst) {
        return isFirst ? FloatVector.zero(SPECIES) : FloatVector.fromArray(SPECIES, c, at);
    }

    /// Part of one row.
    private static void strip(
            float[] a,
            float[] b,
            float[] c,
            int row,
            int firstColumn,
            int lastColumn,
            int firstDepth,
            int lastDepth,
            int k,
            int n) {
        for (int column = firstColumn; column < lastColumn; column += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(column, lastColumn);
            FloatVector sum =
                    firstDepth == 0
                            ? FloatVector.zero(SPECIES)
                            : FloatVector.fromArray(SPECIES, c, row * n + column, mask);
            for (int depth = firstDepth; depth < lastDepth; depth++) {
                FloatVector values = FloatVector.fromArray(SPECIES, b, depth * n + column, mask);
                sum = values.fma(FloatVector.broadcast(SPECIES, a[row * k + depth]), sum);
            }
            sum.intoArray(c, row * n + column, mask);
        }
    }

    @Override
    public void blackScholes(
            float[] spot,
            float[] strike,
            float[] years,
            float[] sigma,
            float[] price,
            int from,
            int to) {
        for (int i = from; i < to; i += LANES) {
            VectorMask<Float> mask = SPECIES.indexInRange(i, to);
            FloatVector s = FloatVector.fromArray(SPECIES, spot, i, mask);
            FloatVector x = FloatVector.fromArray(SPECIES, strike, i, mask);
            FloatVector t = FloatVector.fromArray(SPECIES, years, i, mask);
            FloatVector volatility = FloatVector.fromArray(SPECIES, sigma, i, mask);
            FloatVector deviation = volatility.mul(t.lanewise(VectorOperators.SQRT));
            FloatVector drift = volatility.mul(volatility).mul(0.5f).add(PlainJava.RATE).mul(t);
            FloatVector first = s.div(x).lanewise(VectorOperators.LOG).add(drift).div(deviation);
            FloatVector exercised = normal(first);
            FloatVector discounted = normal(first.sub(deviation));
            FloatVector discount = t.mul(-PlainJava.RATE).lanewise(VectorOperators.EXP);
            s.mul(exercised).sub(x.mul(discount).mul(discounted)).intoArray(price, i, mask);
        }
    }

    /// The normal distribution function, by [ErrorFunction]'s formula.
    private static FloatVector normal(FloatVector deviations) {
        FloatVector x = deviations.mul(PlainJava.HALF_ROOT);
        FloatVector size = x.abs();
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        FloatVector t = one.div(size.mul(ErrorFunction.P).add(1));
        FloatVector polynomial =
                t.mul(ErrorFunction.A5)
                        .add(ErrorFunction.A4)
                        .mul(t)
                        .add(ErrorFunction.A3)
                        .mul(t)
                        .add(ErrorFunction.A2)
                        .mul(t)
                        .add(ErrorFunction.A1)
                        .mul(t);
        FloatVector tail = size.mul(size).neg().lanewise(VectorOperators.EXP).mul(polynomial);
        FloatVector error = one.sub(tail);
        return error.blend(error.neg(), x.lt(0)).add(1).mul(0.5f);
    }

    @Override
    public void softmax(float[] x, float[] y, int from, int to, int width) {
        for (int row = from; row < to; row++) {
            int start = row * width;
            int end = start + width;
            FloatVector maxima = FloatVector.broadcast(SPECIES, Float.NEGATIVE_INFINITY);
            for (int i = start; i < end; i += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(i, end);
                FloatVector values = FloatVector.fromArray(SPECIES, x, i, mask);
                maxima = maxima.lanewise(VectorOperators.MAX, values, mask);
            }
            float maximum = maxima.reduceLanes(VectorOperators.MAX);
            FloatVector sums = FloatVector.zero(SPECIES);
            for (int i = start; i < end; i += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(i, end);
                FloatVector values = FloatVector.fromArray(SPECIES, x, i, mask);
                FloatVector powers = values.sub(maximum).lanewise(VectorOperators.EXP);
                powers.intoArray(y, i, mask);
                sums = sums.add(powers, mask);
            }
            float scale = 1 / sums.reduceLanes(VectorOperators.ADD);
            for (int i = start; i < end; i += LANES) {
                VectorMask<Float> mask = SPECIES.indexInRange(i, end);
                FloatVector.fromArray(SPECIES, y, i, mask).mul(scale).intoArray(y, i, mask);
            }
        }
    }

    @Override
    public void rowSums(float[] x, float[] sums, int from, int to, int width) {
        for (int row = from; row < to; row++) {
            int end = (row + 1) * width;
            FloatVector first = FloatVector.zero(SPECIES);
            FloatVector second = FloatVector.zero(SPECIES);
            int i = row * width;
            for (; i + 2 * LANES <= end; i += 2 * LANES) {
                first = first.add(FloatVector.fromArray(SPECIES, x, i));
                second = second.add(FloatVector.fromArray(SPECIES, x, i + LANES));
            }
            float sum = first.add(second).reduceLanes(VectorOperators.ADD);
            for (; i < end; i++) {
                sum += x[i];
            }
            sums[row] = sum;
        }
    }
}
