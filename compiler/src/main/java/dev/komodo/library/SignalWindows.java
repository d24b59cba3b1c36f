package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

/// Weights for pieces of a signal: `-> [n]`. A periodic window is one period of its function, for
/// spectra; a symmetric one ends with its first element, for filters.
///
/// Source: F. J. Harris, "On the use of windows for harmonic analysis with the discrete Fourier
/// transform", Proceedings of the IEEE 66 (1978).
public final class SignalWindows {
    private SignalWindows() {}

    /// `1/2 - 1/2 cos(2 pi i / n)`.
    public static Tensor hann(GraphBuilder builder, DType dtype, Dim size, boolean isPeriodic) {
        return cosines(builder, dtype, size, isPeriodic, 0.5, 0.5, 0);
    }

    /// `25/46 - 21/46 cos(2 pi i / n)`.
    public static Tensor hamming(GraphBuilder builder, DType dtype, Dim size, boolean isPeriodic) {
        return cosines(builder, dtype, size, isPeriodic, 25.0 / 46, 21.0 / 46, 0);
    }

    /// `0.42 - 0.5 cos(2 pi i / n) + 0.08 cos(4 pi i / n)`.
    public static Tensor blackman(GraphBuilder builder, DType dtype, Dim size, boolean isPeriodic) {
        return cosines(builder, dtype, size, isPeriodic, 0.42, 0.5, 0.08);
    }

    /// `a - b cos(2 pi i / n) + c cos(4 pi i / n)`, n one smaller where the window is symmetric.
    private static Tensor cosines(
            GraphBuilder builder,
            DType dtype,
            Dim size,
            boolean isPeriodic,
            double a,
            double b,
            double c) {
        Dim period = isPeriodic ? size : size.minus(Dim.of(1));
        Tensor divisor = builder.dims(period).squeeze(0).cast(DType.F64);
        Tensor angle = builder.iota(DType.F64, 0, size).mul(2 * Math.PI).div(divisor);
        return angle.cos().mul(-b).add(a).add(angle.mul(2).cos().mul(c)).cast(dtype);
    }
}
