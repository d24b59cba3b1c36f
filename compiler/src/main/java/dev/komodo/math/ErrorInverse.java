package dev.komodo.math;

import dev.komodo.loop.Expr;
import dev.komodo.loop.Expressions;

import java.util.List;
import java.util.stream.IntStream;

/// The inverses of the error function and of its complement for f64.
///
/// With `w = -log(1 - x^2)` the inverse of the error function is x times a smooth function of w;
/// beyond w = 5, of sqrt w, in statements that run only where a lane needs them. The inverse of the
/// complement is the same of 1 - x, but `1 - (1 - x)^2 = x (2 - x)` keeps its digits where x is
/// small.
///
/// Source of the form: M. Giles, "Approximating the erfinv function", GPU Computing Gems Jade
/// (2011); the fits are our own.
final class ErrorInverse {
    /// `(P(w) - CENTRE) / (w - 2.5)` for w up to 5, with `P = inverse / x`, error 2^-61.3 before
    /// the rounding of the coefficients.
    private static final List<Double> CENTRAL =
            List.of(
                    0x1.f91e8993f0d14p-3,
                    -0x1.11c3c302dfe38p-8,
                    -0x1.4863cdfb61516p-10,
                    0x1.c9b437ed2a3edp-13,
                    -0x1.4f47fe737e8acp-18,
                    -0x1.ca9227ca92d1fp-19,
                    0x1.01037e4015945p-21,
                    0x1.ccff73a8d2bc6p-27,
                    -0x1.752fdc700fa5bp-27,
                    0x1.f2cba992f42efp-31,
                    0x1.07051bf386969p-33,
                    -0x1.1195714ec02d4p-35,
                    0x1.0082293bf3da7p-40,
                    0x1.2d8cc65b8b605p-41,
                    -0x1.56852861f9a15p-44,
                    -0x1.9fef30982c17cp-49,
                    0x1.0f8292fa8f7cdp-49,
                    -0x1.39a2dbe20484bp-53,
                    -0x1.d4b39df670b8fp-56,
                    0x1.673f3588bb79fp-58,
                    0x1.78fef87ec90dep-64,
                    -0x1.3fcb81285a1c5p-64,
                    0x1.7922ecea84ddfp-69);

    private static final double CENTRE_HIGH = 0x1.805c5cfcedef5p0;
    private static final double CENTRE_LOW = -0x1.2c78419526c43p-54;

    /// An interval of s = sqrt w, and `inverse / x` there as a polynomial in `(s - middle) / half`.
    ///
    /// @param end the largest s
    /// @param low what the rounding of the first coefficient lost
    private record Piece(
            double middle, double half, double end, double low, List<Double> coefficients) {}

