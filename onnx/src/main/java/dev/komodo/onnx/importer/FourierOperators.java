package dev.komodo.onnx.importer;

import static dev.komodo.onnx.importer.Operator.one;

import dev.komodo.graph.DType;
import dev.komodo.graph.Dim;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// Discrete Fourier transforms, as products with the matrix of sines and cosines. A complex number
/// is a last axis of two.
final class FourierOperators {
    /// The most bytes that a matrix may take: all lengths up to 2,896 in f32.
    private static final long MOST_BYTES = 32L << 20;

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
        checkLength(node, length, data.dtype());
        long bins = isOneSided ? length / 2 + 1 : length;
        Tensor fitted = fitted(data, signal, isReal ? bins : length);
        Tensor rows = Axes.moved(fitted, signal, data.rank() - 2);
        Tensor result =
                isReal
                        ? real(rows, length)
                        : complex(rows, length, bins, isInverse ? -1 : 1, isInverse ? length : 1);
        return Axes.moved(result, data.rank() - 2, signal);
    }

    private static long number(NodeContext node, Dim dim) {
        return dim.constant()
                .orElseThrow(() -> node.unsupported("a DFT of the open length " + dim));
    }

    private static void checkLength(NodeContext node, long length, DType dtype) {
        if (length < 1) {
            throw node.invalid("a transform of length " + length + "; at least 1 is needed");
        }
        if (length > MOST_BYTES / dtype.byteSize() / length) {
            throw node.unsupported(
                    "a transform of length %d: its matrix would take more than %d MiB"
                            .formatted(length, MOST_BYTES >> 20));
        }
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

    /// `X[k] = sum x[j] exp(-+2 pi i j k / n)` over the last axis but one.
    private static Tensor complex(Tensor rows, long length, long bins, int sign, long divisor) {
        Tensor cosine = matrix(rows, length, length, bins, angle -> Math.cos(angle) / divisor);
        Tensor sine =
                matrix(rows, length, length, bins, angle -> -sign * Math.sin(angle) / divisor);
        Tensor re = part(rows, 0);
        if (rows.dim(rows.rank() - 1).is(1)) {
            return Tensor.stack(rows.rank() - 1, re.matmul(cosine), re.matmul(sine));
        }
        Tensor im = part(rows, 1);
        return Tensor.stack(
                rows.rank() - 1,
                re.matmul(cosine).sub(im.matmul(sine)),
                re.matmul(sine).add(im.matmul(cosine)));
    }

    /// The real signal of which the bins up to the middle are given: the others are their
    /// conjugates, so that each but the first and the middle one counts twice.
    private static Tensor real(Tensor rows, long length) {
        long bins = length / 2 + 1;
        Tensor cosine = matrix(rows, length, bins, length, angle -> Math.cos(angle) / length);
        Tensor sine = matrix(rows, length, bins, length, angle -> -Math.sin(angle) / length);
        LiteralBuilder twice = new LiteralBuilder(rows.dtype(), bins);
        for (long k = 0; k < bins; k++) {
            twice.put(k, k == 0 || 2 * k == length ? 1 : 2);
        }
        Tensor weights = rows.builder().constant(twice.build());
        Tensor sum = part(rows, 0).mul(weights).matmul(cosine);
        if (!rows.dim(rows.rank() - 1).is(1)) {
            sum = sum.add(part(rows, 1).mul(weights).matmul(sine));
        }
        return sum.expandDims(sum.rank());
    }

    private static Tensor part(Tensor rows, int index) {
        int last = rows.rank() - 1;
        return rows.slice(last, index, index + 1).squeeze(last);
    }

    /// A function of the angles `2 pi (j k mod n) / n`, computed in f64.
    private static Tensor matrix(
            Tensor like, long length, long rows, long columns, DoubleUnaryOperator function) {
        double[] values = new double[Math.toIntExact(length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(2 * Math.PI * i / length);
        }
        LiteralBuilder matrix = new LiteralBuilder(like.dtype(), rows, columns);
        for (long j = 0; j < rows; j++) {
            for (long k = 0; k < columns; k++) {
                matrix.put(j * columns + k, values[(int) (j * k % length)]);
            }
        }
        Literal literal = matrix.build();
        return literal.data().byteSize() <= Literal.INLINE_BYTES
                ? like.builder().constant(literal)
                : like.builder().weight(literal);
    }

    /// Transforms of overlapping pieces `[n, frames, bins, 2]`, each times the window.
    private static Tensor windowed(NodeContext node) {
        Tensor signal = node.input(0);
        long step = node.longs(1, "the step of an STFT").getFirst();
        long size =
                node.has(3)
                        ? node.longs(3, "the frame length of an STFT").getFirst()
                        : number(node, node.input(2).dim(0));
        long length = number(node, signal.dim(1));
        if (step < 1 || size < 1 || size > length) {
            throw node.invalid("frames of " + size + " by " + step + " of a signal of " + length);
        }
        checkLength(node, size, signal.dtype());
        long frames = (length - size) / step + 1;
        Tensor starts = node.builder().iota(DType.I64, 0, frames, size).mul((double) step);
        Tensor pieces =
                signal.gather(starts.add(node.builder().iota(DType.I64, 1, frames, size)), 1);
        if (node.has(2)) {
            pieces = pieces.mul(node.input(2).expandDims(1));
        }
        long bins = node.flag("onesided", true) ? size / 2 + 1 : size;
        return complex(pieces, size, bins, 1, 1);
    }
}
