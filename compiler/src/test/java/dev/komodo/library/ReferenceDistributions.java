package dev.komodo.library;

/// Distribution functions in plain Java, accurate to about 1e-12: enough for tests of fit.
final class ReferenceDistributions {
    private ReferenceDistributions() {}

    static double normal(double x) {
        double half = gamma(0.5, x * x / 2) / 2;
        return x < 0 ? 0.5 - half : 0.5 + half;
    }

    /// The regularised lower incomplete gamma function: its series below the mean, its continued
    /// fraction (Lentz) above; DLMF 8.7.1 and 8.9.2.
    static double gamma(double shape, double x) {
        if (!(x > 0)) {
            return 0;
        }
        double scale = Math.exp(shape * Math.log(x) - x - logGamma(shape));
        if (x < shape + 1) {
            double term = 1 / shape;
            double sum = term;
            for (double n = shape + 1; term > sum * 1e-16; n++) {
                term *= x / n;
                sum += term;
            }
            return sum * scale;
        }
        double b = x + 1 - shape;
        double c = 1e300;
        double d = 1 / b;
        double fraction = d;
        for (int i = 1; i < 10_000; i++) {
            double a = -i * (i - shape);
            b += 2;
            d = 1 / (a * d + b);
            c = b + a / c;
            double step = d * c;
            fraction *= step;
            if (Math.abs(step - 1) < 1e-15) {
                break;
            }
        }
        return 1 - scale * fraction;
    }

    /// Stirling's series behind a shift by 10; DLMF 5.11.1.
    static double logGamma(double x) {
        double shift = 0;
        double at = x;
        for (; at < 10; at++) {
            shift += Math.log(at);
        }
        double inverse = 1 / (at * at);
        double series = 1.0 / 12 - inverse * (1.0 / 360 - inverse * (1.0 / 1260 - inverse / 1680));
        return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series / at - shift;
    }

    static double poisson(double mean, int k) {
        return Math.exp(k * Math.log(mean) - mean - logGamma(k + 1.0));
    }
}
