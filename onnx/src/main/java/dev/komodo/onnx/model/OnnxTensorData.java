package dev.komodo.onnx.model;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Where the elements of a tensor are.
public sealed interface OnnxTensorData {
    /// In the file, in the layout of `raw_data`: little-endian, in C order, without gaps, types of
    /// fewer than 8 bits packed from the lowest bits up. There are exactly [OnnxTensor#byteSize()]
    /// bytes.
    record Inline(OnnxBytes bytes) implements OnnxTensorData {}

    /// Texts, or arbitrary bytes, one per element.
    record Strings(List<OnnxBytes> elements) implements OnnxTensorData {
        public Strings {
            elements = List.copyOf(elements);
        }
    }

    /// In another file, in the layout of [Inline]; read by [TensorContent].
    ///
    /// @param location the file, relative to the model's folder, as the model spells it
    /// @param byteOffset where the elements start in it, at least 0
    /// @param byteSize how many bytes the model says there are; else up to the file's end
    /// @param checksum SHA-1 of the file, as the model spells it
    record External(
            String location, long byteOffset, OptionalLong byteSize, Optional<String> checksum)
            implements OnnxTensorData {}
}
