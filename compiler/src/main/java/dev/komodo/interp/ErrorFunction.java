package dev.komodo.interp;

/// The error function in double precision, below 1 ulp: the rational approximations of Sun
/// Microsystems' fdlibm 5.3, `s_erf.c` (1993), on |x| below 0.84375, 1.25, 1 / 0.35 and 6.
final class ErrorFunction {
    private static final double ERX = 0.8450629115104675;
    private static final double EFX = 0.1283791670955126;

    private static final double[] PP = {
        0.12837916709551256,
        -0.3250421072470015,
        -0.02848174957559851,
        -0.005770270296489442,
        -2.3763016656650163e-5
    };
    private static final double[] QQ = {
        1.0,
        0.39791722395915535,
        0.0650222499887673,
        0.005081306281875766,
        0.00013249473800432164,
        -3.960228278775368e-6
    };
    private static final double[] PA = {
        -0.0023621185607526594,
        0.41485611868374833,
        -0.3722078760357013,
        0.31834661990116175,
        -0.11089469428239668,
        0.035478304325618236,
        -0.002166375594868791
    };
    private static final double[] QA = {
        1.0,
        0.10642088040084423,
        0.540397917702171,
        0.07182865441419627,
        0.12617121980876164,
        0.01363708391202905,
        0.011984499846799107
    };
    private static final double[] RA = {
        -0.009864944034847148,
        -0.6938585727071818,
        -10.558626225323291,
        -62.375332450326006,
        -162.39666946257347,
        -184.60509290671104,
        -81.2874355063066,
        -9.814329344169145
    };
    private static final double[] SA = {
        1.0,
        19.651271667439257,
        137.65775414351904,
        434.56587747522923,
        645.3872717332679,
        429.00814002756783,
        108.63500554177944,
        6.570249770319282,
        -0.0604244152148581
    };
    private static final double[] RB = {
        -0.0098649429247001,
        -0.799283237680523,
        -17.757954917754752,
        -160.63638485582192,
        -637.5664433683896,
        -1025.0951316110772,
        -483.5191916086514
    };
    private static final double[] SB = {
        1.0,
        30.33806074348246,
        325.7925129965739,
        1536.729586084437,
        3199.8582195085955,
        2553.0504064331644,
        474.52854120695537,
        -22.44095244658582
    };

    private ErrorFunction() {}

    /// erf(x); NaN of NaN, 1 of infinity, -0.0 of -0.0.
    static double erf(double x) {
        double magnitude = Math.abs(x);
        if (Double.isNaN(x)) {
            return x;
        }
        if (magnitude < 0.84375) {
            return magnitude < 0x1p-28 ? tiny(x) : x + x * ratio(PP, QQ, x * x);
        }
        double value;
        if (magnitude < 1.25) {
            value = ERX + ratio(PA, QA, magnitude - 1);
        } else if (magnitude >= 6) {
            value = 1;
        } else {
            value = 1 - complement(magnitude);
        }
        return Math.copySign(value, x);
    }

    /// 1 - erf(x), below 1 ulp to 28, where it is 0; NaN of NaN.
    static double erfc(double x) {
        double magnitude = Math.abs(x);
        if (Double.isNaN(x)) {
            return x;
        }
        if (magnitude < 0.84375) {
            double part = magnitude < 0x1p-56 ? EFX * x : x * ratio(PP, QQ, x * x);
            return x < 0.25 ? 1 - (x + part) : 0.5 + (0.5 - x - part);
        }
        if (magnitude < 1.25) {
            double part = ratio(PA, QA, magnitude - 1);
            return x > 0 ? 1 - ERX - part : 1 + (ERX + part);
        }
        if (magnitude >= 28) {
            return x > 0 ? 0 : 2;
        }
        double value = complement(magnitude);
        return x > 0 ? value : 2 - value;
    }

    /// Near zero the series is x (1 + efx); the factors 8 keep subnormals exact.
    private static double tiny(double x) {
        boolean nearSubnormal = Math.abs(x) < 0x1p-1000;
        return nearSubnormal ? 0.125 * (8 * x + 8 * EFX * x) : x + EFX * x;
    }

    /// erfc(x) for 1.25 <= x < 28, with the square split so that exp sees an exact argument.
    private static double complement(double x) {
        double s = 1 / (x * x);
        double tail = x < 1 / 0.35 ? ratio(RA, SA, s) : ratio(RB, SB, s);
        double head = Double.longBitsToDouble(Double.doubleToRawLongBits(x) & 0xFFFFFFFF00000000L);
        double r =
                StrictMath.exp(-head * head - 0.5625)
                        * StrictMath.exp((head - x) * (head + x) + tail);
        return r / x;
    }

    private static double ratio(double[] numerator, double[] denominator, double x) {
        return polynomial(numerator, x) / polynomial(denominator, x);
    }

    private static double polynomial(double[] coefficients, double x) {
        double sum = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            sum = sum * x + coefficients[i];
        }
        return sum;
    }
}
