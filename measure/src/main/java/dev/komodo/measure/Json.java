package dev.komodo.measure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Results as JSON (RFC 8259).
public final class Json {
    private Json() {}

    /// Writes maps, lists, numbers and truth values, everything else as the string that it prints.
    /// NaN and infinities become strings.
    public static String write(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(e -> quote(e.getKey().toString()) + ": " + write(e.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case List<?> list ->
                    list.stream().map(Json::write).collect(Collectors.joining(", ", "[", "]"));
            case Double number ->
                    Double.isFinite(number)
                            ? Double.toString(number)
                            : quote(Double.toString(number));
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> quote(value.toString());
        };
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default ->
                        quoted.append(
                                c < 0x20
                                        ? String.format(Locale.ROOT, "\\u%04x", (int) c)
                                        : String.valueOf(c));
            }
        }
        return quoted.append('"').toString();
    }
}
