package dev.komodo.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Measurements as JSON (RFC 8259).
public final class Json {
    private Json() {}

    /// Writes maps, lists, strings, finite numbers and truth values (RFC 8259).
    public static String write(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(e -> quote(e.getKey().toString()) + ": " + write(e.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list ->
                    list.stream().map(Json::write).collect(Collectors.joining(",\n", "[", "]"));
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> quote(value.toString());
        };
    }

    private static String quote(String text) {
        return text.codePoints()
                .mapToObj(
                        c ->
                                c < 0x20 || c == '"' || c == '\\'
                                        ? String.format(Locale.ROOT, "\\u%04x", c)
                                        : Character.toString(c))
                .collect(Collectors.joining("", "\"", "\""));
    }
}
