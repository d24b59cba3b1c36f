package dev.komodo.cache;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How many bytes of entries a cache may keep.
///
/// The text form is a whole number with an optional unit `K`, `M`, `G` or `T` (powers of 1024;
/// `KB`, `KiB` and lower case mean the same), or `unlimited`: `500M`, `2GiB`, `1048576`.
///
/// @param bytes at least 1; `Long.MAX_VALUE` stands for no bound
public record CacheSize(long bytes) {
    /// No bound.
    public static final CacheSize UNLIMITED = new CacheSize(Long.MAX_VALUE);

    /// The bound unless a program or a user names another one: 2 GiB.
    public static final CacheSize DEFAULT = new CacheSize(2L << 30);

    private static final String UNITS = "KMGT";
    private static final int UNIT_BITS = 10;
    private static final Pattern FORM = Pattern.compile("([0-9]{1,18})\\s*([KMGT]?)(?:I?B)?");

    public CacheSize {
        if (bytes < 1) {
            throw new IllegalArgumentException(
                    "cache size: expected at least 1 byte, found "
                            + bytes
                            + "; to use no cache, switch it off");
        }
    }

    /// The size that a text means.
    ///
    /// @throws IllegalArgumentException if it has another form, is 0 or is beyond 2^63
    public static CacheSize parse(String text) {
        String asked = text.strip().toUpperCase(Locale.ROOT);
        if (asked.equals("UNLIMITED")) {
            return UNLIMITED;
        }
        Matcher form = FORM.matcher(asked);
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "cache size: expected a number with K, M, G or T, or \"unlimited\", found \""
                            + text
                            + "\"; try 500M or 2G");
        }
        String unit = form.group(2);
        int shift = unit.isEmpty() ? 0 : UNIT_BITS * (1 + UNITS.indexOf(unit));
        try {
            return new CacheSize(Math.multiplyExact(Long.parseLong(form.group(1)), 1L << shift));
        } catch (ArithmeticException _) {
            throw new IllegalArgumentException(
                    "cache size: \"" + text + "\" is beyond 2^63 bytes; try \"unlimited\"");
        }
    }

    /// Whether there is no bound.
    public boolean isUnlimited() {
        return bytes == UNLIMITED.bytes;
    }

    /// The text form, with the largest unit that divides the size.
    @Override
    public String toString() {
        if (isUnlimited()) {
            return "unlimited";
        }
        int unit = Math.min(Long.numberOfTrailingZeros(bytes) / UNIT_BITS, UNITS.length());
        return (bytes >> (unit * UNIT_BITS)) + (unit == 0 ? "" : UNITS.substring(unit - 1, unit));
    }
}
