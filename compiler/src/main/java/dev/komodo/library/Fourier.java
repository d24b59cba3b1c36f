package dev.komodo.library;

import dev.komodo.error.InvalidGraphException;
import dev.komodo.error.UnsupportedException;
import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.FourierOp;
import dev.komodo.graph.GraphBuilder;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Discrete Fourier transforms of any length, and what is made of them. A complex number is a last
/// axis of two, its real and its imaginary part. Axes count without that one: from 0, or from the
/// last if negative. The axis of a transform has a fixed extent.
///
/// ```
/// fft         X[k] = sum over j < n of x[j] exp(-2 pi i j k / n)
/// inverseFft  x[j] = 1/n sum over k < n of X[k] exp(2 pi i j k / n)
/// ```
///
/// Errors relative to the norm of the result are about `eps sqrt(log2 n)`, at most a small multiple
/// of `eps log2 n` (package `dev.komodo.fourier`). Results do not depend on threads.
public final class Fourier {
    /// Where the factor `1/n` goes, named as in NumPy.
    public enum Scaling {
        /// To the inverse transform.
        BACKWARD,
        /// `1/sqrt(n)` to both: unitary transforms.
        ORTHO,
        /// To the forward transform.
        FORWARD;

        double forward(long length) {
            return switch (this) {
                case BACKWARD -> 1;
                case ORTHO -> 1 / Math.sqrt((double) length);
                case FORWARD -> 1.0 / length;
            };
        }

        double backward(long length) {
            return switch (this) {
                case BACKWARD -> 1.0 / length;
                case ORTHO -> 1 / Math.sqrt((double) length);
                case FORWARD -> 1;
            };
        }
    }

    private Fourier() {}

    /// The spectrum of complex numbers: `[..., n, ..., 2] -> [..., n, ..., 2]`.
    public static Tensor fft(Tensor x, int axis) {
        return fft(x, List.of(axis), Scaling.BACKWARD);
    }

    /// The spectrum along several axes, one after another.
    ///
    /// @param axes distinct
    public static Tensor fft(Tensor x, List<Integer> axes, Scaling scaling) {
        Tensor result = x;
        for (int axis : distinct(x, axes, true)) {
            long n = length(result, axis);
            result = result.fourier(FourierOp.COMPLEX, axis, n, scaling.forward(n));
        }
        return result;
    }

    /// The inverse of [#fft(Tensor, int)]: `[..., n, ..., 2] -> [..., n, ..., 2]`.
    public static Tensor inverseFft(Tensor x, int axis) {
        return inverseFft(x, List.of(axis), Scaling.BACKWARD);
    }

    /// The inverse of [#fft(Tensor, List, Scaling)].
    ///
    /// @param axes distinct
    public static Tensor inverseFft(Tensor x, List<Integer> axes, Scaling scaling) {
        Tensor result = x;
        for (int axis : distinct(x, axes, true)) {
            long n = length(result, axis);
            result = result.fourier(FourierOp.COMPLEX_INVERSE, axis, n, scaling.backward(n));
        }
        return result;
    }

    /// The first half of the spectrum of real numbers: `[..., n, ...] -> [..., n / 2 + 1, ..., 2]`;
    /// bin `n - k` is the conjugate of bin `k`. Half the work of a complex transform for even `n`.
    public static Tensor realFft(Tensor x, int axis) {
        return realFft(x, List.of(axis), Scaling.BACKWARD);
    }

    /// The spectrum of real numbers along several axes, of which the last one is halved.
    ///
    /// @param axes distinct, one at least
    public static Tensor realFft(Tensor x, List<Integer> axes, Scaling scaling) {
        List<Integer> positive = distinct(x, axes, false);
        int last = last(positive);
        long n = length(x, last);
        Tensor half = x.fourier(FourierOp.REAL, last, n, scaling.forward(n));
        return fft(half, positive.subList(0, positive.size() - 1), scaling);
    }