    /// Errors 2^-60.5, -61.2, -65.9 and -60.9 before the rounding of the coefficients. Operands of
    /// the error function reach the second piece, those of the complement the last.
    private static final List<Piece> PIECES =
            List.of(
                    new Piece(
                            2.875,
                            0.75,
                            3.625,
                            0x1.a3512f695ea1bp-53,
                            List.of(
                                    0x1.5a9d7f10825d9p1,
                                    0x1.7f9482a5911c6p-1,
                                    0x1.dc47d48c73c2p-8,
                                    -0x1.32ec9acec513ep-8,
                                    0x1.56a10b1115efep-9,
                                    -0x1.234fa95d70b7ep-10,
                                    0x1.0f6ff4a50174dp-12,
                                    0x1.213dc58b30deep-15,
                                    -0x1.c2c83a4952f73p-15,
                                    0x1.26498f4e80199p-16,
                                    0x1.383943eb52263p-21,
                                    -0x1.5a5faea92e534p-19,
                                    0x1.ceccdb8577164p-21,
                                    0x1.53094ee649295p-26,
                                    -0x1.e6439927786c8p-24,
                                    0x1.42044a7d9ede5p-25,
                                    0x1.2170391e35933p-32,
                                    -0x1.41fe608c839bfp-28,
                                    0x1.c95e3b83cfb5ep-30,
                                    0x1.dc3c35631e0f1p-35,
                                    -0x1.d62506d526a7ep-33,
                                    0x1.107c95ea1293dp-35,
                                    0x1.50d8e3321ea55p-37)),
                    new Piece(
                            4.875,
                            1.25,
                            6.125,
                            -0x1.ab26d9f8404adp-52,
                            List.of(
                                    0x1.2e4fbe28e61acp2,
                                    0x1.434dc7566b202p0,
                                    -0x1.4b5444a5da17fp-14,
                                    -0x1.06708dd8ae4bap-11,
                                    0x1.c9e0b8ba3c146p-13,
                                    -0x1.2be5e3ae31e07p-14,
                                    0x1.6082bc2ead17dp-16,
                                    -0x1.95dd80eef15cbp-18,
                                    0x1.092f167189da6p-19,
                                    -0x1.e3f44233cf952p-21,
                                    0x1.2da9ffa9183d8p-21,
                                    -0x1.93f375eb54c53p-22,
                                    0x1.edf6650acbbb9p-23,
                                    -0x1.fed36a9048b1bp-24,
                                    0x1.9d55eb05865bdp-25,
                                    -0x1.a550e2e3fedadp-27,
                                    -0x1.5cd29f674be17p-31,
                                    0x1.77b308290ee52p-29,
                                    -0x1.02ed00d337356p-29,
                                    0x1.cca29633d354ap-31,
                                    -0x1.d3040fbb352ap-34,
                                    -0x1.eba51807ba725p-34,
                                    0x1.7b35f9342664p-35)),
                    new Piece(
                            9.125,
                            3.0,
                            12.125,
                            -0x1.27c47a1ad444cp-52,
                            List.of(
                                    0x1.2052c7e427adfp3,
                                    0x1.828b5f10a2b8p1,
                                    -0x1.d956c132322e7p-9,
                                    0x1.20fb925c5fa6dp-11,
                                    -0x1.b8c2ef95134e1p-16,
                                    -0x1.069af5d6af3ap-15,
                                    0x1.5ea50c94cf3ddp-16,
                                    -0x1.466a72b2c5b4ap-17,
                                    0x1.0a64743cfcb81p-18,
                                    -0x1.95d852485d3cap-20,
                                    0x1.282367d92b278p-21,
                                    -0x1.a36ee4dc340c6p-23,
                                    0x1.226b927edfa85p-24,
                                    -0x1.8b1e82247bc8p-26,
                                    0x1.08cd5112cf2d8p-27,
                                    -0x1.5cf8e33a5dc15p-29,
                                    0x1.c64a2f40a2fb3p-31,
                                    -0x1.3082475654697p-32,
                                    0x1.90307db28058cp-34,
                                    -0x1.7fe8f3622bd63p-36,
                                    0x1.9848d2865e8fep-38,
                                    -0x1.42f64395b0bdap-38,
                                    0x1.c19c63307959ap-40)),
                    new Piece(
                            20.125,
                            8.0,
                            28.125,
                            -0x1.ec4bb85cab283p-50,
                            List.of(
                                    0x1.40da83941215dp4,
                                    0x1.0098b1059d596p3,
                                    -0x1.65c4224004ba3p-8,
                                    0x1.b1bcf591f59fcp-10,
                                    -0x1.086ddec51e2ep-11,
                                    0x1.3e5e52b2f9b16p-13,
                                    -0x1.73365003d9f7ap-15,
                                    0x1.96abe4c6b83c3p-17,
                                    -0x1.880335553743bp-19,
                                    0x1.08efe0ecfb72ep-21,
                                    0x1.632c86f1aae29p-25,
                                    -0x1.b3e4d811edf05p-24,
                                    0x1.30d4c8dd18295p-24,
                                    -0x1.553df73ebe74dp-25,
                                    0x1.58e3de8930d61p-26,
                                    -0x1.2f5d374f56678p-27,
                                    0x1.0371dad170815p-28,
                                    -0x1.4bb367a8e4349p-29,
                                    0x1.54469359380e1p-30,
                                    -0x1.4cf71f5652a1fp-37,
                                    -0x1.4b736983e942dp-34,
                                    -0x1.89efab9713c5ap-33,
                                    0x1.88ae96ad467fap-34)));

    private ErrorInverse() {}

    /// The y with `erf(y) = x`; NaN beyond -1 and 1.
    static Expr ofErf(Formula f, Expr x) {
        DoubleWord exact = new DoubleWord(x, f.number(0));
        Expr value = inverse(f, exact, complement(f, x), f.number(0), PIECES.subList(0, 2));
        Expr magnitude = f.abs(x);
        Expr inside = f.select(f.less(magnitude, f.number(1)), value, f.number(Double.NaN));
        Expr end = f.copySign(f.number(Double.POSITIVE_INFINITY), x);
        Expr known = f.select(f.equal(x, f.number(0)), x, inside);
        return f.select(f.equal(magnitude, f.number(1)), end, known);
    }

