package dev.komodo.onnx.model;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The `external_data` entries of a `TensorProto`: where another file holds its elements.
final class ExternalDecoder {
    private ExternalDecoder() {}

    /// What the entries say.
    ///
    /// @param reader of the tensor, for faults
    /// @param expectedBytes how many bytes the tensor's type and dims require
    static OnnxTensorData.External external(
            WireReader reader, Map<String, String> external, long expectedBytes) {
        String file = external.getOrDefault("location", "");
        if (file.isEmpty()) {
            throw reader.fault("external data without a location");
        }
        long offset = number(reader, external, "offset").orElse(0);
        OptionalLong length = number(reader, external, "length");
        if (length.isPresent() && length.getAsLong() != expectedBytes) {
            throw reader.fault(
                    "external data of " + length.getAsLong() + " bytes, expected " + expectedBytes);
        }
        return new OnnxTensorData.External(
                file, offset, length, Optional.ofNullable(external.get("checksum")));
    }

    private static OptionalLong number(
            WireReader reader, Map<String, String> external, String key) {
        String text = external.get(key);
        if (text == null) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return OptionalLong.of(number);
            }
            throw reader.fault("external data with the " + key + " " + text);
        } catch (NumberFormatException e) {
            OnnxFormatException fault = reader.fault("external data with the " + key + " " + text);
            fault.initCause(e);
            throw fault;
        }
    }
}
