package dev.komodo.fourier;

import dev.komodo.graph.DType;
import dev.komodo.graph.Literal;
import dev.komodo.graph.LiteralBuilder;

import java.math.BigDecimal;
import java.math.MathContext;

/// Roots of unity `exp(-2 pi i e / n)`, from a small table: the exponent in digits of base 16, each
/// root the product of one for each digit.
///
/// @param order n, at most 2^32
/// @param digits of an exponent
public record Roots(long order, int digits) {
    /// Bits of a digit.
    static final int BITS = 4;

    /// Numbers of a root: the real part as a sum of two, then the imaginary part.
    static final int NUMBERS = 4;

    private static final MathContext DIGITS = new MathContext(60);

    /// Source: decimal expansion of pi, OEIS A000796.
    private static final BigDecimal PI =
            new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494459");

    /// Roots of an order.
    public static Roots of(long order) {
        int width = 64 - Long.numberOfLeadingZeros(order - 1);
        return new Roots(order, Math.max(1, (width + BITS - 1) / BITS));
    }

    /// A complex number.
    private record Exact(BigDecimal re, BigDecimal im) {
        Exact times(Exact other) {
            BigDecimal real =
                    re.multiply(other.re, DIGITS).subtract(im.multiply(other.im, DIGITS), DIGITS);
            BigDecimal imaginary =
                    re.multiply(other.im, DIGITS).add(im.multiply(other.re, DIGITS), DIGITS);
            return new Exact(real, imaginary);
        }
    }

    /// The elements of the table.
    long size() {
        return ((long) digits * NUMBERS) << BITS;
    }

    /// The table f64[digits, 16, 4].
    public Literal table() {
        LiteralBuilder table = new LiteralBuilder(DType.F64, size());
        long at = 0;
        for (int digit = 0; digit < digits; digit++) {
            Exact step = exact(1L << (digit * BITS), order);
            Exact root = new Exact(BigDecimal.ONE, BigDecimal.ZERO);
            for (int i = 0; i < 1 << BITS; i++) {
                at = put(table, at, root.re);
                at = put(table, at, root.im);
                root = root.times(step);
            }
        }
        return table.build();
    }

    /// A number as the sum of two.
    private static long put(LiteralBuilder table, long at, BigDecimal number) {
        double high = number.doubleValue();
        double low = number.subtract(new BigDecimal(high), DIGITS).doubleValue();
        table.put(at, high);
        table.put(at + 1, low);
        return at + 2;
    }

    /// `cos(2 pi e / n)`, rounded once.
    static double cosine(long e, long n) {
        return exact(e, n).re.doubleValue();
    }

    /// `sin(2 pi e / n)`, rounded once.
    static double sine(long e, long n) {
        return -exact(e, n).im.doubleValue();
    }

    /// `exp(-2 pi i e / n)` by the series of Taylor, to some 55 digits; quarters of the circle are
    /// exact.
    private static Exact exact(long e, long n) {
        long at = Math.floorMod(e, n);
        BigDecimal nothing = BigDecimal.ZERO;
        if (at * 4 % n == 0) {
            return switch ((int) (at * 4 / n)) {
                case 0 -> new Exact(BigDecimal.ONE, nothing);
                case 1 -> new Exact(nothing, BigDecimal.ONE.negate());
                case 2 -> new Exact(BigDecimal.ONE.negate(), nothing);
                default -> new Exact(nothing, BigDecimal.ONE);
            };
        }
        BigDecimal angle =
                PI.multiply(BigDecimal.valueOf(2 * at))
                        .divide(BigDecimal.valueOf(n), DIGITS)
                        .negate();
        BigDecimal least = BigDecimal.ONE.movePointLeft(60);
        BigDecimal[] sums = {nothing, nothing};
        BigDecimal term = BigDecimal.ONE;
        for (int i = 0; term.abs().compareTo(least) > 0; i++) {
            sums[i % 2] = i % 4 < 2 ? sums[i % 2].add(term) : sums[i % 2].subtract(term);
            term = term.multiply(angle, DIGITS).divide(BigDecimal.valueOf(i + 1L), DIGITS);
        }
        return new Exact(sums[0].round(DIGITS), sums[1].round(DIGITS));
    }
}