    /// The real numbers of which half a spectrum is given: `[..., n / 2 + 1, ..., 2] -> [..., n,
    /// ...]`. The imaginary parts of bin 0 and, for even `n`, of the last bin count for nothing.
    ///
    /// @param length n, which the number of bins leaves open by one
    public static Tensor inverseRealFft(Tensor x, int axis, long length) {
        return inverseRealFft(x, List.of(axis), length, Scaling.BACKWARD);
    }

    /// The inverse of [#realFft(Tensor, List, Scaling)].
    ///
    /// @param axes distinct, one at least
    /// @param length of the last one of the axes
    public static Tensor inverseRealFft(
            Tensor x, List<Integer> axes, long length, Scaling scaling) {
        List<Integer> positive = distinct(x, axes, true);
        Tensor half = inverseFft(x, positive.subList(0, positive.size() - 1), scaling);
        return half.fourier(
                FourierOp.REAL_INVERSE, last(positive), length, scaling.backward(length));
    }

    /// The whole spectrum of real numbers: `[..., n, ...] -> [..., n, ..., 2]`.
    public static Tensor spectrum(Tensor x, int axis, Scaling scaling) {
        int positive = distinct(x, List.of(axis), false).getFirst();
        long n = length(x, positive);
        Tensor half = x.fourier(FourierOp.REAL, positive, n, scaling.forward(n));
        long mirrored = n - FourierOp.half(n);
        if (mirrored == 0) {
            return half;
        }
        Tensor behind = half.slice(positive, 1, 1 + mirrored).reverse(positive);
        return Tensor.concat(positive, half, conjugate(behind));
    }

    /// Complex numbers of real and imaginary parts: `[s...], [s...] -> [s..., 2]`.
    public static Tensor complex(Tensor re, Tensor im) {
        return Tensor.stack(re.rank(), re, im);
    }

    /// Real parts: `[s..., 2] -> [s...]`.
    public static Tensor real(Tensor x) {
        return part(x, 0);
    }

    /// Imaginary parts: `[s..., 2] -> [s...]`.
    public static Tensor imaginary(Tensor x) {
        return part(x, 1);
    }

    private static Tensor part(Tensor x, int index) {
        int last = x.rank() - 1;
        if (last < 0 || !x.dim(last).is(2)) {
            throw new InvalidGraphException(
                    "A complex number is a last axis of 2, found " + x.type());
        }
        return x.slice(last, index, index + 1).squeeze(last);
    }

    /// Complex conjugates: `[s..., 2] -> [s..., 2]`.
    public static Tensor conjugate(Tensor x) {
        return complex(real(x), imaginary(x).neg());
    }

    /// Complex products: `[s..., 2], [s..., 2] -> [s..., 2]`; broadcasts.
    public static Tensor multiply(Tensor a, Tensor b) {
        Tensor re = real(a).mul(real(b)).sub(imaginary(a).mul(imaginary(b)));
        Tensor im = real(a).mul(imaginary(b)).add(imaginary(a).mul(real(b)));
        return complex(re, im);
    }

    /// The convolution of real signals along an axis, whole: `[..., n, ...], [..., m, ...] -> [...,
    /// n + m - 1, ...]`, `y[k] = sum over j of a[j] b[k - j]`; other axes broadcast. By transforms
    /// of a length that has few and small factors, so errors are relative to the largest results.
    ///
    /// Source: T. G. Stockham, "High-speed convolution and correlation", AFIPS 28 (1966).
    public static Tensor convolve(Tensor a, Tensor b, int axis) {
        int positive = distinct(a, List.of(axis), false).getFirst();
        if (b.rank() != a.rank()) {
            throw new InvalidGraphException(
                    "convolve takes signals of one rank, found " + a.type() + " and " + b.type());
        }
        long whole = length(a, positive) + length(b, positive) - 1;
        long padded = padded(whole);
        Tensor product =
                multiply(
                        realFft(padded(a, positive, padded), positive),
                        realFft(padded(b, positive, padded), positive));
        return inverseRealFft(product, positive, padded).slice(positive, 0, whole);
    }