    /// The y with `erfc(y) = x`; NaN below 0 and beyond 2.
    static Expr ofErfc(Formula f, Expr x) {
        DoubleWord exact = f.twoSum(f.number(1), f.negate(x));
        Expr rest = exact.high();
        DoubleWord other = f.twoSum(f.number(2), f.negate(x));
        Expr isTiny = f.less(x, f.number(0x1p-500));
        Expr lifted = f.multiply(x, f.select(isTiny, f.number(0x1p200), f.number(1)));
        DoubleWord product = f.twoProduct(lifted, other.high());
        DoubleWord outer =
                new DoubleWord(product.high(), f.fma(lifted, other.low(), product.low()));
        Expr isMiddle = f.less(f.abs(rest), f.number(0.5));
        DoubleWord argument = DoubleWord.select(f, isMiddle, complement(f, rest), outer);
        Expr doublings = f.select(isTiny, f.number(-200), f.number(0));
        Expr value = inverse(f, exact, argument, doublings, PIECES);
        Expr end = f.copySign(f.number(Double.POSITIVE_INFINITY), rest);
        Expr isEnd = Expressions.or(f.equal(x, f.number(0)), f.equal(x, f.number(2)));
        Expr isInside = Expressions.and(f.less(f.number(0), x), f.less(x, f.number(2)));
        Expr inside = f.select(isInside, value, f.number(Double.NaN));
        return f.select(isEnd, end, inside);
    }

    /// `1 - x^2`.
    private static DoubleWord complement(Formula f, Expr x) {
        DoubleWord square = f.twoProduct(x, x);
        DoubleWord rest = f.fastTwoSum(f.number(1), f.negate(square.high()));
        return new DoubleWord(rest.high(), f.subtract(rest.low(), square.low()));
    }

    /// `x P(-log argument)`.
    private static Expr inverse(
            Formula f, DoubleWord x, DoubleWord argument, Expr doublings, List<Piece> pieces) {
        Logarithm logarithm = Logarithms.ofSum(f, argument, f.number(0), doublings);
        DoubleWord negative = f.fastTwoSum(logarithm.high(), logarithm.low());
        DoubleWord w = new DoubleWord(f.negate(negative.high()), f.negate(negative.low()));
        Expr v = f.add(f.subtract(w.high(), f.number(2.5)), w.low());
        Expr slope = f.polynomialByParity(CENTRAL, v, f.multiply(v, v));
        DoubleWord sum = f.fastTwoSum(f.number(CENTRE_HIGH), f.multiply(v, slope));
        DoubleWord central = new DoubleWord(sum.high(), f.add(sum.low(), f.number(CENTRE_LOW)));
        Expr isFar = f.less(f.number(5), w.high());
        List<Expr> chosen =
                Lanes.replaced(
                        f,
                        isFar,
                        List.of(central.high(), central.low()),
                        (pen, _) -> tail(pen, w, pieces));
        Expr rest = f.fma(x.low(), chosen.getFirst(), f.multiply(x.high(), chosen.getLast()));
        return f.fma(x.high(), chosen.getFirst(), rest);
    }

    /// The polynomial of the piece in which sqrt w lies.
    private static List<Expr> tail(Formula f, DoubleWord w, List<Piece> pieces) {
        DoubleWord s = DoubleWord.squareRoot(f, w);
        List<Expr> isBeyond =
                pieces.subList(0, pieces.size() - 1).stream()
                        .map(piece -> f.less(f.number(piece.end()), s.high()))
                        .toList();
        Expr middle = chosen(f, isBeyond, pieces.stream().map(Piece::middle).toList());
        Expr scale = chosen(f, isBeyond, pieces.stream().map(piece -> 1 / piece.half()).toList());
        Expr distance = f.add(f.subtract(s.high(), middle), s.low());
        Expr v = f.multiply(distance, scale);
        int degree = pieces.getFirst().coefficients().size() - 1;
        List<Expr> coefficients =
                IntStream.rangeClosed(0, degree)
                        .mapToObj(
                                i ->
                                        chosen(
                                                f,
                                                isBeyond,
                                                pieces.stream()
                                                        .map(piece -> piece.coefficients().get(i))
                                                        .toList()))
                        .toList();
        Expr slope = coefficients.getLast();
        for (Expr coefficient : coefficients.subList(1, degree).reversed()) {
            slope = f.fma(slope, v, coefficient);
        }
        DoubleWord sum = f.fastTwoSum(coefficients.getFirst(), f.multiply(slope, v));
        Expr low = chosen(f, isBeyond, pieces.stream().map(Piece::low).toList());
        return List.of(sum.high(), f.add(sum.low(), low));
    }

    private static Expr chosen(Formula f, List<Expr> isBeyond, List<Double> values) {
        Expr value = f.number(values.getFirst());
        for (int i = 0; i < isBeyond.size(); i++) {
            value = f.select(isBeyond.get(i), f.number(values.get(i + 1)), value);
        }
        return value;
    }
}
