package dev.komodo.math;

import dev.komodo.loop.Expr;

import java.util.List;

/// The error function in f32: sixteen polynomials `erf(c + t) = erf(c) + t P(t)`, whose
/// coefficients are picked by the number of the piece from tables that a processor's register
/// holds.
///
/// A piece is 0.255 wide, its centre one of the numbers near the middle whose erf is all but an
/// f32. So only P's rounding adds to that of the last operation, an eighth of an ULP where P is
/// below 1. In the first two pieces it is not, and they are `x + x P(x)` with a small P.
final class TabulatedErrorFunction {
    private static final double WIDTH = 0.255;

    /// Where erf is 1, rounded.
    private static final double END = 3.95;

    private static final double MAGIC = 0x1.8p23;

    private static final List<Float> CENTRES =
            List.of(
                    0x0p0f,
                    0x0p0f,
                    0x1.047d2p-1f,
                    0x1.879d6p-1f,
                    0x1.05a58p0f,
                    0x1.46e4dp0f,
                    0x1.86f59p0f,
                    0x1.c8e47p0f,
                    0x1.054a68p1f,
                    0x1.259b7p1f,
                    0x1.465e58p1f,
                    0x1.67246p1f,
                    0x1.87aeap1f,
                    0x1.a80698p1f,
                    0x1.c953cp1f,
                    0x1.e9f7cp1f);

    private static final List<Float> VALUES =
            List.of(
                    0x0p0f,
                    0x0p0f,
                    0x1.0e6c5ap-1f,
                    0x1.70f3fp-1f,
                    0x1.b40c48p-1f,
                    0x1.dbad86p-1f,
                    0x1.f03c2ep-1f,
                    0x1.fa0f3p-1f,
                    0x1.fe0206p-1f,
                    0x1.ff657ap-1f,
                    0x1.ffd73ap-1f,
                    0x1.fff68p-1f,
                    0x1.fffe06p-1f,
                    0x1.ffffa2p-1f,
                    0x1.fffff2p-1f,
                    0x1.fffffep-1f);

    /// P's coefficients from the constant term up; the error is at most 2^-28.7 of erf.
    private static final List<List<Float>> COEFFICIENTS =
            List.of(
                    List.of(
                            0x1.06eba8p-3f,
                            0x1.06ed8cp-3f,
                            0x1.bdf998p-1f,
                            0x1.41d8e2p-1f,
                            0x1.968756p-2f,
                            0x1.c487a6p-3f,
                            0x1.c0a7ep-4f,
                            0x1.7e6134p-5f,
                            0x1.1e849ep-6f,
                            0x1.7f98aap-8f,
                            0x1.bc2908p-10f,
                            0x1.c2e43p-12f,
                            0x1.95fc8ep-14f,
                            0x1.44838ep-16f,
                            0x1.b0d79ep-19f,
                            0x1.0649f2p-21f),
                    List.of(
                            -0x1.0ce52ep-25f,
                            -0x1.a0f67ep-14f,
                            -0x1.c5cb7ap-2f,
                            -0x1.ec581ap-2f,
                            -0x1.9f7eccp-2f,
                            -0x1.20ec9cp-2f,
                            -0x1.56971p-3f,
                            -0x1.55392ep-4f,
                            -0x1.24707ap-5f,
                            -0x1.b7f2a2p-7f,
                            -0x1.1b1ff4p-8f,
                            -0x1.3c4702p-10f,
                            -0x1.3694c2p-12f,
                            -0x1.0cc0d2p-14f,
                            -0x1.829f9p-17f,
                            -0x1.f601bap-20f),
                    List.of(
                            -0x1.812686p-2f,
                            -0x1.80037cp-2f,
                            -0x1.1ecd3ap-3f,
                            0x1.23e05ap-5f,
                            0x1.272ff4p-3f,
                            0x1.5511e6p-3f,
                            0x1.120676p-3f,
                            0x1.56456ep-4f,
                            0x1.5e3ad4p-5f,
                            0x1.306b8p-6f,
                            0x1.bc3e3cp-8f,
                            0x1.14ff8cp-9f,
                            0x1.2bd6a8p-11f,
                            0x1.1b2e7ep-13f,
                            0x1.ba423p-16f,
                            0x1.352d82p-18f),
                    List.of(
                            -0x1.92d7aap-14f,
                            -0x1.a9f62cp-8f,
                            0x1.777af4p-3f,
                            0x1.2c52ep-3f,
                            0x1.f8a28ap-5f,
                            -0x1.923c28p-7f,
                            -0x1.7c28c8p-5f,
                            -0x1.7f5fa2p-5f,
                            -0x1.03fde8p-5f,
                            -0x1.13d192p-6f,
                            -0x1.d7ff7p-8f,
                            -0x1.4fe60cp-9f,
                            -0x1.9706a8p-11f,
                            -0x1.a86344p-13f,
                            -0x1.6abce2p-15f,
                            -0x1.12df9ap-17f),
                    List.of(
                            0x1.d425aep-4f,
                            0x1.122512p-3f,
                            0x1.3f54bp-8f,
                            -0x1.c2c8a4p-5f,
                            -0x1.169eeap-4f,
                            -0x1.655a72p-5f,
                            -0x1.871af2p-7f,
                            0x1.0be516p-7f,
                            0x1.aa3884p-7f,
                            0x1.4327ccp-7f,
                            0x1.5d44p-8f,
                            0x1.281f4ap-9f,
                            0x1.9d2a32p-11f,
                            0x1.e53bc4p-13f,
                            0x1.ce06aep-15f,
                            0x1.80d01p-17f),
                    List.of(
                            -0x1.4de31ap-7f,
                            -0x1.28a3ecp-5f,
                            -0x1.945eecp-5f,
                            -0x1.994c6ep-6f,
                            0x1.a7349p-8f,
                            0x1.628ebap-6f,
                            0x1.2a719p-6f,
                            0x1.ee6d06p-8f,
                            -0x1.7b15cap-12f,
                            -0x1.8d51f6p-9f,
                            -0x1.531f48p-9f,
                            -0x1.748396p-10f,
                            -0x1.3640f6p-11f,
                            -0x1.9ebadep-13f,
                            -0x1.c83dap-15f,
                            -0x1.a4e59p-17f));

    private TabulatedErrorFunction() {}

    static Expr erf(Formula f, Expr x) {
        Expr magnitude = f.atMost(f.abs(x), END);
        Expr shifted = f.fma(magnitude, f.number(1 / WIDTH), f.number(MAGIC));
        Expr piece = f.bits(shifted);
        Expr t = f.subtract(magnitude, f.lookup(CENTRES, piece));
        Expr slope = f.lookup(COEFFICIENTS.getLast(), piece);
        for (List<Float> coefficient : COEFFICIENTS.reversed().subList(1, COEFFICIENTS.size())) {
            slope = f.fma(slope, t, f.lookup(coefficient, piece));
        }
        Expr isNear = f.equal(t, magnitude);
        Expr start = f.select(isNear, magnitude, f.lookup(VALUES, piece));
        return f.withSign(f.fma(t, slope, start), x);
    }
}
