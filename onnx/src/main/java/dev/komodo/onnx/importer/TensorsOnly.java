package dev.komodo.onnx.importer;

import dev.komodo.error.UnsupportedException;
import dev.komodo.onnx.model.OnnxType;
import dev.komodo.onnx.model.OnnxValueInfo;

import java.util.List;
import java.util.Optional;

/// Refuses values that are declared to be something else than tensors.
public final class TensorsOnly {
    private TensorsOnly() {}

    /// Checks declarations.
    ///
    /// @throws UnsupportedException if one is no tensor, naming it
    public static void require(List<OnnxValueInfo> declared) {
        for (OnnxValueInfo value : declared) {
            other(value.type())
                    .ifPresent(
                            kind -> {
                                throw new UnsupportedException(
                                        "The value '"
                                                + value.name()
                                                + "' is "
                                                + kind
                                                + "; Komodo takes and gives tensors only");
                            });
        }
    }

    private static Optional<String> other(OnnxType type) {
        return switch (type) {
            case OnnxType.Tensor _, OnnxType.Undeclared _ -> Optional.empty();
            case OnnxType.SparseTensor _ -> Optional.of("a sparse tensor");
            case OnnxType.Sequence _ -> Optional.of("a sequence");
            case OnnxType.Dictionary _ -> Optional.of("a map");
            case OnnxType.Maybe _ -> Optional.of("an optional");
            case OnnxType.Opaque _ -> Optional.of("of a foreign type");
        };
    }
}
