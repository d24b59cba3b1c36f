package dev.komodo.bench.targets;

import java.util.Locale;

/// Times for people.
final class Durations {
    private Durations() {}

    /// With three digits and the unit that fits.
    static String text(double nanos) {
        if (nanos < 1e3) {
            return digits(nanos) + " ns";
        }
        if (nanos < 1e6) {
            return digits(nanos / 1e3) + " us";
        }
        return nanos < 1e9 ? digits(nanos / 1e6) + " ms" : digits(nanos / 1e9) + " s";
    }

    /// Milliseconds with three digits.
    static String millis(double nanos) {
        return digits(nanos / 1e6);
    }

    private static String digits(double value) {
        int whole = value >= 1 ? 1 + (int) Math.floor(Math.log10(value)) : 0;
        int places = value >= 1 ? Math.max(0, 3 - whole) : 4;
        return String.format(Locale.ROOT, "%." + places + "f", value);
    }
}
