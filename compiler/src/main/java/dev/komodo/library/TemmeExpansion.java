package dev.komodo.library;

import dev.komodo.graph.Tensor;

import java.util.List;

/// The incomplete gamma functions where both operands are large and near one another, uniformly:
/// `Q(a, x) = erfc(e sqrt(a / 2)) / 2 + exp(-a e^2 / 2) / sqrt(2 pi a) sum c_k(e) a^-k` with `e^2 /
/// 2 = m - log(1 + m)`, `m = x / a - 1` and e of m's sign.
///
/// For a from 200 on and m between -0.28 and 0.3 seven terms are exact to 2^-65.
///
/// Source: N. M. Temme, "The asymptotic expansion of the incomplete gamma functions", SIAM J. Math.
/// Anal. 10 (1979); NIST Digital Library of Mathematical Functions, 8.12.7 to 8.12.11, by which the
/// power series of the c_k were computed in 60 digits.
final class TemmeExpansion {
    /// From here on it is used.
    static final double LEAST = 200;

    private static final List<List<Double>> COEFFICIENTS =
            List.of(
                    List.of(
                            -0x1.5555555555555p-2,
                            0x1.5555555555555p-4,
                            -0x1.e573ac901e574p-7,
                            0x1.2f684bda12f68p-10,
                            0x1.71de3a556c734p-12,
                            -0x1.76e06fec7273bp-13,
                            0x1.48c5892f7cd83p-15,
                            -0x1.255370652afc1p-19,
                            -0x1.f1b22f594c6b5p-20,
                            0x1.bd6d21e4b4109p-21,
                            -0x1.7b5f9a2d0465cp-23,
                            0x1.ccf5ceb7f0d9fp-28,
                            0x1.6097d55c37c1cp-27,
                            -0x1.2d2197c7a2faap-28,
                            0x1.f6e66d24d5c8ap-31,
                            -0x1.c0d9b6edf2b0bp-36,
                            -0x1.0070a87340428p-34,
                            0x1.ac9475c463659p-36,
                            -0x1.61ca701fd754ap-38,
                            0x1.ef98008f5eec2p-44),
                    List.of(
                            -0x1.e573ac901e574p-10,
                            -0x1.c71c71c71c71cp-9,
                            0x1.5ac056b015acp-9,
                            -0x1.0394f6f09e723p-10,
                            0x1.af83440e53dbcp-13,
                            -0x1.af83440e53dbcp-22,
                            -0x1.2fa4ae89e5afp-16,
                            0x1.00a9cabd6b83ep-17,
                            -0x1.b0bdfcc629cbap-20,
                            0x1.3f59230a8357cp-28,
                            0x1.280f2cde3f847p-23,
                            -0x1.ee23d0cba8aeep-25,
                            0x1.9aa7a30de114cp-27,
                            -0x1.349fbca3a377bp-36,
                            -0x1.1564ecff73d58p-30,
                            0x1.c9b434bf3c34ep-32,
                            -0x1.78a5056f8ce45p-34,
                            0x1.113e3a466db9ep-44),
                    List.of(
                            0x1.0ee643b990ee6p-8,
                            -0x1.5f7268edab4c8p-9,
                            0x1.948b0fcd6e9ep-11,
                            0x1.0db20a88f4696p-19,
                            -0x1.c253efaa1a932p-14,
                            0x1.bbf43daf4fe53p-15,
                            -0x1.ac2d05890f2c3p-17,
                            0x1.26154ae39151dp-25,
                            0x1.7058929663937p-20,
                            -0x1.522cb05171911p-21,
                            0x1.32ac81c15d3d7p-23,
                            -0x1.c24bd0e740a6cp-33,
                            -0x1.e437343a46f5dp-27,
                            0x1.ac0d455e2536p-28,
                            -0x1.77c5829460139p-30,
                            0x1.0962774f638bbp-40),
                    List.of(
                            0x1.547d93b34e2b6p-11,
                            0x1.e13ce465fa859p-13,
                            -0x1.ebfb188b7cap-12,
                            0x1.18b9b5bf2d984p-12,
                            -0x1.3d2a3a29b5d9dp-14,
                            -0x1.0152a1871f27ap-22,
                            0x1.73df462204ef4p-17,
                            -0x1.7cd6f27b3f02p-18,
                            0x1.7e0201539310ep-20,
                            -0x1.ea23269c140a7p-36,
                            -0x1.6c2dcffbefeefp-23,
                            0x1.5bde8ef4c4dc7p-24,
                            -0x1.4853ced169327p-26,
                            0x1.50c3f0dd501ebp-39),
                    List.of(
                            -0x1.c3e0b02da7bf9p-11,
                            0x1.9b0ff6874f2c4p-11,
                            -0x1.3999a85a4237ap-12,
                            -0x1.88f2ae1def9dp-20,
                            0x1.16908b48ce058p-14,
                            -0x1.4ce3fd902bcadp-15,
                            0x1.7db4c02846e81p-17,
                            0x1.13b3c5b7cb45ep-32,
                            -0x1.c71c074985d3fp-20,
                            0x1.de37d9f09164cp-21,
                            -0x1.ec676cf33153cp-23,
                            0x1.041515bab6adap-35),
                    List.of(
                            -0x1.6128ac5a4fa71p-12,
                            -0x1.247604839c038p-14,
                            0x1.22be87360ef1fp-12,
                            -0x1.a2042c5148e27p-13,
                            0x1.1d1e9cb24760bp-14,
                            0x1.30bdcf208080ep-23,
                            -0x1.c823fc1b3cc36p-17,
                            0x1.0d0e229150428p-17,
                            -0x1.338eb19652fd9p-19,
                            -0x1.659cfde0bb2ebp-32),
                    List.of(
                            0x1.168ef1b0931c8p-11,
                            -0x1.36773bdb97b48p-11,
                            0x1.1c0950d3ecb9dp-12,
                            0x1.a8411da6cab49p-21,
                            -0x1.5600945495b37p-14,
                            0x1.d6bdf83130dc1p-15,
                            -0x1.3382f4cf48618p-16,
                            -0x1.a74243fa27729p-29));

    private TemmeExpansion() {}

    /// Whether the expansion holds.
    static Tensor covers(Tensor a, Tensor x) {
        return a.greaterEqual(LEAST)
                .and(x.greater(a.mul(0.73)))
                .and(x.less(a.mul(1.29)))
                .and(a.isInfinite().not());
    }

    /// P, or Q, where [#covers] holds.
    static Tensor of(Tensor a, Tensor x, boolean isUpper) {
        Tensor m = x.sub(a).div(a);
        Tensor half = Series.excess(m, x.div(a));
        Tensor eta = half.mul(2).sqrt().mul(m.sign());
        Tensor inverse = a.reciprocal();
        Tensor sum = Series.polynomial(COEFFICIENTS.getLast(), eta);
        for (List<Double> row : COEFFICIENTS.reversed().subList(1, COEFFICIENTS.size())) {
            sum = sum.mul(inverse).add(Series.polynomial(row, eta));
        }
        Tensor scale = half.mul(a).neg().exp().mul(a.mul(2 * Math.PI).sqrt().reciprocal());
        Tensor tail = scale.mul(sum);
        Tensor argument = eta.mul(a.mul(0.5).sqrt());
        Tensor main = (isUpper ? argument : argument.neg()).erfc().mul(0.5);
        return isUpper ? main.add(tail) : main.sub(tail);
    }
}
