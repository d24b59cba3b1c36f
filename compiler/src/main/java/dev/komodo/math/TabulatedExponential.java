package dev.komodo.math;

import dev.komodo.loop.BinaryKind;
import dev.komodo.loop.Expr;

import java.util.List;

/// `exp(x)` in f32: `2^(n + j / 16) exp(r)` with a table of sixteen, which a processor's register
/// holds, and a polynomial of degree 3 on `|r| <= ln 2 / 32`.
///
/// Adding a number whose last bit is 1/16 rounds `x log2 e`; the lowest four bits of the sum are
/// `j`, those above `n`. `r` is as in [Exponential]. An entry is `2^(j / 16)` rounded to f32; what
/// rounding lost, relative to it, is added to `r` in the term of degree 1. So only the last
/// operation rounds visibly: the error is 0.53 ULP for normal results and 0.78 ULP for subnormal
/// ones, which are rounded once more.
final class TabulatedExponential {
    /// Sixteenths.
    private static final int FRACTION_BITS = 4;

    private static final double MAGIC = 0x1.8p19;

    /// Makes `MAGIC` hold the bias and a lift in `n`, so that one shift makes `2^(n + lift)`, a
    /// normal number for each n from -151 to 0. The sum with the bias is even, as the rounding of
    /// ties needs.
    static final int LIFT = 65;

    /// `exp(r) = 1 + r + SQUARE r^2 + CUBE r^3`, error 2^-29.2.
    private static final double SQUARE = 0x1.00022p-1;

    private static final double CUBE = 0x1.555762p-3;

    /// `2^(j / 16)`, rounded.
    private static final List<Float> ENTRIES =
            List.of(
                    0x1p0f,
                    0x1.0b5586p0f,
                    0x1.172b84p0f,
                    0x1.2387a6p0f,
                    0x1.306fep0f,
                    0x1.3dea64p0f,
                    0x1.4bfdaep0f,
                    0x1.5ab07ep0f,
                    0x1.6a09e6p0f,
                    0x1.7a1148p0f,
                    0x1.8ace54p0f,
                    0x1.9c4918p0f,
                    0x1.ae89fap0f,
                    0x1.c199bep0f,
                    0x1.d5818ep0f,
                    0x1.ea4afap0f);

    /// `ln(2^(j / 16) / ENTRIES[j])`.
    private static final List<Float> LOST =
            List.of(
                    0x0p0f,
                    0x1.8d96d4p-25f,
                    -0x1.9c0c22p-27f,
                    0x1.964902p-25f,
                    0x1.125002p-25f,
                    0x1.370be4p-25f,
                    -0x1.0a3552p-25f,
                    -0x1.00d8acp-27f,
                    0x1.26055cp-26f,
                    -0x1.05cb44p-25f,
                    0x1.67a1cap-28f,
                    0x1.a3b5e4p-28f,
                    -0x1.f9c306p-27f,
                    -0x1.6961b4p-28f,
                    -0x1.a5217cp-28f,
                    0x1.61428ep-28f);

    private TabulatedExponential() {}

    /// Any number for x below -104 or above 89.
    static Expr exp(Formula f, Expr x, VectorMath.Range range, VectorMath.Scaling scaling) {
        Parts parts = Parts.of(f, x, range, scaling);
        return parts.scaled(f, parts.mantissa(f, parts.growth()));
    }

    /// `e / (1 + e)` with `e = exp(x)`, for x up to -10, where the square of e does not show: `2^n
    /// 2^(j / 16) (1 + growth) (1 - e)`.
    static Expr ofSumWithOne(Formula f, Expr x) {
        Parts parts = Parts.of(f, x, VectorMath.Range.UP_TO_ZERO, VectorMath.Scaling.PRODUCTS);
        Expr e = parts.lifted(f, parts.mantissa(f, parts.growth()));
        Expr growth = f.fnma(e, f.number(Math.scalb(1.0, -LIFT)), parts.growth());
        Expr small = f.multiply(e, f.number(Math.scalb(1.0, -LIFT)));
        Expr quotient = parts.scaled(f, parts.mantissa(f, f.fnma(small, parts.growth(), growth)));
        return f.select(f.less(x, f.number(-104)), f.number(0), quotient);
    }

    /// `2^LIFT exp(x - low)` for x from -104 to 0 and a low of about x's rounding error.
    static DoubleWord lifted(Formula f, Expr x, Expr low) {
        Parts parts = Parts.of(f, x, low, VectorMath.Range.UP_TO_ZERO, VectorMath.Scaling.PRODUCTS);
        Expr entry = parts.lifted(f, parts.entry());
        Expr high = f.fma(entry, parts.growth(), entry);
        return new DoubleWord(high, f.fma(entry, parts.growth(), f.subtract(entry, high)));
    }

    /// `2^(power) entry (1 + growth)`, and how to multiply by the power of two.
    ///
    /// @param bits whose last four are the entry's number, those above the power's
    private record Parts(
            Expr power, Expr bits, Expr entry, Expr growth, double magic, VectorMath.Scaling by) {
        static Parts of(Formula f, Expr x, VectorMath.Range range, VectorMath.Scaling by) {
            return of(f, x, f.number(0), range, by);
        }

        /// Of `exp(x - low)`.
        static Parts of(
                Formula f, Expr x, Expr low, VectorMath.Range range, VectorMath.Scaling by) {
            boolean isLifted =
                    range == VectorMath.Range.UP_TO_ZERO && by == VectorMath.Scaling.PRODUCTS;
            double magic = isLifted ? MAGIC + f.bias() + LIFT : MAGIC;
            Expr shifted = f.fma(x, f.number(Exponential.LOG2_E), f.number(magic));
            Expr power = f.subtract(shifted, f.number(magic));
            Expr bits = f.bits(shifted);
            Expr high = f.fma(power, f.number(-Exponential.LN2_HIGH_F32), x);
            Expr reduced = f.fma(power, f.number(-Exponential.LN2_LOW_F32), high);
            Expr r = low instanceof Expr.Constant ? reduced : f.subtract(reduced, low);
            Expr entry = f.lookup(ENTRIES, bits);
            Expr linear = f.add(r, f.lookup(LOST, bits));
            Expr tail = f.fma(f.number(CUBE), r, f.number(SQUARE));
            Expr growth = f.fma(f.multiply(r, r), tail, linear);
            return new Parts(power, bits, entry, growth, magic, by);
        }

        Expr mantissa(Formula f, Expr growth) {
            return f.fma(entry, growth, entry);
        }

        /// The power times a mantissa.
        Expr scaled(Formula f, Expr mantissa) {
            return switch (by) {
                case INSTRUCTION -> f.scale(mantissa, power);
                case PRODUCTS -> {
                    if (magic != MAGIC) {
                        yield f.multiply(lifted(f, mantissa), f.number(Math.scalb(1.0, -LIFT)));
                    }
                    long offset = (f.bitsOf(magic) >>> FRACTION_BITS) - 2L * f.bias();
                    Expr biased = f.integer(BinaryKind.SUBTRACT, whole(f), offset);
                    yield Exponential.scale(f, mantissa, biased);
                }
            };
        }

        /// `2^(n + LIFT) mantissa`, if magic holds the lift.
        Expr lifted(Formula f, Expr mantissa) {
            return f.multiply(mantissa, Exponential.powerOfTwo(f, whole(f)));
        }

        private Expr whole(Formula f) {
            return f.integer(BinaryKind.SHIFT_RIGHT_LOGICAL, bits, FRACTION_BITS);
        }
    }
}
