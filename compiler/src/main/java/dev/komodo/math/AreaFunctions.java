package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

/// Inverse hyperbolic functions: logarithms of sums that are formed in two floats, so that what is
/// small beside 1 keeps its digits.
final class AreaFunctions {
    private AreaFunctions() {}

    /// `asinh |x| = log(|x| + sqrt(x^2 + 1))`; a large one `log |x| + log 2`, a tiny one |x|.
    static Expr asinh(Formula f, Expr x) {
        Expr magnitude = f.abs(x);
        Expr bounded = f.atMost(magnitude, large(f));
        DoubleWord square = f.twoProduct(bounded, bounded);
        DoubleWord above = f.twoSum(f.number(1), square.high());
        Expr low = f.add(above.low(), square.low());
        DoubleWord root = DoubleWord.squareRoot(f, new DoubleWord(above.high(), low));
        Expr value = f.copySign(logOfSum(f, magnitude, root), x);
        Expr isTiny = f.less(magnitude, f.number(f.pick(0x1p-13, 0x1p-27)));
        Expr isFinite = Expressions.less(magnitude, f.number(Double.POSITIVE_INFINITY));
        return f.select(isTiny, x, f.select(isFinite, value, x));
    }

    /// `acosh x = log(x + sqrt(x^2 - 1))`; a large one `log x + log 2`.
    static Expr acosh(Formula f, Expr x) {
        Expr bounded = f.atMost(x, large(f));
        DoubleWord square = f.twoProduct(bounded, bounded);
        DoubleWord above = f.fastTwoSum(square.high(), f.number(-1));
        Expr low = f.add(above.low(), square.low());
        DoubleWord root = DoubleWord.squareRoot(f, f.fastTwoSum(above.high(), low));
        Expr value = logOfSum(f, x, root);
        Expr isFinite = Expressions.less(x, f.number(Double.POSITIVE_INFINITY));
        Expr isBelow = Expressions.less(x, f.number(1));
        return f.select(isBelow, f.number(Double.NaN), f.select(isFinite, value, x));
    }

    /// `atanh |x| = log(1 + 2 |x| / (1 - |x|)) / 2`; a tiny one is |x|.
    static Expr atanh(Formula f, Expr x) {
        Expr magnitude = f.abs(x);
        Expr one = f.number(1);
        DoubleWord denominator = f.fastTwoSum(one, f.negate(magnitude));
        DoubleWord numerator = new DoubleWord(f.add(magnitude, magnitude), f.number(0));
        DoubleWord ratio = DoubleWord.quotient(f, numerator, denominator);
        DoubleWord sum = f.twoSum(one, ratio.high());
        Expr low = f.add(sum.low(), ratio.low());
        Logarithm logarithm =
                Logarithms.ofSum(f, f.fastTwoSum(sum.high(), low), f.number(0), f.number(0));
        Expr inside = f.multiply(f.add(logarithm.high(), logarithm.low()), f.number(0.5));
        Expr isInside = f.less(magnitude, one);
        Expr outside =
                Expressions.select(
                        Expressions.equal(magnitude, one),
                        f.number(Double.POSITIVE_INFINITY),
                        f.number(Double.NaN));
        Expr value = f.copySign(f.select(isInside, inside, outside), x);
        Expr isTiny = f.less(magnitude, f.number(f.pick(0x1p-14, 0x1p-28)));
        return f.select(isTiny, x, value);
    }

    /// `log(x + root)` where x is not large, else `log x + log 2`.
    private static Expr logOfSum(Formula f, Expr x, DoubleWord root) {
        DoubleWord sum = f.twoSum(x, root.high());
        DoubleWord exact = f.fastTwoSum(sum.high(), f.add(sum.low(), root.low()));
        Expr isLarge = f.less(f.number(large(f)), x);
        DoubleWord operand =
                new DoubleWord(
                        f.select(isLarge, x, exact.high()),
                        f.select(isLarge, f.number(0), exact.low()));
        Expr doublings = f.select(isLarge, f.number(1), f.number(0));
        Logarithm logarithm = Logarithms.ofSum(f, operand, f.number(0), doublings);
        return f.add(logarithm.high(), logarithm.low());
    }

    /// The bound beyond which 1 vanishes beside x^2.
    private static double large(Formula f) {
        return f.pick(0x1p13, 0x1p30);
    }
}
