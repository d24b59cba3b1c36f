package dev.komodo.onnx.conformance;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How far floats may be from those expected: `|a - e| <= absolute + relative |e|`.
///
/// @param relative at least 0
/// @param absolute at least 0
public record Tolerance(double relative, double absolute) {
    /// source: onnx/backend/test/loader and `expect` of onnx/backend/test/case/node.
    public static final Tolerance DEFAULT = new Tolerance(1e-3, 1e-7);

    private static final String SIDE_FILE = "data.json";
    private static final long SIDE_FILE_BYTES = 1 << 16;
    private static final String NUMBER = "([-+0-9.eE]+)\\s*[,}]";
    private static final Pattern RELATIVE = Pattern.compile("\"rtol\"\\s*:\\s*" + NUMBER);
    private static final Pattern ABSOLUTE = Pattern.compile("\"atol\"\\s*:\\s*" + NUMBER);

    /// Refuses what is no tolerance.
    public Tolerance {
        if (!(relative >= 0) || !(absolute >= 0)) {
            throw new IllegalArgumentException(
                    "A tolerance is at least 0, found " + relative + " and " + absolute);
        }
    }

    /// Whether a value is close enough: NaN is close to NaN, an infinity to itself.
    boolean accepts(double actual, double expected) {
        return actual == expected
                || (Double.isNaN(actual) && Double.isNaN(expected))
                || (Double.isFinite(expected)
                        && Math.abs(actual - expected) <= absolute + relative * Math.abs(expected));
    }

    /// This, as far as the file `data.json` beside a model does not say `rtol` or `atol`.
    ///
    /// @throws IOException if the file is there and can't be read, or what it says is no tolerance
    Tolerance overriddenIn(Path folder) throws IOException {
        Path file = folder.resolve(SIDE_FILE);
        if (!Files.isRegularFile(file)) {
            return this;
        }
        if (Files.size(file) > SIDE_FILE_BYTES) {
            throw new IOException(SIDE_FILE + " has more than " + SIDE_FILE_BYTES + " bytes");
        }
        String text = Files.readString(file);
        @Nullable Double relativeThere = number(RELATIVE, text);
        @Nullable Double absoluteThere = number(ABSOLUTE, text);
        return new Tolerance(
                relativeThere == null ? relative : relativeThere,
                absoluteThere == null ? absolute : absoluteThere);
    }

    private static @Nullable Double number(Pattern key, String text) throws IOException {
        Matcher found = key.matcher(text);
        if (!found.find()) {
            return null;
        }
        try {
            return Double.valueOf(found.group(1));
        } catch (NumberFormatException fault) {
            throw new IOException(SIDE_FILE + " says " + found.group(), fault);
        }
    }
}
