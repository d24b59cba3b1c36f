package dev.komodo.bench.rival;

/// What rivals can be asked for; f32 throughout, but for products, arrays row by row in memory.
public enum Computation {
    /// `[m, k] x [k, n] -> [m, n]`; of other dtypes by [OneDnnRival] only.
    PRODUCT,
    /// `spot, strike, years, sigma: [n] -> [n]`, the price of a call at a rate of 3 %.
    BLACK_SCHOLES,
    /// `[m, n] -> [m, n]` along the rows.
    SOFTMAX,
    /// `[m, n] -> [m]`.
    ROW_SUMS
}