    /// The least even length of at least `least` that has no other factors than 2 and one 3 or 5.
    private static long padded(long least) {
        long best = Long.MAX_VALUE;
        for (long odd : new long[] {1, 3, 5}) {
            long length = 2 * odd;
            while (length < least) {
                length *= 2;
            }
            best = Math.min(best, length);
        }
        return best;
    }

    private static Tensor padded(Tensor x, int axis, long length) {
        List<Dim> none = Collections.nCopies(x.rank(), Dim.of(0));
        List<Dim> behind = new ArrayList<>(none);
        behind.set(axis, Dim.of(length - length(x, axis)));
        return x.pad(0, none, behind);
    }

    /// Half spectra of overlapping pieces of a real signal, each times the window: `[..., n],
    /// [size] -> [..., frames, size / 2 + 1, 2]` with `frames = (n - size) / step + 1`; what is
    /// left at the end is not looked at. Unscaled.
    ///
    /// Source: J. B. Allen, L. R. Rabiner, "A unified approach to short-time Fourier analysis and
    /// synthesis", Proceedings of the IEEE 65 (1977).
    ///
    /// @param window real weights, for instance of [SignalWindows]
    /// @param step from piece to piece, 1 at least
    public static Tensor stft(Tensor signal, Tensor window, long step) {
        if (signal.rank() < 1 || window.rank() != 1) {
            throw new InvalidGraphException(
                    "stft takes a signal [..., n] and a window [size], found "
                            + signal.type()
                            + " and "
                            + window.type());
        }
        long size = length(window, 0);
        int last = signal.rank() - 1;
        return realFft(frames(signal, last, size, step).mul(window), last + 1);
    }

    /// Overlapping pieces of a signal: `[..., n, ...] -> [..., frames, size, ...]`.
    ///
    /// @param step from piece to piece, 1 at least
    public static Tensor frames(Tensor signal, int axis, long size, long step) {
        int positive = axis < 0 ? axis + signal.rank() : axis;
        long n = length(signal, positive);
        if (step < 1 || size < 1 || size > n) {
            throw new InvalidGraphException(
                    "frames of " + size + " by " + step + " of a signal of " + n);
        }
        GraphBuilder builder = signal.builder();
        long count = (n - size) / step + 1;
        Tensor starts = builder.iota(DType.I64, 0, count, size).mul((double) step);
        return signal.gather(starts.add(builder.iota(DType.I64, 1, count, size)), positive);
    }

    private static int last(List<Integer> axes) {
        if (axes.isEmpty()) {
            throw new InvalidGraphException(
                    "A transform of real numbers takes an axis, found none");
        }
        return axes.getLast();
    }

    /// Axes that count from 0.
    private static List<Integer> distinct(Tensor x, List<Integer> axes, boolean isComplex) {
        int count = x.rank() - (isComplex ? 1 : 0);
        List<Integer> positive = axes.stream().map(a -> a < 0 ? a + count : a).toList();
        boolean isInside = positive.stream().allMatch(axis -> axis >= 0 && axis < count);
        if (!isInside || positive.stream().distinct().count() < positive.size()) {
            throw new InvalidGraphException(
                    "The axes of a transform are distinct ones of the "
                            + count
                            + (isComplex ? " before that of real and imaginary parts" : "")
                            + ", found "
                            + axes
                            + " of "
                            + x.type());
        }
        return positive;
    }

    private static long length(Tensor x, int axis) {
        return x.dim(axis)
                .constant()
                .orElseThrow(
                        () ->
                                new UnsupportedException(
                                        "A Fourier transform along the open extent "
                                                + x.dim(axis)
                                                + " of "
                                                + x.type()
                                                + "; slice or pad it to a fixed one"));
    }
}
