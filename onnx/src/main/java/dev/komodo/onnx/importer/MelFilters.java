package dev.komodo.onnx.importer;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Tensor;

/// Triangular filters, equally far apart on the mel scale, for the bins of a one-sided spectrum.
///
/// source: ONNX, docs/Operators.md, MelWeightMatrix: `mel(f) = 2595 log10(1 + f / 700)`, corners at
/// whole bins (rounded down).
final class MelFilters {
    private static final long MOST_ELEMENTS = 1L << 24;

    private MelFilters() {}

    /// The matrix `[bins of the spectrum, filters]`, whose operands must all be known.
    static Tensor matrix(NodeContext node) {
        long filters = (long) node.number(0, "the number of mel bins");
        long length = (long) node.number(1, "the length of a mel spectrum's transform");
        long rate = (long) node.number(2, "the sample rate of a mel spectrum");
        double low = node.number(3, "the lower edge of a mel spectrum");
        double high = node.number(4, "the upper edge of a mel spectrum");
        if (filters < 0 || length < 0 || rate < 1) {
            throw node.invalid(
                    "num_mel_bins=%d, dft_length=%d, sample_rate=%d must not be negative or 0"
                            .formatted(filters, length, rate));
        }
        long bins = length / 2 + 1;
        if (filters > MOST_ELEMENTS || bins > MOST_ELEMENTS / Math.max(filters, 1)) {
            throw node.unsupported(
                    "a matrix of " + bins + " by " + filters + " filters, which is huge");
        }
        long[] corners = corners(filters, length, rate, low, high);
        for (long corner : corners) {
            if (corner < 0 || corner >= bins) {
                throw node.invalid(
                        "the edges %s and %s Hz reach bin %d of a spectrum of %d"
                                .formatted(low, high, corner, bins));
            }
        }
        DType dtype = node.dtype("output_datatype").orElse(DType.F32);
        return node.builder().constant(filled(corners, (int) bins, (int) filters)).cast(dtype);
    }

    /// The bins where triangles begin, peak and end: filter `i` has those at `i`, `i + 1`, `i + 2`.
    private static long[] corners(long filters, long length, long rate, double low, double high) {
        double first = mel(low);
        double step = (mel(high) - first) / (filters + 2);
        long[] corners = new long[(int) filters + 2];
        for (int i = 0; i < corners.length; i++) {
            double hertz = 700 * (Math.pow(10, (i * step + first) / 2595) - 1);
            corners[i] = (long) Math.floor((length + 1) * hertz / rate);
        }
        return corners;
    }

    private static double mel(double hertz) {
        return 2595 * Math.log10(1 + hertz / 700);
    }

    private static Literal filled(long[] corners, int bins, int filters) {
        LiteralBuilder matrix = new LiteralBuilder(DType.F64, bins, filters);
        for (int i = 0; i < filters; i++) {
            long begin = corners[i];
            long peak = corners[i + 1];
            long end = corners[i + 2];
            for (long bin = begin; bin < peak; bin++) {
                matrix.put(bin * filters + i, (double) (bin - begin) / (peak - begin));
            }
            matrix.put(peak * filters + i, 1);
            for (long bin = peak + 1; bin < end; bin++) {
                matrix.put(bin * filters + i, (double) (end - bin) / (end - peak));
            }
        }
        return matrix.build();
    }
}
