package dev.komodo.autodiff;

import dev.komodo.graph.FourierOp;
import dev.komodo.graph.LiteralBuilder;
import dev.komodo.graph.Op;
import dev.komodo.graph.Shape;
import dev.komodo.graph.Tensor;

import java.util.Arrays;

/// Derivatives of Fourier transforms: linear functions, whose adjoints are transforms of the other
/// direction with the same scale. Of half a spectrum each bin stands for itself and for its
/// conjugate, but bin 0 and, for even lengths, the last one:
///
/// ```
/// adjoint(COMPLEX) = COMPLEX_INVERSE            adjoint(REAL)         = REAL_INVERSE (g / weights)
/// adjoint(COMPLEX_INVERSE) = COMPLEX            adjoint(REAL_INVERSE) = weights REAL(g)
/// ```
final class FourierDerivatives {
    private FourierDerivatives() {}

    static Tensor tangent(Tensor change, Op.Fourier op) {
        return change.fourier(op.kind(), op.axis(), op.length(), op.scale());
    }

    static Tensor adjoint(Tensor g, Op.Fourier op) {
        return switch (op.kind()) {
            case COMPLEX -> to(g, op, FourierOp.COMPLEX_INVERSE);
            case COMPLEX_INVERSE -> to(g, op, FourierOp.COMPLEX);
            case REAL -> to(weighted(g, op, 0.5), op, FourierOp.REAL_INVERSE);
            case REAL_INVERSE -> weighted(to(g, op, FourierOp.REAL), op, 2);
        };
    }

    private static Tensor to(Tensor g, Op.Fourier op, FourierOp kind) {
        return g.fourier(kind, op.axis(), op.length(), op.scale());
    }

    /// The bins that stand for two, times a weight.
    private static Tensor weighted(Tensor bins, Op.Fourier op, double weight) {
        long count = FourierOp.half(op.length());
        LiteralBuilder weights = new LiteralBuilder(bins.dtype(), count);
        for (long k = 0; k < count; k++) {
            weights.put(k, k == 0 || 2 * k == op.length() ? 1 : weight);
        }
        long[] shape = new long[bins.rank() - op.axis()];
        Arrays.fill(shape, 1);
        shape[0] = count;
        Tensor held = bins.builder().constant(weights.build());
        return bins.mul(held.reshape(Shape.of(shape)));
    }
}
