package dev.komodo.interp;

import dev.komodo.graph.FourierOp;
import dev.komodo.graph.Op;

import java.util.Arrays;
import java.util.List;

/// The meaning of discrete Fourier transforms: decimation in time by the smallest prime factor,
/// down to sums as the definition has them, in f64, with sines and cosines of angles reduced to the
/// first octant. Another algorithm than that of the kernels.
///
/// Source: J. W. Cooley, J. W. Tukey, "An algorithm for the machine calculation of complex Fourier
/// series", Mathematics of Computation 19 (1965).
final class FourierMeaning {
    private final Op.Fourier op;
    private final Elements operand;
    private final Elements result;
    private final int length;
    private final double[] cosines;
    private final double[] sines;

    private FourierMeaning(Op.Fourier op, Elements operand, Elements result) {
        this.op = op;
        this.operand = operand;
        this.result = result;
        this.length = Math.toIntExact(op.length());
        this.cosines = new double[length];
        this.sines = new double[length];
        for (int i = 0; i < length; i++) {
            cosines[i] = cosine(i, length);
            // sin(a) = cos(a - pi / 2): angles in quarters of the circle's nth parts.
            sines[i] = cosine(4L * i - length, 4L * length);
        }
    }

    static Elements fourier(Op.Fourier op, Elements operand) {
        Elements result = Elements.zeros(operand.dtype(), sizes(op, operand.sizes()));
        if (result.count() > 0 && operand.count() > 0) {
            new FourierMeaning(op, operand, result).run();
        }
        return result;
    }

    private static long[] sizes(Op.Fourier op, long[] sizes) {
        int axes = sizes.length - (op.kind().takesComplex() ? 1 : 0);
        long[] result = Arrays.copyOf(sizes, axes + (op.kind().givesComplex() ? 1 : 0));
        result[op.axis()] = op.kind().given(op.length());
        if (op.kind().givesComplex()) {
            result[axes] = 2;
        }
        return result;
    }

    /// `cos(2 pi i / n)` of an angle that is brought below an eighth of the circle first.
    private static double cosine(long i, long n) {
        long at = Math.abs(i) % n;
        at = Math.min(at, n - at);
        if (4 * at > n) {
            return -cosine(n - 2 * at, 2 * n);
        }
        return 8 * at > n
                ? Math.sin(2 * Math.PI * (n - 4 * at) / (4.0 * n))
                : Math.cos(2 * Math.PI * at / n);
    }

    private void run() {
        int axis = op.axis();
        int from = Indexing.strides(operand.sizes())[axis];
        int to = Indexing.strides(result.sizes())[axis];
        int[] sources = starts(operand, op.kind().takesComplex());
        int[] targets = starts(result, op.kind().givesComplex());
        for (int i = 0; i < sources.length; i++) {
            double[][] signal = read(sources[i], from);
            double[][] spectrum = transform(signal, 0, 1, length);
            write(spectrum, targets[i], to);
        }
    }

    private int[] starts(Elements elements, boolean isComplex) {
        int rank = elements.rank();
        List<Integer> fixed = isComplex ? List.of(op.axis(), rank - 1) : List.of(op.axis());
        return Indexing.offsets(elements.sizes(), Indexing.others(rank, fixed));
    }

    /// The signal; for inverse transforms its conjugate.
    private double[][] read(int start, int stride) {
        double[] re = new double[length];
        double[] im = new double[length];
        int given = Math.toIntExact(op.kind().taken(length));
        double sign = op.kind().isInverse() ? -1 : 1;
        for (int i = 0; i < given; i++) {
            re[i] = operand.real(start + i * stride);
            im[i] = op.kind().takesComplex() ? sign * operand.real(start + i * stride + 1) : 0;
        }
        if (op.kind() == FourierOp.REAL_INVERSE) {
            im[0] = 0;
            for (int i = given; i < length; i++) {
                re[i] = re[length - i];
                im[i] = -im[length - i];
            }
            if (length % 2 == 0) {
                im[length / 2] = 0;
            }
        }
        return new double[][] {re, im};
    }

    private void write(double[][] spectrum, int start, int stride) {
        int given = Math.toIntExact(op.kind().given(length));
        double sign = op.kind().isInverse() ? -1 : 1;
        for (int i = 0; i < given; i++) {
            result.setReal(start + i * stride, op.scale() * spectrum[0][i]);
            if (op.kind().givesComplex()) {
                boolean isReal = op.kind() == FourierOp.REAL && (i == 0 || 2 * i == length);
                double im = isReal ? 0 : sign * spectrum[1][i];
                result.setReal(start + i * stride + 1, op.scale() * im);
            }
        }
    }

    /// The transform of the elements `first + i * step`.
    private double[][] transform(double[][] signal, int first, int step, int count) {
        int factor = smallestFactor(count);
        int part = count / factor;
        double[][][] parts = new double[factor][][];
        for (int j = 0; j < factor; j++) {
            parts[j] =
                    part == 1
                            ? new double[][] {
                                {signal[0][first + j * step]}, {signal[1][first + j * step]}
                            }
                            : transform(signal, first + j * step, step * factor, part);
        }
        double[] re = new double[count];
        double[] im = new double[count];
        for (int k = 0; k < count; k++) {
            for (int j = 0; j < factor; j++) {
                int angle = (int) ((long) j * k % count) * step;
                double c = cosines[angle];
                double s = -sines[angle];
                double x = parts[j][0][k % part];
                double y = parts[j][1][k % part];
                re[k] += x * c - y * s;
                im[k] += x * s + y * c;
            }
        }
        return new double[][] {re, im};
    }

    private static int smallestFactor(int number) {
        for (int factor = 2; factor * factor <= number; factor++) {
            if (number % factor == 0) {
                return factor;
            }
        }
        return number;
    }
}
