package dev.komodo.onnx.model;

import java.util.List;
import java.util.Map;

/// Small pieces that several messages have.
final class Scalars {
    private Scalars() {}

    /// Appends the numbers of a repeated int64 field.
    static void longs(WireReader reader, List<Long> out) {
        reader.eachVarint(
                value -> {
                    reader.spend();
                    out.add(value);
                });
    }

    static OnnxDataType dataType(WireReader reader, long code) {
        return OnnxDataType.ofCode(code)
                .orElseThrow(() -> reader.fault("the unknown element type " + code));
    }

    /// ONNX's own domain has two spellings.
    static String domain(String spelled) {
        return spelled.equals("ai.onnx") ? "" : spelled;
    }

    static void textPair(WireReader reader, Map<String, String> out) {
        String key = "";
        String value = "";
        while (reader.nextField()) {
            switch (reader.field()) {
                case 1 -> key = reader.text();
                case 2 -> value = reader.text();
                default -> reader.skip();
            }
        }
        out.put(key, value);
    }
}
