package dev.komodo.library;

import dev.komodo.graph.DType;
import dev.komodo.graph.Tensor;

import java.util.List;

/// Parts that the special functions share.
final class Series {
    /// `(m - log(1 + m)) / m^2` for |m| up to 0.32, error 2^-56.7 relative.
    private static final List<Double> EXCESS =
            List.of(
                    0x1p-1,
                    -0x1.5555555555552p-2,
                    0x1.fffffffffffe6p-3,
                    -0x1.999999999ac76p-3,
                    0x1.5555555558p-3,
                    -0x1.249249239b0b6p-3,
                    0x1.fffffffca5745p-4,
                    -0x1.c71c728090303p-4,
                    0x1.99999aaad4355p-4,
                    -0x1.745cf121529c5p-4,
                    0x1.55552328470ecp-4,
                    -0x1.3b1864554e46ep-4,
                    0x1.2497f910a6dcep-4,
                    -0x1.10b4a6e056144p-4,
                    0x1.ff2e46bbf02efp-5,
                    -0x1.eac3a364315ecp-5,
                    0x1.d0af03ebd32f3p-5,
                    -0x1.6d654b7aacda9p-5,
                    0x1.55ace68459cbp-5,
                    -0x1.450a79fc8af2p-4,
                    0x1.3b989e6b6d47ep-4);

    private static final double NEAR = 0.3;

    private Series() {}

    /// `c0 + c1 x + c2 x^2 + ...`, in x's dtype.
    static Tensor polynomial(List<Double> coefficients, Tensor x) {
        Tensor value = constant(x, coefficients.getLast()).broadcastTo(x.shape());
        for (Double coefficient : coefficients.reversed().subList(1, coefficients.size())) {
            value = value.mul(x).add(coefficient);
        }
        return value;
    }

    /// `m - log(1 + m)` without cancellation, for m from -1 on.
    ///
    /// @param above `1 + m`, where m is near -1 more precise than that sum
    static Tensor excess(Tensor m, Tensor above) {
        Tensor isNear = m.abs().less(NEAR);
        Tensor near = isNear.select(m, constant(m, 0));
        Tensor far = m.sub(isNear.select(constant(m, 1), above).log());
        return isNear.select(near.square().mul(polynomial(EXCESS, near)), far);
    }

    /// A constant of a tensor's dtype.
    static Tensor constant(Tensor like, double value) {
        return like.builder().constant(like.dtype(), value);
    }

    /// The relative distance from 1 at which an iteration ends.
    static double precision(DType dtype) {
        return dtype == DType.F64 ? 0x1p-53 : 0x1p-24;
    }

    /// Which elements of an iteration go on: those whose last factor was not near enough to 1, nor,
    /// so near that only rounding is left, no nearer than the one before.
    ///
    /// @param active those that went on so far
    /// @param distance of the last factor from 1, not negative
    /// @param previous distance
    static Tensor goesOn(Tensor active, Tensor distance, Tensor previous) {
        double precision = precision(distance.dtype());
        Tensor isRounding = distance.less(0x1p12 * precision).and(distance.greaterEqual(previous));
        return active.and(distance.greater(4 * precision)).and(isRounding.not());
    }

    /// All elements go on.
    static Tensor all(Tensor like) {
        return like.builder().constant(DType.BOOL, 1L).broadcastTo(like.shape());
    }

    /// The smallest number that an iteration divides by.
    static double tiny(DType dtype) {
        return dtype == DType.F64 ? 0x1p-1000 : 0x1p-120;
    }
}
