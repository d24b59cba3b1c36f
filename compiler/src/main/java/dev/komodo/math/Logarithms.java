package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

/// Functions that end in a logarithm.
final class Logarithms {
    private Logarithms() {}

    /// Natural logarithm.
    static Expr log(Formula f, Expr x) {
        Logarithm.Parts parts = Logarithm.parts(f, x);
        Logarithm logarithm = Logarithm.of(f, parts, new DoubleWord(parts.fraction(), f.number(0)));
        return atSpecialValues(f, x, f.number(0), f.add(logarithm.high(), logarithm.low()));
    }

    /// Logarithm to base 2; exact for powers of two.
    static Expr log2(Formula f, Expr x) {
        Logarithm logarithm = Logarithm.ofBase(f, Logarithm.parts(f, x), LogarithmBase.two(f));
        return atSpecialValues(f, x, f.number(0), f.add(logarithm.high(), logarithm.low()));
    }

    /// Logarithm to base 10.
    static Expr log10(Formula f, Expr x) {
        Logarithm logarithm = Logarithm.ofBase(f, Logarithm.parts(f, x), LogarithmBase.ten(f));
        return atSpecialValues(f, x, f.number(0), f.add(logarithm.high(), logarithm.low()));
    }

    /// `log(1 + x)`: the logarithm of the rounded sum, corrected by what rounding lost.
    static Expr log1p(Formula f, Expr x) {
        DoubleWord sum = f.twoSum(f.number(1), x);
        Logarithm logarithm = ofSum(f, sum, f.number(0), f.number(0));
        Expr result = f.add(logarithm.high(), logarithm.low());
        Expr isZero = f.equal(x, f.number(0));
        return f.select(isZero, x, atSpecialValues(f, x, f.number(-1), result));
    }

    /// `log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))`; far below 0 it is exp(x), far above x.
    static Expr softplus(Formula f, Expr x) {
        Expr magnitude = f.atMost(f.abs(x), f.pick(104, 746));
        Exponential exponential = Exponential.of(f, f.negate(magnitude));
        DoubleWord mantissa = exponential.preciseMantissa(f);
        Expr scale = exponential.visiblePower(f);
        DoubleWord sum = f.fastTwoSum(f.number(1), f.multiply(mantissa.high(), scale));
        Logarithm logarithm = ofSum(f, sum, f.multiply(mantissa.low(), scale), f.number(0));
        Expr positive = f.select(Expressions.less(x, f.number(0)), f.number(0), x);
        DoubleWord total = f.twoSum(positive, logarithm.high());
        Expr result = f.add(total.high(), f.add(total.low(), logarithm.low()));
        Expr small = Exponential.scale(f, mantissa.high(), exponential.biasedPower());
        Expr isSmall = f.less(x, f.number(f.pick(-20, -40)));
        Expr isLarge = f.less(f.number(f.pick(104, 746)), x);
        return f.select(isSmall, small, f.select(isLarge, x, result));
    }

    /// The logarithm of an unevaluated sum of three. Where it is so large that the inverse of its
    /// power of two is no normal number, the lower parts are nothing beside it.
    ///
    /// @param lowest a third part, far below the sum's low part or 0
    /// @param doublings the logarithm is that of the sum times 2 to this power
    static Logarithm ofSum(Formula f, DoubleWord sum, Expr lowest, Expr doublings) {
        Logarithm.Parts parts = Logarithm.parts(f, sum.high(), doublings);
        Expr isModerate = f.less(sum.high(), f.number(f.pick(0x1p60, 0x1p120)));
        Expr scale = f.select(isModerate, parts.scale(), f.number(0));
        DoubleWord fraction = f.fastTwoSum(parts.fraction(), f.multiply(sum.low(), scale));
        Expr low =
                lowest instanceof Expr.Constant
                        ? fraction.low()
                        : f.fma(lowest, scale, fraction.low());
        return Logarithm.of(f, parts, new DoubleWord(fraction.high(), low));
    }

    /// Minus infinity at the pole, NaN below it, infinity and NaN at themselves.
    private static Expr atSpecialValues(Formula f, Expr x, Expr pole, Expr result) {
        Expr infinity = f.number(Double.POSITIVE_INFINITY);
        Expr above = f.select(Expressions.less(x, infinity), result, x);
        Expr below = f.select(Expressions.less(x, pole), f.number(Double.NaN), above);
        return f.select(Expressions.equal(x, pole), f.number(Double.NEGATIVE_INFINITY), below);
    }
}
