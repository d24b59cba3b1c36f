package dev.komodo.bench.rival;

/// Java has no error function; this is the one that people look up.
///
/// source: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: absolute error below
/// 1.5e-7.
final class ErrorFunction {
    static final float P = 0.3275911f;
    static final float A1 = 0.2548296f;
    static final float A2 = -0.28449672f;
    static final float A3 = 1.4214138f;
    static final float A4 = -1.4531521f;
    static final float A5 = 1.0614054f;

    private ErrorFunction() {}

    static float of(float x) {
        float size = Math.abs(x);
        float t = 1 / (1 + P * size);
        float polynomial = t * (A1 + t * (A2 + t * (A3 + t * (A4 + t * A5))));
        float result = 1 - polynomial * (float) Math.exp(-size * size);
        return x < 0 ? -result : result;
    }
}
