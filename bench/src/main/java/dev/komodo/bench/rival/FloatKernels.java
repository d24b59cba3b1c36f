package dev.komodo.bench.rival;

/// The computations as loops over Java arrays; each runs over part of the rows or elements.
interface FloatKernels {
    /// Rows `[from, to)` of `c = a b`, where `a` has `k` columns and `b` and `c` have `n`.
    void product(float[] a, float[] b, float[] c, int from, int to, int k, int n);

    /// Elements `[from, to)` of the prices.
    void blackScholes(
            float[] spot,
            float[] strike,
            float[] years,
            float[] sigma,
            float[] price,
            int from,
            int to);

    /// Rows `[from, to)`.
    void softmax(float[] x, float[] y, int from, int to, int width);

    /// Rows `[from, to)`.
    void rowSums(float[] x, float[] sums, int from, int to, int width);
}
