package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.Dim;
import dev.komodo.graph.FourierOp;
import dev.komodo.graph.Tensor;
import dev.komodo.library.Fourier;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Discrete Fourier transforms of any length. A complex number is a last axis of two, a real one a
/// last axis of one.
final class FourierOperators {
    private FourierOperators() {}

    static final List<Operator> ROWS =
            List.of(
                    one("DFT", 17, node -> transform(node, node.integer("axis", 1))).until(19),
                    one(
                            "DFT",
                            20,
                            node ->
                                    transform(
                                            node,
                                            node.has(2)
                                                    ? node.longs(2, "the axis of a DFT").getFirst()
                                                    : -2)),
                    one("STFT", 17, FourierOperators::windowed));

    private static Tensor transform(NodeContext node, long axis) {
        Tensor data = node.input(0);
        int signal = node.axis(axis, data.rank());
        if (signal == data.rank() - 1) {
            throw node.invalid("the last axis holds the parts of complex numbers");
        }
        boolean isInverse = node.flag("inverse", false);
        boolean isOneSided = node.flag("onesided", false);
        long given = number(node, data.dim(signal));
        boolean isReal = isInverse && isOneSided;
        long length =
                node.has(1)
                        ? node.longs(1, "the length of a DFT").getFirst()
                        : isReal ? 2 * (given - 1) : given;
        if (length < 1) {
            throw node.invalid("a transform of length " + length + "; at least 1 is needed");
        }
        Tensor fitted = fitted(data, signal, isReal ? FourierOp.half(length) : length);
        if (isReal) {
            Tensor real = Fourier.inverseRealFft(complex(node, fitted), signal, length);
            return real.expandDims(real.rank());
        }
        return isInverse
                ? sided(Fourier.inverseFft(complex(node, fitted), signal), signal, isOneSided)
                : forward(node, fitted, signal, isOneSided);
    }

    /// Unscaled, all bins or the first half of them.
    private static Tensor forward(NodeContext node, Tensor data, int axis, boolean isOneSided) {
        if (!data.dim(data.rank() - 1).is(1)) {
            return sided(Fourier.fft(complex(node, data), axis), axis, isOneSided);
        }
        Tensor real = data.squeeze(data.rank() - 1);
        return isOneSided
                ? Fourier.realFft(real, axis)
                : Fourier.spectrum(real, axis, Fourier.Scaling.BACKWARD);
    }

    private static Tensor sided(Tensor spectrum, int axis, boolean isOneSided) {
        long bins = spectrum.dim(axis).constant().orElseThrow();
        return isOneSided ? spectrum.slice(axis, 0, FourierOp.half(bins)) : spectrum;
    }

    private static Tensor complex(NodeContext node, Tensor data) {
        int last = data.rank() - 1;
        if (data.dim(last).is(2)) {
            return data;
        }
        if (!data.dim(last).is(1)) {
            throw node.invalid(
                    "the last axis holds one part of a number or two, found " + data.type());
        }
        Tensor real = data.squeeze(last);
        return Fourier.complex(
                real, real.builder().constant(real.dtype(), 0).broadcastTo(real.shape()));
    }

    private static long number(NodeContext node, Dim dim) {
        return dim.constant()
                .orElseThrow(() -> node.unsupported("a DFT of the open length " + dim));
    }

    /// Cut, or followed by zeros.
    private static Tensor fitted(Tensor data, int axis, long length) {
        long given = data.dim(axis).constant().orElseThrow();
        if (given >= length) {
            return data.slice(axis, 0, length);
        }
        List<Dim> none = Collections.nCopies(data.rank(), Dim.of(0));
        List<Dim> behind = new ArrayList<>(none);
        behind.set(axis, Dim.of(length - given));
        return data.pad(0, none, behind);
    }

    /// Transforms of overlapping pieces `[n, frames, bins, 2]`, each times the window.
    private static Tensor windowed(NodeContext node) {
        Tensor given = node.input(0);
        Tensor signal = given.rank() == 2 ? given.expandDims(2) : given;
        long step = node.longs(1, "the step of an STFT").getFirst();
        long size =
                node.has(3)
                        ? node.longs(3, "the frame length of an STFT").getFirst()
                        : number(node, node.input(2).dim(0));
        long length = number(node, signal.dim(1));
        if (step < 1 || size < 1 || size > length) {
            throw node.invalid("frames of " + size + " by " + step + " of a signal of " + length);
        }
        Tensor pieces = Fourier.frames(signal, 1, size, step);
        if (node.has(2)) {
            pieces = pieces.mul(node.input(2).expandDims(1));
        }
        return forward(node, pieces, 2, node.flag("onesided", true));
    }
}
