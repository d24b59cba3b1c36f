package dev.komodo.cli;

import java.time.Duration;
import java.time.Instant;

/// Sizes, ages and counts of `komodo cache` for people.
final class CacheText {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private CacheText() {}

    /// A size in the largest unit that leaves at least 1.
    static String size(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : "%.1f %s".formatted(value, UNITS[unit]);
    }

    /// How long ago something was, in its largest unit.
    static String age(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        if (age.isNegative()) {
            return "in the future";
        }
        if (age.toDays() > 0) {
            return age.toDays() + " d";
        }
        if (age.toHours() > 0) {
            return age.toHours() + " h";
        }
        return age.toMinutes() > 0 ? age.toMinutes() + " min" : age.toSeconds() + " s";
    }

    /// "1 entry" or "2 entries".
    static String entries(long count) {
        return count + (count == 1 ? " entry" : " entries");
    }
}
