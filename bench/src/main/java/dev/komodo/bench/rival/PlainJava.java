package dev.komodo.bench.rival;

import java.util.Arrays;

/// Loops as a careful Java programmer writes them: nothing but `java.lang`, products blocked so
/// that they stay in the caches and run along rows, which the JVM's compiler vectorises.
final class PlainJava implements FloatKernels {
    private static final int DEPTH_BLOCK = 128;
    private static final int COLUMN_BLOCK = 512;
    static final float RATE = 0.03f;
    static final float HALF_ROOT = 0.70710677f;

    /// The JVM's compiler vectorises a loop over arrays that begin at the same index, so blocks are
    /// copied to arrays of their own.
    @Override
    public void product(float[] a, float[] b, float[] c, int from, int to, int k, int n) {
        Arrays.fill(c, from * n, to * n, 0);
        float[][] block = new float[DEPTH_BLOCK][COLUMN_BLOCK];
        float[] sums = new float[COLUMN_BLOCK];
        for (int firstDepth = 0; firstDepth < k; firstDepth += DEPTH_BLOCK) {
            int depths = Math.min(k - firstDepth, DEPTH_BLOCK);
            for (int firstColumn = 0; firstColumn < n; firstColumn += COLUMN_BLOCK) {
                int columns = Math.min(n - firstColumn, COLUMN_BLOCK);
                for (int depth = 0; depth < depths; depth++) {
                    int start = (firstDepth + depth) * n + firstColumn;
                    System.arraycopy(b, start, block[depth], 0, columns);
                }
                for (int row = from; row < to; row++) {
                    System.arraycopy(c, row * n + firstColumn, sums, 0, columns);
                    for (int depth = 0; depth < depths; depth++) {
                        float factor = a[row * k + firstDepth + depth];
                        addMultiple(sums, factor, block[depth], columns);
                    }
                    System.arraycopy(sums, 0, c, row * n + firstColumn, columns);
                }
            }
        }
    }

    private static void addMultiple(float[] sums, float factor, float[] row, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += factor * row[i];
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
        for (int i = from; i < to; i++) {
            float deviation = sigma[i] * (float) Math.sqrt(years[i]);
            float drift = (sigma[i] * sigma[i] * 0.5f + RATE) * years[i];
            float first = ((float) Math.log(spot[i] / strike[i]) + drift) / deviation;
            float exercised = (ErrorFunction.of(first * HALF_ROOT) + 1) * 0.5f;
            float discounted = (ErrorFunction.of((first - deviation) * HALF_ROOT) + 1) * 0.5f;
            float discount = (float) Math.exp(-RATE * years[i]);
            price[i] = spot[i] * exercised - strike[i] * discount * discounted;
        }
    }

    @Override
    public void softmax(float[] x, float[] y, int from, int to, int width) {
        for (int row = from; row < to; row++) {
            int start = row * width;
            int end = start + width;
            float maximum = x[start];
            for (int i = start; i < end; i++) {
                maximum = Math.max(maximum, x[i]);
            }
            float sum = 0;
            for (int i = start; i < end; i++) {
                float power = (float) Math.exp(x[i] - maximum);
                y[i] = power;
                sum += power;
            }
            float scale = 1 / sum;
            for (int i = start; i < end; i++) {
                y[i] *= scale;
            }
        }
    }

    @Override
    public void rowSums(float[] x, float[] sums, int from, int to, int width) {
        for (int row = from; row < to; row++) {
            float sum = 0;
            for (int i = row * width; i < (row + 1) * width; i++) {
                sum += x[i];
            }
            sums[row] = sum;
        }
    }
}
