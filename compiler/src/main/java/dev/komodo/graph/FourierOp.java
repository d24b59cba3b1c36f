package dev.komodo.graph;

/// Discrete Fourier transforms of length `n` along one axis. Complex numbers are pairs: real and
/// imaginary part, along the last axis of extent 2. Half a spectrum, `n / 2 + 1` bins, says all
/// about a real signal: bin `n - k` is the conjugate of bin `k`.
public enum FourierOp {
    /// `y[k] = sum over j of x[j] exp(-2 pi i j k / n)`: `[..., n, ..., 2] -> [..., n, ..., 2]`.
    COMPLEX,
    /// `y[j] = sum over k of x[k] exp(2 pi i j k / n)`: `[..., n, ..., 2] -> [..., n, ..., 2]`.
    COMPLEX_INVERSE,
    /// The first half of [#COMPLEX] of a real signal: `[..., n, ...] -> [..., n / 2 + 1, ..., 2]`.
    /// The imaginary parts of bin 0 and, for even `n`, of the last bin are 0.
    REAL,
    /// [#COMPLEX_INVERSE] of the spectrum of which half is given, a real signal: `[..., n / 2 + 1,
    /// ..., 2] -> [..., n, ...]`. The imaginary parts of bin 0 and, for even `n`, of the last bin
    /// count for nothing.
    REAL_INVERSE;

    /// Whether the operand has a last axis of real and imaginary parts.
    public boolean takesComplex() {
        return this != REAL;
    }

    /// Whether the result has a last axis of real and imaginary parts.
    public boolean givesComplex() {
        return this != REAL_INVERSE;
    }

    /// Whether the exponent is positive.
    public boolean isInverse() {
        return this == COMPLEX_INVERSE || this == REAL_INVERSE;
    }

    /// The bins of half a spectrum.
    public static long half(long length) {
        return length / 2 + 1;
    }

    /// The operand's extent along the axis.
    public long taken(long length) {
        return this == REAL_INVERSE ? half(length) : length;
    }

    /// The result's extent along the axis.
    public long given(long length) {
        return this == REAL ? half(length) : length;
    }
}
